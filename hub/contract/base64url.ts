/** RFC 4648 section 5, without padding; for browser and Node alike. */
export function encodeBase64url(bytes: Uint8Array): string {
  let text = "";
  // In pieces, because one call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @returns `undefined` for anything that is not exactly what {@link encodeBase64url} would have written */
export function parseBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  );
  // Left-over bits must be zero, or two texts would name the same bytes.
  return encodeBase64url(bytes) === text ? bytes : undefined;
}
