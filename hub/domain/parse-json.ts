const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * What a stranger, a disk or another process said, for a schema to look at.
 * @returns `undefined`, which no schema takes, for what is no JSON, or no UTF-8
 */
export function parseJson(said: string | Uint8Array | undefined): unknown {
  try {
    return JSON.parse(typeof said === "string" ? said : utf8.decode(said));
  } catch {
    return undefined;
  }
}
