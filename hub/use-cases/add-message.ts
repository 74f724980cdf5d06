import type { LedgerEntry } from "../ports/ledger.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { House } from "./house.ts";
import { tellMoved } from "./tell-queue.ts";

/** Adds a message, and that its clip was taken in, in one write; then tells. Its files are durable already. */
export const addMessage = (house: House, came: MessageRecord): Promise<MessageRecord> =>
  house.inTurn(async () => {
    const record = { ...came, livedAt: house.lived.now() };
    await house.messages.add(record, record.sealedBytes > 0 ? [takenIn(record)] : []);
    await tellMoved(house, record);
    return record;
  });

const takenIn = ({ id, author, createdAt }: MessageRecord): LedgerEntry => ({
  at: createdAt,
  kind: "clip-taken-in",
  person: author,
  subject: id,
});
