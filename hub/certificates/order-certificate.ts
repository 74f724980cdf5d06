import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { ms, seconds } from "../domain/duration.ts";
import type { CertificateNote } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type { Authority, Order } from "./authority.ts";
import { CertificateError } from "./errors.ts";
import { keyPrint } from "./key-print.ts";
import type { Way } from "./way.ts";

const FIRST_LOOK = ms(500);
const LONGEST_LOOK = seconds(10);
/** An authority that looks at our proof, or signs, takes some seconds. */
const PATIENCE = seconds(180);
/** More than are issued in the life of one: once a day at most, whatever the clock says. */
const REMEMBERED = 128;

export interface Ordering {
  readonly authority: Authority;
  readonly way: Way;
  readonly note: () => CertificateNote;
  /** Durable when it resolves. */
  readonly save: (change: Partial<CertificateNote>) => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * One certificate, from wherever the last try came to. What counts at each step is on disk before the authority hears of it, and
 * each step may be done twice.
 * @throws CertificateError
 */
export async function orderCertificate(ordering: Ordering): Promise<NonNullable<CertificateNote["issued"]>> {
  const { authority, way, note, save, signal } = ordering;
  const account = await authority.open();
  await save({ account });
  // Who may issue is said before anything is ordered.
  await way.rest(account, signal);
  let order = await goOn(ordering);
  const key = note().order?.key ?? "";
  if (order.status === "pending") {
    const challenges = await order.challenges(way.type);
    const takeAway = await way.prove(challenges, account, signal);
    try {
      for (const challenge of challenges) await challenge.answer();
      order = await untilNot("pending", order, ordering);
    } finally {
      await takeAway().catch(() => undefined); // what is left standing proves nothing any more, and the next words take its place
    }
    if (order.status === "invalid") {
      await save({ order: null });
      throw new CertificateError("certificate.not-proven", "the authority did not find the proof");
    }
  }
  if (order.status === "ready") {
    // From here on there may be a certificate for it, whatever becomes of this hub: it is the hub's own in public logs, too.
    await save({ asked: [...new Set([...note().asked, keyPrint(key)])].slice(-REMEMBERED) });
    await order.finish(key);
    order = await untilNot("ready", order, ordering);
  }
  order = await untilNot("processing", order, ordering);
  if (order.status !== "valid") {
    await save({ order: null });
    throw new CertificateError("certificate.refused", `the order is ${order.status}`);
  }
  const issued = readIssued(await order.download(), key, way.names);
  if (issued === undefined) {
    await save({ order: null });
    throw new CertificateError("certificate.refused", "what was issued is not what was ordered");
  }
  return issued;
}

/** The order that was under way, or a new one. */
async function goOn({ authority, way, note, save }: Ordering): Promise<Order> {
  const known = note().order?.url ?? undefined;
  const before = known === undefined ? undefined : await authority.look(known);
  const isOurs = before !== undefined && before.names.toString() === way.names.toString();
  if (isOurs && before.status !== "invalid") return before;
  // A key for each certificate; one that was made for an order of which nobody knows whether it was placed serves for this one.
  const key = known === undefined ? note().order?.key : undefined;
  const placed = { url: null, key: key ?? makeKey() };
  await save({ order: placed });
  const url = await authority.order(way.names);
  await save({ order: { ...placed, url } });
  const order = await authority.look(url);
  if (order === undefined) throw new CertificateError("certificate.refused", "an order that is not there");
  return order;
}

async function untilNot(
  status: Order["status"],
  before: Order,
  { authority, clock, signal }: Ordering,
): Promise<Order> {
  const end = clock.monotonic() + PATIENCE;
  let order: Order | undefined = before;
  for (let wait: number = FIRST_LOOK; order.status === status; wait = Math.min(wait * 2, LONGEST_LOOK)) {
    if (clock.monotonic() >= end) throw new CertificateError("certificate.no-answer", `still ${status}`);
    await clock.sleep(ms(wait), signal);
    order = await authority.look(before.url);
    if (order === undefined) throw new CertificateError("certificate.refused", "the order is gone");
  }
  return order;
}

export const makeKey = (): string =>
  generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey;

/** @returns `undefined` unless it is for this key and for exactly these names */
function readIssued(
  chain: string,
  key: string,
  names: readonly string[],
): NonNullable<CertificateNote["issued"]> | undefined {
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(chain);
  } catch {
    return undefined; // no certificate at all
  }
  const expected = names.map((name) => `DNS:${name}`).join(", ");
  if (!leaf.checkPrivateKey(createPrivateKey(key)) || leaf.subjectAltName !== expected) return undefined;
  return {
    key,
    chain,
    notBefore: leaf.validFromDate.getTime(),
    notAfter: leaf.validToDate.getTime(),
    spread: 0,
  };
}
