/** Handing a guardian's browser many clips at once, for a folder of its own: `hub/contract/keepsake.ts` has the steps. */
import {
  type KeepsakeClip,
  type KeepsakeRequest,
  keepsakeSubject,
  MOST_CLIPS,
} from "../contract/keepsake.ts";
import { publicId } from "../contract/public-id.ts";
import { minutes } from "../domain/duration.ts";
import { type MessageState, stateOf } from "../domain/message-state.ts";
import type { Session } from "../ports/household.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { findMessage } from "./move-message.ts";

/** Long enough for a slow phone and some thousand clips; a page that is not done by then asks its person once more. */
const LIFE = minutes(60);

/** What nobody let go to the child, or what was taken back before it was there. */
const NOT_SAID: ReadonlySet<MessageState> = new Set([
  "draft",
  "awaiting_approval",
  "declined",
  "cancelled",
  "quarantined",
]);

/**
 * From here on, for an hour, this session gets these clips, and no others, without an entry for each. The ledger has one for all of them, before
 * the first is handed out.
 * @returns oldest first
 * @throws RequestRefused `child.unknown`, `keepsake.nothing`, `keepsake.too-many`
 */
export async function startKeepsake(
  house: House,
  session: Session,
  wish: KeepsakeRequest,
): Promise<readonly KeepsakeClip[]> {
  if (!house.household.children().some(({ id }) => id === wish.child))
    throw new RequestRefused("child.unknown", "no child of this house");
  const clips = await chooseClips(house, wish);
  if (clips.length === 0) throw new RequestRefused("keepsake.nothing", "nothing was said then");
  const ids = clips.map(({ id }) => id);
  await house.ledger.append({
    at: house.clock.now(),
    kind: "keepsake-began",
    person: session.person,
    subject: await keepsakeSubject(ids),
    device: session.device,
  });
  house.live.keepsakes.set(session.id, {
    clips: new Set(ids),
    until: house.clock.monotonic() + LIFE,
  });
  return clips.map(({ id, direction, author, createdAt, milliseconds }) => ({
    id: publicId.parse(id),
    direction,
    author: author === null ? null : publicId.parse(author),
    createdAt: new Date(createdAt).toISOString(),
    milliseconds,
  }));
}

async function chooseClips(house: House, wish: KeepsakeRequest): Promise<readonly MessageRecord[]> {
  const from = wish.from === null ? Number.NEGATIVE_INFINITY : Date.parse(wish.from);
  const until = wish.until === null ? Number.POSITIVE_INFINITY : Date.parse(wish.until);
  const clips: MessageRecord[] = [];
  for await (const { counter, isKept, bytes } of house.messages.ofChild(wish.child)) {
    if (bytes === 0 || (wish.starred && !isKept)) continue;
    const record = await house.messages.byCounter(counter);
    const isWanted =
      record !== undefined &&
      record.sealedBytes > 0 &&
      record.createdAt >= from &&
      record.createdAt < until &&
      !NOT_SAID.has(stateOf(record));
    if (!isWanted) continue;
    if (clips.length === MOST_CLIPS)
      throw new RequestRefused("keepsake.too-many", "more than one keepsake takes");
    clips.push(record);
  }
  return clips.sort((a, b) => a.createdAt - b.createdAt);
}

/**
 * The sealed file of one of them.
 * @throws RequestRefused `keepsake.not-begun` for any other clip, and when the hour is over; `message.unknown`, `message.not-here`
 */
export async function handOutForKeepsake(
  house: House,
  session: Session,
  id: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const now = house.clock.monotonic();
  for (const [key, { until }] of house.live.keepsakes) if (until <= now) house.live.keepsakes.delete(key);
  if (house.live.keepsakes.get(session.id)?.clips.has(id) !== true)
    throw new RequestRefused("keepsake.not-begun", "nobody of this session asked for it");
  const record = await findMessage(house, id);
  const sealed = await house.archive.get(record.id);
  if (sealed === undefined) throw new RequestRefused("message.not-here", "the sealed file is gone");
  return sealed;
}

/** It has all that it wanted, or wants no more. */
export const endKeepsake = ({ live }: House, { id }: Session): void => void live.keepsakes.delete(id);
