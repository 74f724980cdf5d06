/**
 * What a child said reaches relatives only when a guardian gives it to them: that guardian's browser opens the archive's file and
 * seals it anew to that person alone. The hub keeps a second file, which it cannot open either, and hands it to nobody else.
 */
import type { MessageView } from "../contract/api.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { RosterRelative } from "../contract/roster-rules.ts";
import { stateOf } from "../domain/message-state.ts";
import type { Session } from "../ports/household.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord, Share } from "../ports/message-store.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { assertSealed } from "./assert-sealed.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { findMessage, moveMessage, noteStep } from "./move-message.ts";
import { rightsIn } from "./rights.ts";
import { viewMessage } from "./view-house.ts";

type By = Pick<Session, "device">;

/**
 * Whom it is sealed to nobody can see from outside: it is taken to be the recipient that the roster has for that person, who
 * could open no other. A file to keys that the person has no longer makes room for the new one; else the same twice is the same.
 */
export function shareAnswer(
  house: House,
  id: string,
  person: PublicId,
  sealed: Uint8Array<ArrayBuffer>,
  by: By,
): Promise<MessageView> {
  return house.live.takeIn(id, async () => {
    const record = await findAnswer(house, id);
    const { recipient } = await findHearer(house, person, record);
    const before = shareOf(record, person);
    if (before?.recipient === recipient) return viewMessage(house, record);
    assertSealed(sealed);
    const sha256 = await house.shares.put(id, recipient, sealed);
    const share = { person, recipient, at: house.clock.now(), bytes: sealed.byteLength, sha256 };
    const shared = await house
      .inTurn(async () => {
        const now = await findAnswer(house, id);
        const shares = [...(now.shares ?? []).filter((one) => one.person !== person), share];
        return changeShares(house, now, shares, entryOf(house, "answer-shared", id, person, by));
      })
      .catch(async (error: unknown) => {
        await house.shares.delete(id, recipient); // erased meanwhile: nothing of it stays
        throw error;
      });
    if (before !== undefined) await house.shares.delete(id, before.recipient);
    return viewMessage(house, shared);
  });
}

/** That person has it no more. Who never had it has it as little afterwards. */
export function unshareAnswer(house: House, id: string, person: PublicId, by: By): Promise<MessageView> {
  return house.live.takeIn(id, async () => {
    const record = await findAnswer(house, id);
    const before = shareOf(record, person);
    if (before === undefined) return viewMessage(house, record);
    const left = await house.inTurn(async () => {
      const now = await findAnswer(house, id);
      const shares = (now.shares ?? []).filter((one) => one.person !== person);
      return changeShares(house, now, shares, entryOf(house, "answer-unshared", id, person, by));
    });
    await house.shares.delete(id, before.recipient);
    return viewMessage(house, left);
  });
}

/** Of somebody who goes: every file that was made for them. */
export async function unshareAll(house: House, person: PublicId, by: By): Promise<void> {
  for await (const record of house.messages.ofPerson(person))
    if (shareOf(record, person) !== undefined) await unshareAnswer(house, record.id, person, by);
}

/**
 * The file that was shared with whoever asks, while a guardian lets them hear that child. The ledger knows of it, durably,
 * before the first byte leaves.
 * @throws RequestRefused `message.unknown`, the same for what is not there and what is somebody else's; AccessRefused
 * `session.too-many-clips`
 */
export async function handOutShare(
  house: House,
  id: string,
  { person, device }: Pick<Session, "person" | "device">,
): Promise<Uint8Array<ArrayBuffer>> {
  const record = await house.messages.get(id);
  const share = record === undefined ? undefined : shareOf(record, person);
  const roster = await verifiedRoster(house.household);
  if (record === undefined || share === undefined || !canHear(roster.relatives.get(person), record, share))
    throw new RequestRefused("message.unknown", "nothing that was shared with this person");
  const sealed = await house.shares.get(record.id, share.recipient, share.sha256);
  house.clipBudget.take({ device });
  const at = house.clock.now();
  await house.ledger.append({ at, kind: "share-handed-out", person, subject: record.id, device });
  return sealed;
}

/** Whether this relative may hear it now, and has the keys that it was sealed to. */
export const canHear = (
  relative: RosterRelative | undefined,
  record: Pick<MessageRecord, "child">,
  share: Pick<Share, "recipient">,
): boolean =>
  relative?.recipient === share.recipient &&
  relative.children.get(record.child as PublicId)?.mayHear === true;

export const shareOf = ({ shares = [] }: MessageRecord, person: PublicId): Share | undefined =>
  shares.find((one) => one.person === person);

async function findAnswer(house: House, id: string): Promise<MessageRecord> {
  const record = await findMessage(house, id);
  if (record.direction !== "from-toy" || record.sealedBytes === 0)
    throw new RequestRefused("share.no-answer", "not something that a child said");
  if (stateOf(record) === "quarantined")
    throw new RequestRefused("share.quarantined", "no guardian has let it in yet");
  return record;
}

async function findHearer(house: House, person: PublicId, record: MessageRecord): Promise<RosterRelative> {
  const roster = await verifiedRoster(house.household);
  const relative = roster.relatives.get(person);
  const isKnown = house.household.people().some(({ id, role }) => id === person && role === "relative");
  if (!isKnown || relative === undefined || !rightsIn(roster, person, record.child as PublicId).mayHear)
    throw new RequestRefused("share.not-for-them", "nobody who may hear this child");
  return relative;
}

async function changeShares(
  house: House,
  record: MessageRecord,
  shares: readonly Share[],
  entry: LedgerEntry,
): Promise<MessageRecord> {
  const to = shares.length > 0 ? "shared" : "awaiting_release";
  const change = { shares };
  if (stateOf(record) === to) return noteStep(house, record, entry.kind, change, [entry]);
  const moved = await moveMessage(house, record, to, entry.kind, change, [entry]);
  if (moved === undefined) throw new RequestRefused("share.no-answer", `it is ${stateOf(record)}`);
  return moved;
}

const entryOf = (
  house: House,
  kind: "answer-shared" | "answer-unshared",
  subject: string,
  person: PublicId,
  { device }: By,
): LedgerEntry => ({ at: house.clock.now(), kind, person, subject, device });
