/** LevelDB's variable-length numbers: seven bits a byte, low ones first, the top bit says that more follow. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @returns `undefined` at the end, or for a number too large to be one of ours */
  varint(): number | undefined {
    let value = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  }

  skipString(): void {
    const length = this.varint() ?? this.#bytes.length; // moves `at` itself
    this.at += length;
  }
}
