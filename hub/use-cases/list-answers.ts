import type { AnswersFor } from "../contract/post.ts";
import { type PublicId, publicId } from "../contract/public-id.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { canHear, shareOf } from "./share-answer.ts";

/**
 * What a guardian may want to share with this relative in one go: answers whose file was made for keys that the relative has no
 * longer, and those that other relatives have already. Oldest first; nothing of children whom the relative may not hear.
 * @throws RequestRefused `person.unknown`
 */
export async function listAnswersFor(house: House, person: PublicId): Promise<AnswersFor> {
  const { relatives } = await verifiedRoster(house.household);
  const relative = relatives.get(person);
  if (relative === undefined) throw new RequestRefused("person.unknown", "no such relative");
  const again: MessageRecord[] = [];
  const before = new Map<string, MessageRecord>();
  const { recipient } = relative;
  const mayHear = (record: MessageRecord) => canHear(relative, record, { recipient });
  for await (const record of house.messages.ofPerson(person)) {
    const share = shareOf(record, person);
    if (share !== undefined && share.recipient !== recipient && mayHear(record)) again.push(record);
  }
  for (const other of relatives.keys()) {
    if (other === person) continue;
    for await (const record of house.messages.ofPerson(other)) {
      const isShared = shareOf(record, other) !== undefined;
      if (isShared && shareOf(record, person) === undefined && mayHear(record)) before.set(record.id, record);
    }
  }
  return { again: inOrder(again), before: inOrder([...before.values()]) };
}

const inOrder = (records: readonly MessageRecord[]): PublicId[] =>
  records.toSorted((one, other) => one.createdAt - other.createdAt).map(({ id }) => publicId.parse(id));
