/**
 * Stands in for `@scure/base` on the page, of which age uses three of twenty ways to write bytes: what age reads and writes is in letters that we have a codec for. As strict as that one: what is
 * written in a way that age itself would not write is refused.
 */
import { decodeBech32, encodeBech32, fromBech32Words, toBech32Words } from "../../../hub/archive/bech32.ts";

/** Standard base64 without padding. */
export const base64nopad = {
  encode: (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replace(/=+$/, ""),
  decode(text: string): Uint8Array {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    // `atob` takes spaces, padding and bits left over.
    if (base64nopad.encode(bytes) !== text) throw new Error("not base64 without padding");
    return bytes;
  },
};

export const bech32 = {
  encodeFromBytes: (prefix: string, bytes: Uint8Array): string =>
    encodeBech32(prefix.toLowerCase(), toBech32Words(bytes)),
  decodeToBytes(text: string): { readonly prefix: string; readonly bytes: Uint8Array } {
    const { prefix, words } = decodeBech32(text) ?? {};
    const bytes = words && fromBech32Words(words);
    if (prefix === undefined || bytes === undefined) throw new Error("not bech32");
    return { prefix, bytes };
  },
};
