/**
 * A person's passkeys, asked and answered. Nothing about failed passphrases counts here: an answer costs a millisecond to check
 * and cannot be guessed, so it waits in a queue of its own, and whoever guesses elsewhere shuts no passkey out.
 */
import { generateKeyPairSync } from "node:crypto";
import { encodeBase64url, parseBase64url } from "../contract/base64url.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { PasskeyAnswer, PasskeyMade, PasskeyNonce } from "../contract/passkeys.ts";
import type { PublicId } from "../contract/public-id.ts";
import { minutes } from "../domain/duration.ts";
import { AccessRefused, type Address } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { Household, Person, Slot } from "../ports/household.ts";
import type { Ledger, LedgerEntry } from "../ports/ledger.ts";
import { makeBoundedQueue } from "./bounded-queue.ts";
import type { Nonces } from "./nonces.ts";
import { makeWebauthn, type Place } from "./webauthn.ts";

type PasskeySlot = Extract<Slot, { kind: "passkey" }>;

const AT_ONCE = 2;
const MOST_WAITING = 64;
/** An answer that fails is written down at most so often for each passkey: the ledger is no place to flood. */
const NOTED_EVERY = minutes(1);
/** "Last used" is exact to the minute; each write is one to an SD card. */
const USE_NOTED_EVERY = minutes(1);

export interface Passkeys {
  /** @param holder whom the nonce is for. @param origin the page's; the passkey is for its name */
  nonce(holder: string, origin: string): PasskeyNonce;
  /** @returns the slot without its box; `undefined` for what is no new passkey for this origin that answers this nonce */
  readMade(
    made: PasskeyMade,
    nonce: string,
    origin: string,
  ): Promise<Pick<PasskeySlot, "rpId" | "credential" | "publicKey" | "counter" | "transports"> | undefined>;
  /**
   * Uses the nonce up, and notes the use. A credential that nobody has costs a check and gets an answer like any other.
   * @param by who asked for the nonce, on what device; `person`, where only theirs will do
   * @returns whose it is; `undefined` for anything that does not count
   * @throws AccessRefused `sign-in.too-many`
   */
  readAnswer(
    answer: PasskeyAnswer,
    by: { readonly holder: string; readonly device: PublicKey; readonly person?: PublicId },
  ): Promise<{ readonly person: Person; readonly slot: PublicId } | undefined>;
}

export function makePasskeys(parts: {
  readonly household: Household;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly nonces: Nonces;
  addresses(): readonly Address[];
}): Passkeys {
  const { household, ledger, clock, nonces, addresses } = parts;
  const webauthn = makeWebauthn();
  const queue = makeBoundedQueue({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING });
  const notedAt = new Map<string, number>();
  /** A key that nobody has the other half of. */
  let nobodys: string | undefined;

  const placeOf = (rpId: string): Place => ({
    rpId,
    origins: addresses().flatMap((address) => (address.rpId === rpId ? [address.origin] : [])),
  });
  const rpIdAt = (origin: string): string => {
    const rpId = addresses().find((address) => address.origin === origin)?.rpId;
    if (rpId === undefined)
      throw new TypeError("a request for an address that is not the hub's came through");
    return rpId;
  };

  const find = (credential: string, whose: PublicId | undefined) => {
    for (const person of household.people()) {
      if (whose !== undefined && person.id !== whose) continue;
      const slot = person.slots.find((one) => isOf(one, credential));
      if (slot?.kind === "passkey") return { person, slot };
    }
    return undefined;
  };

  const noteFailure = async (entry: LedgerEntry, credential: string): Promise<void> => {
    const now = clock.monotonic();
    for (const [other, at] of notedAt) if (now - at >= NOTED_EVERY) notedAt.delete(other);
    if (notedAt.has(credential)) return;
    notedAt.set(credential, now);
    await ledger.append(entry);
  };

  /** @returns whether the answer is later than all before it (WebAuthn, 6.1.1); one of two copies is not, some day */
  const noteUse = async (person: PublicId, credential: string, counter: number): Promise<boolean> => {
    let isLater = false;
    const change = (now: Person): Person => {
      const before = now.slots.find((slot) => isOf(slot, credential));
      // Removed meanwhile: it counts no more.
      if (before?.kind !== "passkey") return now;
      isLater = (counter === 0 && before.counter === 0) || counter > before.counter;
      if (!isLater) return now;
      const { idle: _, ...bare } = before;
      const used = { ...bare, counter, lastUsedAt: clock.now() };
      return { ...now, slots: now.slots.map((slot) => (slot === before ? used : slot)) };
    };
    const standing = household.people().find(({ id }) => id === person);
    const now = standing?.slots.find((slot) => isOf(slot, credential));
    const isNoted =
      now?.kind === "passkey" &&
      now.idle === undefined &&
      Math.abs(clock.now() - now.lastUsedAt) < USE_NOTED_EVERY;
    if (isNoted && counter === 0 && now.counter === 0) return true;
    await household.changePerson(person, change);
    return isLater;
  };

  return {
    nonce(holder, origin) {
      webauthn.warm();
      return { nonce: nonces.make(holder), rpId: rpIdAt(origin) };
    },

    async readMade(made, nonce, origin) {
      const place = placeOf(rpIdAt(origin));
      const read = await webauthn.readMade(made, place, nonce);
      if (read === undefined) return undefined;
      return { rpId: place.rpId, credential: made.id, transports: made.transports, ...read };
    },

    async readAnswer(answer, { holder, device, person: whose }) {
      const found = find(answer.id, whose);
      nobodys ??= makeNobodysKey();
      const publicKey = found?.slot.publicKey ?? nobodys;
      const place = placeOf(found?.slot.rpId ?? addresses()[0]?.rpId ?? "");
      const checked = await queue.run(() => webauthn.readAnswer(answer, publicKey, place));
      if (checked === undefined) throw new AccessRefused("sign-in.too-many", "busy", { retryAfter: 1 });
      if (found === undefined) return undefined;
      const { person, slot } = found;
      const entry = { at: clock.now(), person: person.id, subject: slot.id, device };
      const read = checked.done;
      // Authenticators say whose it is; where one was named to them, they need not (CTAP 2.1, 6.2.2).
      const isTheirs =
        answer.userHandle === undefined ? whose !== undefined : answer.userHandle === person.id;
      if (read === undefined || !isTheirs || !nonces.use(read.nonce, holder)) {
        await noteFailure({ ...entry, kind: "sign-in-failed" }, slot.credential);
        return undefined;
      }
      if (!(await noteUse(person.id, slot.credential, read.counter))) {
        await noteFailure({ ...entry, kind: "passkey-doubtful" }, slot.credential);
        return undefined;
      }
      return { person, slot: slot.id };
    },
  };
}

const isOf = (slot: Slot, credential: string): boolean =>
  slot.kind === "passkey" && slot.credential === credential;

/** A public key on P-256 in COSE (RFC 9053, 7.1.1), made once: what a signature by nobody is held against. */
function makeNobodysKey(): string {
  const { x = "", y = "" } = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
    format: "jwk",
  });
  const coordinate = (text: string) => parseBase64url(text) ?? new Uint8Array();
  // {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
  return encodeBase64url(
    Uint8Array.of(
      ...[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20],
      ...coordinate(x),
      ...[0x22, 0x58, 0x20],
      ...coordinate(y),
    ),
  );
}
