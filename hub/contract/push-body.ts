/**
 * What a push says, once the browser has opened it: which of four sentences that it knows by itself it shows. No name, no child, no toy, no
 * message. Of one length, so that even its length says nothing. Without any schema's library: it goes into the page's small worker.
 */
const PUSH_KINDS = ["alert", "waiting", "answer", "test"] as const;
export type PushKind = (typeof PUSH_KINDS)[number];

const BYTES = 32;

export const writePushBody = (kind: PushKind): string => JSON.stringify({ kind }).padEnd(BYTES);

/** @returns `alert` for what cannot be read: whoever was told must be shown something, and a look at the page does no harm */
export const readPushBody = (text: string): PushKind =>
  PUSH_KINDS.find((kind) => text === writePushBody(kind)) ?? "alert";
