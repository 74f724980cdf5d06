/** What tells whether something that came is what it should be. */
export interface Readable<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}
