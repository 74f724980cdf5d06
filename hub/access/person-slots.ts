/** The list of ways in that a person has, and who may change it: whoever opened one, see `hub/contract/slots.ts`. */
import { randomBytes } from "node:crypto";
import { parseBase64url } from "../contract/base64url.ts";
import { SignatureError } from "../contract/errors.ts";
import { type PublicId, publicId } from "../contract/public-id.ts";
import {
  FADES_AFTER_DAYS,
  NOTICE_FROM_DAYS,
  type SlotOrder,
  type SlotView,
  verifySheetProof,
  verifySlotOrder,
} from "../contract/slots.ts";
import { standsAlone } from "../domain/stands-alone.ts";
import { AccessRefused } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { Household, Person, Session, Slot } from "../ports/household.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import { SlotRefused, type Slots } from "../ports/slots.ts";
import type { Nonces } from "./nonces.ts";
import type { Passkeys } from "./passkeys.ts";
import type { Verifiers } from "./verifier.ts";

/** A drawer has room for this many sheets, a family for this many phones, and `GET /session` for their boxes. */
const MOST_SHEETS = 5;
const MOST_PASSKEYS = 8;

/** An older hub kept no id; the salt is 128 random bits too, and as public. */
const slotId = (slot: Slot): PublicId | undefined =>
  slot.id ?? (slot.kind === "passphrase" ? publicId.safeParse(slot.salt).data : undefined);

const hasId = (slots: readonly Slot[], id: PublicId): boolean => slots.some((one) => slotId(one) === id);

const known = (at: number): string => new Date(at).toISOString();
const iso = (at: number | null | undefined) => (typeof at === "number" ? known(at) : null);

export const viewSlots = ({ slots }: Pick<Person, "slots">): SlotView[] =>
  slots.flatMap((slot) => {
    const id = slotId(slot);
    return id === undefined ? [] : [viewSlot(slot, id)];
  });

function viewSlot(slot: Slot, id: PublicId): SlotView {
  const { kind, box } = slot;
  switch (kind) {
    case "passphrase":
      return { kind, id, madeAt: iso(slot.madeAt), testedAt: iso(slot.testedAt), salt: slot.salt, box };
    case "recovery-sheet": {
      const { recipient, proofKey } = slot;
      return { kind, id, madeAt: iso(slot.madeAt), testedAt: iso(slot.testedAt), recipient, proofKey, box };
    }
    case "passkey": {
      const { label, rpId, credential } = slot;
      const dates = { madeAt: known(slot.madeAt), lastUsedAt: known(slot.lastUsedAt) };
      const days = slot.idle?.days ?? 0;
      const fadesIn = days < NOTICE_FROM_DAYS ? null : Math.max(1, FADES_AFTER_DAYS - days);
      return { kind, id, ...dates, label, rpId, credential, transports: [...slot.transports], fadesIn, box };
    }
  }
}

