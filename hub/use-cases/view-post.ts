import type { HouseEvent } from "../contract/api.ts";
import type { PostMessage, PostView } from "../contract/post.ts";
import { type PublicId, publicId } from "../contract/public-id.ts";
import { stateOf } from "../domain/message-state.ts";
import type { Session } from "../ports/household.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { quietUntil, timesOf } from "./child-day.ts";
import { RequestRefused } from "./errors.ts";
import { isGone } from "./gone-toy.ts";
import type { House } from "./house.ts";
import { listDevices } from "./list-devices.ts";
import { canHear, shareOf } from "./share-answer.ts";
import { viewWait } from "./view-house.ts";
import { cancelMessage } from "./withdraw-message.ts";

const iso = (at: number) => new Date(at).toISOString();
const MOST = 100;

/** All that a relative sees: the children that a guardian named for them, their own messages, and the answers shared with them. */
export async function viewPost(house: House, asking: Session): Promise<PostView> {
  const { person } = asking;
  const { relatives } = await verifiedRoster(house.household);
  const relative = relatives.get(person);
  const children = house.household.children().flatMap(({ id, name }) => {
    const rights = relative?.children.get(id);
    if (rights === undefined) return [];
    const toys = house.household.toys().filter(({ child, claimed }) => claimed && child === id);
    // Only who stamps alone has to say which toy.
    const night = quietUntil(house, id);
    return [
      {
        id,
        name,
        ...rights,
        toys: rights.isTrusted ? toys.map((toy) => toy.id) : [],
        zone: timesOf(house, id).zone,
        quietUntil: night === undefined ? null : iso(night),
      },
    ];
  });
  const messages: PostMessage[] = [];
  const answers: PostView["answers"] = [];
  for await (const record of house.messages.ofPerson(person)) {
    const share = shareOf(record, person);
    if (record.author === person && children.some(({ id }) => id === record.child))
      messages.push(viewPostMessage(house, record));
    if (share !== undefined && canHear(relative, record, share))
      answers.push({
        id: publicId.parse(record.id),
        child: publicId.parse(record.child),
        createdAt: iso(record.createdAt),
        milliseconds: record.milliseconds,
        at: iso(share.at),
      });
    if (messages.length + answers.length >= MOST) break;
  }
  const guardians = house.household.people().flatMap(({ role, name }) => (role === "guardian" ? [name] : []));
  const phones = house.household
    .people()
    .flatMap((one) =>
      one.role === "guardian" && one.phone !== undefined ? [{ name: one.name, phone: one.phone }] : [],
    );
  const devices = await listDevices(house, asking, () => false);
  const elsewhere = devices
    .filter(({ isThis, mayApprove }) => !isThis && mayApprove)
    .map(({ label, signedInAt }) => ({ label, since: signedInAt }));
  return { children, messages, answers, elsewhere, guardians, phones, now: iso(house.clock.now()) };
}

/** What its sender sees of a message: the state it is in, and nothing of how the house goes about it. */
export function viewPostMessage(house: House, record: MessageRecord): PostMessage {
  const state = stateOf(record);
  const since = record.history.findLast((step, at, all) => step.state !== all[at - 1]?.state);
  return {
    id: publicId.parse(record.id),
    child: publicId.parse(record.child),
    createdAt: iso(record.createdAt),
    milliseconds: record.milliseconds,
    state,
    at: iso(since?.at ?? record.createdAt),
    waitsFor: viewWait(house, record),
    ...(record.declined === undefined ? {} : { declined: record.declined.reason }),
    ...(isGone(house, record.toy) ? { toyGone: true } : {}),
  };
}

/** Takes back what one has sent oneself. @throws RequestRefused `message.unknown`, `message.too-late` */
export async function cancelOwn(house: House, id: string, person: PublicId): Promise<PostMessage> {
  const own = async () => {
    const record = await house.messages.get(id);
    if (record?.author !== person) throw new RequestRefused("message.unknown", "no message of this person's");
    return record;
  };
  await own();
  await cancelMessage(house, id);
  return viewPostMessage(house, await own());
}

/**
 * Which of the house's events concern this relative. None of them is passed on: that something changed is all that is said, and
 * what it was is asked for again.
 * @param seen what the relative was shown: told when it is erased, or not theirs any more
 */
export function makePostEar(person: PublicId, seen: PostView): (event: HouseEvent) => boolean {
  const known = new Set([...seen.messages, ...seen.answers].map(({ id }) => id));
  return (event) => {
    switch (event.kind) {
      case "message": {
        const { id, author, shares } = event.message;
        if (author === person || shares.some((share) => share.person === person)) known.add(id);
        return known.has(id);
      }
      case "erased":
        return event.messages.some((id) => known.has(id));
      // Rights, or a child's name: whose, the event does not say.
      case "people":
      case "children":
        return true;
      default:
        return false;
    }
  };
}
