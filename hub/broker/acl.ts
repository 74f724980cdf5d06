import { type BleTopic, bleTopic, parseBleTopic } from "../contract/topics.ts";

/** Who a credential is for. Its name is also the only client id it may use, so that nobody can take over a session. */
export interface Credential {
  /** `ble-<room>` */
  readonly name: string;
  readonly room: string;
  /** 256 random bits, hex. */
  readonly secret: string;
}

/** What a room's `pawpost-ble` may write, and whether retained. Everything else is refused. */
const MAY_PUBLISH = {
  state: { retain: true },
  toys: { retain: true },
  event: { retain: false },
} as const satisfies Partial<Record<BleTopic, { retain: boolean }>>;

export interface Publication {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** Exact topics only: no wildcard, no `$` topic and no other room ever matches. */
export function mayPublish(credential: Credential, { topic, qos, retain }: Publication): boolean {
  const parsed = parseBleTopic(topic);
  if (parsed?.room !== credential.room || qos > 1) return false;
  const rule = Object.entries(MAY_PUBLISH).find(([name]) => name === parsed.topic)?.[1];
  return rule !== undefined && rule.retain === retain;
}

/** A last will says one thing in one place: that this room is gone. */
export const mayLeaveWill = (credential: Credential, will: Publication): boolean =>
  will.topic === bleTopic(credential.room, "state") && mayPublish(credential, will);

export const maySubscribe = (credential: Credential, topic: string, qos: number): boolean =>
  qos <= 1 && topic === bleTopic(credential.room, "command");
