/** Hellos as nobody would say them: a real one, with what chance does to it, cut into pieces. */

export interface Fuzzed {
  readonly pieces: readonly Uint8Array[];
  /** Nothing was changed: it was only cut over records and pieces. */
  readonly isWhole: boolean;
}

const HEADER = 5;

/** @param real what a TLS client said, one record @param random 0 to below 1 */
export function fuzzHello(real: Uint8Array, random: () => number): Fuzzed {
  const below = (count: number) => Math.floor(random() * count);
  const kind = below(10);
  switch (kind) {
    case 0: // nothing at all, or noise
      return cut(noise(below(2) * below(900), below), below, false);
    case 1: // as it is, cut anywhere
      return cut(inRecords(real.subarray(HEADER), below), below, true);
    case 2: // cut off
      return cut(real.slice(0, below(real.length)), below, false);
    case 3: // a token, or what begins like one
      return cut(
        Buffer.concat([Buffer.from("PAWPOST1").subarray(0, 1 + below(8)), noise(below(60), below)]),
        below,
        false,
      );
    case 4: // longer than any: a message that says it is large, and goes on
      return cut(giant(below), below, false);
    case 5: // some of it twice
      return cut(repeated(real, below), below, false);
    default: // some bytes changed, lengths among them
      return cut(changed(real, below), below, false);
  }
}

type Below = (count: number) => number;

const noise = (length: number, below: Below) => Uint8Array.from({ length }, () => below(256));

function changed(real: Uint8Array, below: Below): Uint8Array {
  const bytes = Uint8Array.from(real);
  const most = 1 + below(6);
  for (let n = 0; n < most; n += 1) {
    // The beginning has the lengths of everything; the end is mostly keys.
    const at = below(2) === 0 ? below(Math.min(bytes.length, 120)) : below(bytes.length);
    bytes[at] = [0, 1, 255, 128, below(256), ((bytes[at] ?? 0) + 1) & 255][below(6)] ?? 0;
  }
  return bytes;
}

function repeated(real: Uint8Array, below: Below): Uint8Array {
  const from = below(real.length);
  const to = from + below(real.length - from);
  return Buffer.concat([real.subarray(0, to), real.subarray(from, to), real.subarray(to)]);
}

function giant(below: Below): Uint8Array {
  const claimed = 16_000 + below(16_000_000);
  const head = Uint8Array.from([1, claimed >> 16, (claimed >> 8) & 255, claimed & 255]);
  return inRecords(Buffer.concat([head, new Uint8Array(20_000).fill(below(256))]), below);
}

function inRecords(message: Uint8Array, below: Below): Uint8Array {
  const size = 1 + below(2) * below(3_000) + below(600);
  const records: Uint8Array[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size);
    records.push(Uint8Array.from([22, 3, 1, part.length >> 8, part.length & 255]), part);
  }
  return Buffer.concat(records);
}

function cut(bytes: Uint8Array, below: Below, isWhole: boolean): Fuzzed {
  const pieces: Uint8Array[] = [];
  const size = below(3) === 0 ? 1 + below(40) : 1 + below(4_000);
  for (let at = 0; at < bytes.length; at += size) pieces.push(Uint8Array.from(bytes.subarray(at, at + size)));
  return { pieces, isWhole };
}
