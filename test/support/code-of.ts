/**
 * What came of something that may be refused, in a word to compare.
 * @param taken the word for what was done
 * @returns of what was refused its code; of any other error all of it
 */
export const codeOr =
  (taken: string) =>
  (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => taken,
      (error: { readonly code?: string }) => error.code ?? String(error),
    );
