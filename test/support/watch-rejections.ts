/** Promises that were rejected and that nobody waits for, from now until it is disposed. */
export function watchRejections(): { readonly seen: readonly unknown[] } & Disposable {
  const seen: unknown[] = [];
  const note = (cause: unknown) => void seen.push(cause);
  process.on("unhandledRejection", note);
  return { seen, [Symbol.dispose]: () => void process.removeListener("unhandledRejection", note) };
}
