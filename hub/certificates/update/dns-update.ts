/**
 * A change of a zone (RFC 2136), signed by a key that hub and name server share (RFC 8945, HMAC-SHA-256).
 *
 *   header     12   opcode 5: UPDATE; how many of each below
 *   zone            one question: its SOA
 *   update          for each set of records: delete it (class ANY, no data), then add each (class IN)
 *   signature       TSIG, the last record: over all before it, and
 *                     key name, ANY, 0, "hmac-sha256", time (48 bits), fudge, error, other
 *
 * Whatever the name server had there is gone, and exactly this stands in its place: said twice it is the same. Pure: bytes in, bytes out.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import dns from "dns-packet";
import type { AuthorityWords } from "../../ports/name-publisher.ts";
import type { TsigKey } from "./tsig-key.ts";

const UPDATE = 5 << 11;
const TSIG = 250;
const ANY = 255;
const ALGORITHM = "hmac-sha256";
/** How far the two clocks may be apart, seconds: RFC 8945, 10. */
const FUDGE_S = 300;
/** What is said changes while somebody waits for it. */
const TTL_S = 60;
const ARCOUNT_AT = 10;
const MAC_BYTES = 32;
/** Algorithm, time, fudge, size of the MAC: before it in the record. */
const BEFORE_MAC = nameOf(ALGORITHM).length + 6 + 2 + 2;

export interface SignedUpdate {
  readonly bytes: Buffer;
  /** The answer is signed over it, too. */
  readonly mac: Buffer;
}

/** @param id random, 16 bits @param at Unix ms */
export function encodeUpdate(
  { hub, zone, words }: { readonly hub: string; readonly zone: string; readonly words: AuthorityWords },
  key: TsigKey,
  id: number,
  at: number,
): SignedUpdate {
  const domain = `${hub}.${zone}`;
  const proof = `_acme-challenge.${domain}`;
  const nobody = (issuers: readonly string[]) => (issuers.length === 0 ? [";"] : issuers);
  const caa = (tag: "issue" | "issuewild", issuers: readonly string[]) =>
    nobody(issuers).map((value) => ({
      type: "CAA",
      class: "IN",
      name: domain,
      ttl: TTL_S,
      data: { flags: 0, tag, value },
    }));
  const records = [
    { type: "TXT", class: "ANY", name: proof, ttl: 0, data: [] },
    ...words.txt.map((data) => ({ type: "TXT", class: "IN", name: proof, ttl: TTL_S, data })),
    { type: "UNKNOWN_257", class: "ANY", name: domain, ttl: 0, data: Buffer.alloc(0) },
    ...caa("issue", words.named),
    ...caa("issuewild", words.issuers),
  ];
  const plain = dns.encode({
    type: "query",
    id,
    flags: UPDATE,
    questions: [{ type: "SOA", class: "IN", name: zone }],
    authorities: records as unknown as dns.Answer[],
  });
  return signMessage(plain, key, at);
}

function signMessage(plain: Buffer, key: TsigKey, at: number): SignedUpdate {
  const time = Math.floor(at / 1_000);
  const mac = macOf([plain, variablesOf(key, time, FUDGE_S, 0, Buffer.alloc(0))], key);
  const data = Buffer.concat([
    nameOf(ALGORITHM),
    timeOf(time),
    words16(FUDGE_S, mac.length),
    mac,
    plain.subarray(0, 2),
    words16(0, 0),
  ]);
  const head = Buffer.concat([nameOf(key.name), words16(TSIG, ANY, 0, 0, data.length)]);
  const bytes = Buffer.concat([plain, head, data]);
  bytes.writeUInt16BE(plain.readUInt16BE(ARCOUNT_AT) + 1, ARCOUNT_AT);
  return { bytes, mac };
}

/**
 * @param asked what it answers
 * @param at Unix ms
 * @returns the code, 0 for done (RFC 2136, 2.2); `undefined` for what the name server did not sign, whatever it says
 */
export function readUpdateAnswer(
  answer: Buffer,
  asked: SignedUpdate,
  key: TsigKey,
  at: number,
): number | undefined {
  const owner = nameOf(key.name);
  const dataBytes = BEFORE_MAC + MAC_BYTES + 6;
  const start = answer.length - owner.length - 10 - dataBytes;
  // A signature of another length (somebody who lacks the key has none) is none of this key.
  if (start < 12 || !answer.subarray(start, start + owner.length).equals(owner)) return undefined;
  const head = answer.subarray(start + owner.length, start + owner.length + 10);
  const data = answer.subarray(start + owner.length + 10);
  const expected = words16(TSIG, ANY, 0, 0, dataBytes);
  if (!head.equals(expected) || !data.subarray(0, BEFORE_MAC - 10).equals(nameOf(ALGORITHM)))
    return undefined;
  const time = data.readUIntBE(BEFORE_MAC - 10, 6);
  const [fudge, size] = [data.readUInt16BE(BEFORE_MAC - 4), data.readUInt16BE(BEFORE_MAC - 2)];
  const error = data.readUInt16BE(data.length - 4);
  if (size !== MAC_BYTES || data.readUInt16BE(data.length - 2) !== 0) return undefined;
  const plain = Buffer.from(answer.subarray(0, start));
  const additionals = plain.readUInt16BE(ARCOUNT_AT);
  if (additionals === 0) return undefined;
  plain.writeUInt16BE(additionals - 1, ARCOUNT_AT);
  data.copy(plain, 0, data.length - 6, data.length - 4); // the id as it was when it was signed
  const said = [
    words16(asked.mac.length),
    asked.mac,
    plain,
    variablesOf(key, time, fudge, error, Buffer.alloc(0)),
  ];
  if (!timingSafeEqual(macOf(said, key), data.subarray(BEFORE_MAC, BEFORE_MAC + MAC_BYTES))) return undefined;
  const isNow = Math.abs(at / 1_000 - time) <= FUDGE_S;
  const isAnswer = (answer.readUInt16BE(2) & 0xf800) === (0x8000 | UPDATE);
  return isNow && isAnswer && error === 0 ? answer.readUInt16BE(2) & 15 : undefined;
}

/** RFC 8945, 4.3.3. */
const variablesOf = (key: TsigKey, time: number, fudge: number, error: number, other: Buffer): Buffer =>
  Buffer.concat([
    nameOf(key.name),
    words16(ANY, 0, 0),
    nameOf(ALGORITHM),
    timeOf(time),
    words16(fudge, error, other.length),
    other,
  ]);

const macOf = (parts: readonly Uint8Array[], { secret }: TsigKey): Buffer => {
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

/** RFC 1035, 3.1, in small letters. */
function nameOf(name: string): Buffer {
  const labels = name.toLowerCase().split(".");
  const parts = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, "latin1")]);
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function timeOf(time: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(time, 0, 6);
  return bytes;
}

function words16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, at * 2);
  return bytes;
}