export function openPersonSlots(parts: {
  readonly household: Household;
  readonly clock: Clock;
  readonly verifiers: Verifiers;
  readonly nonces: Nonces;
  readonly passkeys: Passkeys;
}): Slots {
  const { household, clock, verifiers, nonces, passkeys } = parts;

  const personOf = (id: PublicId): Person => {
    const person = household.people().find((one) => one.id === id);
    if (person === undefined) throw new AccessRefused("session.none", "the session's person is gone");
    return person;
  };

  /** What the person's own keys ordered for this session, just now. Uses the nonce up. */
  const readOrder = async <K extends SlotOrder["kind"]>(session: Session, jws: string, ...kinds: K[]) => {
    const signed = await orUndefined(verifySlotOrder(jws));
    const fits =
      signed !== undefined &&
      (kinds as SlotOrder["kind"][]).includes(signed.order.kind) &&
      signed.hub === household.hub &&
      signed.person === session.person &&
      signed.signer === personOf(session.person).signingKey;
    if (!fits || !nonces.use(signed.nonce, session.id))
      throw new SlotRefused("slot.not-proven", `no order "${kinds}" by this person's keys`);
    return { nonce: signed.nonce, order: signed.order as Extract<SlotOrder, { kind: K }> };
  };

  const change = async (
    session: Session,
    note: Pick<LedgerEntry, "kind" | "subject">,
    next: (slots: readonly Slot[]) => Partial<Pick<Person, "slots" | "verifier">>,
  ): Promise<void> => {
    const { person } = session;
    const entry = { at: clock.now(), person, ...note };
    const changed = (now: Person): Person => ({ ...now, ...next(now.slots) });
    if (!(await household.changePerson(person, changed, [entry])))
      throw new AccessRefused("session.none", "the session's person is gone");
  };

  return {
    list: (person) => viewSlots(personOf(person)),
    nonce: (session) => nonces.make(session.id),

    passkeyNonce: (session, origin) => passkeys.nonce(session.id, origin),

    async add(session, jws, origin) {
      const { order, nonce } = await readOrder(session, jws, "add-sheet", "add-passkey");
      if (order.kind === "add-sheet") {
        const { slot } = order;
        return change(session, { kind: "slot-added", subject: slot.id }, (slots) => {
          const sheets = slots.filter((one) => one.kind === "recovery-sheet");
          const isTaken = hasId(slots, slot.id) || sheets.some(({ proofKey }) => proofKey === slot.proofKey);
          if (isTaken) throw new SlotRefused("slot.exists", "such a sheet is there already");
          if (sheets.length >= MOST_SHEETS) throw new SlotRefused("slot.too-many", `${sheets.length} sheets`);
          const made = { kind: "recovery-sheet", ...slot, madeAt: clock.now(), testedAt: null } as const;
          return { slots: [...slots, made] };
        });
      }
      const { made, ...slot } = order.slot;
      const facts = await passkeys.readMade(made, nonce, origin);
      if (facts === undefined) throw new SlotRefused("slot.wrong-passkey", "no new passkey for this hub");
      await change(session, { kind: "passkey-added", subject: slot.id }, (slots) => {
        const isTaken = household
          .people()
          .some((person) =>
            person.slots.some((one) => one.kind === "passkey" && one.credential === facts.credential),
          );
        if (isTaken || hasId(slots, slot.id))
          throw new SlotRefused("slot.exists", "the passkey is there already");
        const others = slots.filter((one) => one.kind === "passkey").length;
        if (others >= MOST_PASSKEYS) throw new SlotRefused("slot.too-many", `${others} passkeys`);
        const at = clock.now();
        return { slots: [...slots, { kind: "passkey", ...slot, ...facts, madeAt: at, lastUsedAt: at }] };
      });
    },

    async markTested(session, id, jws, proof) {
      const signed = await orUndefined(verifySheetProof(proof));
      const sheet = personOf(session.person).slots.find((one) => slotId(one) === id);
      if (sheet?.kind !== "recovery-sheet") throw new SlotRefused("slot.unknown", "no such sheet");
      const { nonce, order } = await readOrder(session, jws, "tested");
      const fits =
        order.slot === id &&
        signed?.what.kind === "test" &&
        signed.what.slot === id &&
        signed.hub === household.hub &&
        signed.nonce === nonce &&
        signed.signer === sheet.proofKey;
      if (!fits) throw new SlotRefused("slot.not-proven", "not by the key of this sheet");
      await change(session, { kind: "slot-tested", subject: id }, (slots) => {
        if (!slots.some((one) => slotId(one) === id)) throw new SlotRefused("slot.unknown", "gone meanwhile");
        return {
          slots: slots.map((one) =>
            one.kind === "recovery-sheet" && one.id === id ? { ...one, testedAt: clock.now() } : one,
          ),
        };
      });
    },

    async remove(session, id, jws) {
      const { order } = await readOrder(session, jws, "remove");
      if (order.slot !== id) throw new SlotRefused("slot.not-proven", "signed for another slot");
      await change(session, { kind: "slot-removed", subject: id }, (slots) => {
        const gone = slots.find((one) => slotId(one) === id);
        if (gone === undefined) throw new SlotRefused("slot.unknown", "no such slot");
        const left = slots.filter((one) => one !== gone);
        // Who never had one that does, a relative with a phone, keeps at least one of another kind.
        const isLast = left.length === 0 || (standsAlone(gone) && !left.some(standsAlone));
        if (isLast) throw new SlotRefused("slot.last", "nothing else opens by itself");
        if (gone.kind !== "passphrase") return { slots: left };
        // A passphrase that opens nothing any more signs nobody in either: a hash of nothing fits nothing.
        const [salt, hash] = [randomBytes(16), randomBytes(32)].map((bytes) => bytes.toString("base64url"));
        return { slots: left, verifier: { salt: salt ?? "", hash: hash ?? "" } };
      });
    },

    async changePassphrase(session, jws) {
      const { slot, auth } = (await readOrder(session, jws, "new-passphrase")).order;
      const verifier = await verifiers.make(parseBase64url(auth) ?? new Uint8Array(), randomBytes(16));
      if (verifier === undefined) throw new AccessRefused("sign-in.too-many", "busy", { retryAfter: 5 });
      await change(session, { kind: "passphrase-changed", subject: slot.id }, (slots) => {
        const kept = slots.filter((one) => one.kind !== "passphrase");
        if (kept.some((one) => slotId(one) === slot.id))
          throw new SlotRefused("slot.exists", "the id is taken");
        const at = clock.now();
        return { slots: [{ kind: "passphrase", ...slot, madeAt: at, testedAt: at }, ...kept], verifier };
      });
    },
  };
}

/** What is no signature at all is no proof; anything else that goes wrong is ours. */
async function orUndefined<T>(verified: Promise<T>): Promise<T | undefined> {
  try {
    return await verified;
  } catch (error) {
    if (error instanceof SignatureError) return undefined;
    throw error;
  }
}
