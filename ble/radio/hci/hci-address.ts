/** Where a controller is: at the other end of a Unix socket (H4), or adapter `hciN` of this machine. */
export type HciAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "adapter"; readonly index: number };

/** `sun_path` holds 108 bytes with its closing zero, unix(7); a longer path would be cut silently by some libraries. */
const MAX_SOCKET_PATH_BYTES = 107;

/** Reads `unix:PATH` or `hciN`; `undefined` for anything else, for an empty path and for one no socket can have. */
export function parseHciAddress(text: string): HciAddress | undefined {
  const adapter = /^hci(\d{1,3})$/.exec(text);
  if (adapter?.[1] !== undefined) return { kind: "adapter", index: Number(adapter[1]) };
  if (!text.startsWith("unix:")) return undefined;
  const path = text.slice("unix:".length);
  if (path === "" || path.includes("\0") || Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) return undefined;
  return { kind: "unix", path };
}
