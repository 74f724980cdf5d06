/**
 * Holds the hub's ledger against what this browser remembers, and signs how far that is so. The hub could rewrite all that it
 * keeps; what it cannot rewrite is what a browser has seen.
 */
import { SignatureError } from "../../../hub/contract/errors.ts";
import { followLedger, type LedgerPin, leadsTo } from "../../../hub/contract/follow-ledger.ts";
import type { PublicKey } from "../../../hub/contract/jws.ts";
import type { LedgerPlace } from "../../../hub/contract/ledger.ts";
import {
  type CountersignatureView,
  countersign,
  countersignatureList,
  type LedgerEntryView,
  ledgerNews,
  ledgerPage,
  verifyCountersignature,
} from "../../../hub/contract/ledger-head.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import type { FollowTimer } from "../hub/follow.ts";
import type { KnownLedger } from "../keys/known-ledger.ts";
import type { Page, Session } from "../page-state.ts";

export type LedgerCheck =
  | { readonly kind: "sound"; readonly pin: LedgerPin }
  /** The hub's ledger is not the one that this browser knows; `code` says how. */
  | { readonly kind: "broken"; readonly code: string };

const CHECK_AGAIN_MS = 15 * 60_000;
/** Also where nothing happened: the others see that somebody looked. */
const SIGN_AGAIN_MS = 24 * 3_600_000;

/** Reading everything anew finds what was changed before the entry that is remembered; once a day is soon enough. */
const AUDIT_AGAIN_MS = 24 * 3_600_000;

/** Now, and every quarter of an hour while somebody is signed in; all of it once a day. */
export async function keepCheckingLedger(
  page: Page,
  timer: Pick<FollowTimer, "pause">,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await checkLedger(page);
    await auditWhenDue(page);
    await timer.pause(CHECK_AGAIN_MS, signal).catch(() => undefined); // Aborted: the loop ends.
  }
}

/** Reads on from what this browser remembers. Away for a moment, the next time tells. */
export async function checkLedger(page: Page): Promise<void> {
  const session = page.session.value;
  // What is written down is the guardians' to read.
  if (session?.info.person.role !== "guardian") return;
  const { hub } = session.info;
  const known = await page.store.ledger(hub);
  try {
    const { pin } = await followLedger(hub, known?.pin, readAfter(page));
    if (page.session.value?.info.nonce !== session.info.nonce) return;
    const now: KnownLedger = { pin, signed: known?.signed, auditedAt: known?.auditedAt };
    await page.store.putLedger(hub, now);
    // What was found before is not unsaid by a later entry that fits.
    if (page.ledger.value?.kind !== "broken") page.ledger.value = { kind: "sound", pin };
    await signOn(page, session, now);
  } catch (error) {
    if (isAway(error)) return;
    await doubt(page, session, known, error);
  }
}

/** The whole ledger, from its first entry. */
export interface LedgerAudit {
  readonly entries: number;
  /** When the first was written, Unix ms. */
  readonly since: number | undefined;
  /** Who else checked it, newest first. */
  readonly witnesses: readonly Witness[];
}

export interface Witness {
  readonly person: PublicId;
  readonly device: PublicKey;
  readonly at: string;
  /** What that device saw is in this ledger. */
  readonly fits: boolean;
}

/**
 * Reads everything anew, and compares it with what this browser and every other device has signed.
 * @returns `undefined` where it does not hold: `page.ledger` says so
 * @throws HubRefusal, HubUnreachable
 */
export async function auditLedger(page: Page, session: Session): Promise<LedgerAudit | undefined> {
  const { hub } = session.info;
  const signed = await readCountersignatures(page, session);
  const known = await page.store.ledger(hub);
  const wanted = new Set(
    [known?.pin, ...signed].flatMap((place) => (place === undefined ? [] : place.number)),
  );
  const hashes = new Map<number, string>();
  let since: number | undefined;
  try {
    const { pin } = await followLedger(hub, undefined, readAfter(page), ({ at }, { number, hash }) => {
      since ??= at;
      if (wanted.has(number)) hashes.set(number, hash);
    });
    if (known !== undefined) {
      assertGoesOn(known.pin, pin, hashes.get(known.pin.number));
      await page.store.putLedger(hub, { ...known, auditedAt: page.client.hubNow() });
    }
    const witnesses = signed.map(({ person, signer, at, number, hash }) => ({
      person,
      device: signer,
      at,
      fits: number === 0 || hashes.get(number) === hash,
    }));
    return { entries: pin.number, since, witnesses };
  } catch (error) {
    if (isAway(error)) throw error;
    await doubt(page, session, known, error);
    return undefined;
  }
}

function assertGoesOn(known: LedgerPin, now: LedgerPin, hash: string | undefined): void {
  if (now.key !== known.key) throw new SignatureError("ledger.other-key", "another key");
  if (now.number < known.number) throw new SignatureError("ledger.cut", "shorter than known");
  if (known.number > 0 && hash !== known.hash) throw new SignatureError("ledger.rewritten", "another past");
}

/**
 * Entries before a place that is known to be sound, newest first.
 * @returns them, and the place that they begin behind: sound too
 * @throws HubRefusal, HubUnreachable, SignatureError `ledger.rewritten` where they do not lead there
 */
export async function readLedgerBefore(
  page: Page,
  sound: LedgerPlace,
): Promise<{ readonly entries: readonly LedgerEntryView[]; readonly behind: LedgerPlace }> {
  const read = await page.client.call("GET", `/ledger?before=${sound.number + 1}`, { schema: ledgerPage });
  return { entries: read.entries, behind: await leadsTo(sound, read) };
}

/** Somebody knows why the ledger is another one: this browser forgets what it knew, and begins with what is there now. */
export async function believeLedgerAnew(page: Page): Promise<void> {
  const hub = page.session.value?.info.hub;
  if (hub === undefined) return;
  await page.store.putLedger(hub, undefined);
  page.ledger.value = undefined;
  await checkLedger(page);
}

/** @returns whether the error means that the ledger is not the one that this browser knows; the page then says so */
export function distrustLedger(page: Page, error: unknown): boolean {
  if (!(error instanceof SignatureError)) return false;
  // The first finding stands: that it was told is an entry more, and a cut would look like something else.
  if (page.ledger.value?.kind !== "broken") page.ledger.value = { kind: "broken", code: error.code };
  return true;
}

const readAfter = (page: Page) => (number: number) =>
  page.client.call("GET", `/ledger/after?number=${number}`, { schema: ledgerNews });

const isAway = (error: unknown) => error instanceof HubUnreachable || error instanceof HubRefusal;

async function auditWhenDue(page: Page): Promise<void> {
  const session = page.session.value;
  const known = session === undefined ? undefined : await page.store.ledger(session.info.hub);
  if (session === undefined || known === undefined) return;
  const { auditedAt } = known;
  if (auditedAt !== undefined && Math.abs(page.client.hubNow() - auditedAt) < AUDIT_AGAIN_MS) return;
  await auditLedger(page, session).catch((error: unknown) => {
    if (!isAway(error)) throw error;
  });
}

async function signOn(page: Page, { info }: Session, known: KnownLedger): Promise<void> {
  const { pin, signed } = known;
  const now = page.client.hubNow();
  if (signed?.number === pin.number && Math.abs(now - signed.at) < SIGN_AGAIN_MS) return;
  await postCountersignature(page, info.hub, pin);
  await page.store.putLedger(info.hub, { ...known, signed: { number: pin.number, at: now } });
}

async function postCountersignature(page: Page, hub: PublicId, { number, hash }: LedgerPlace): Promise<void> {
  const at = new Date(page.client.hubNow()).toISOString();
  const countersignature = await countersign({ hub, number, hash, at }, page.device);
  await page.client.call("POST", "/ledger/countersignatures", { json: { countersignature } });
}

/** Says so here; and, once a visit, signs what it remembers, which the hub then has to tell every guardian. */
async function doubt(
  page: Page,
  { info }: Session,
  known: KnownLedger | undefined,
  error: unknown,
): Promise<void> {
  const isNews = page.ledger.value?.kind !== "broken";
  if (!distrustLedger(page, error)) throw error;
  if (!isNews || known === undefined) return;
  await postCountersignature(page, info.hub, known.pin).catch((refused: unknown) => {
    if (!isAway(refused)) throw refused; // That it is refused is what tells the others.
  });
}

/** Those that a device of the roster really signed, newest first. */
async function readCountersignatures(page: Page, { info, roster }: Session) {
  const { countersignatures } = await page.client.call("GET", "/ledger/countersignatures", {
    schema: countersignatureList,
  });
  const read = async ({ person, countersignature }: CountersignatureView) => {
    const place = await verifyCountersignature(countersignature, info.hub).catch((error: unknown) => {
      if (error instanceof SignatureError) return undefined;
      throw error;
    });
    const isTheirs = place !== undefined && roster.devices.get(place.signer) === person;
    return isTheirs ? [{ ...place, person }] : [];
  };
  const verified = (await Promise.all(countersignatures.map(read))).flat();
  return verified.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
