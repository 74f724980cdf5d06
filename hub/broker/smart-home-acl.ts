/** What whoever automates the house may say and hear at the hub's own broker for them. */
import { birthTopic, parseAsk } from "../contract/smart-home.ts";
import type { SmartHomeKey } from "../ports/smart-home.ts";

export interface SmartHomeTopics {
  readonly base: string;
  readonly discovery: string;
}

interface Said {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** Its own birth and death may stay there; a wish may not: it would be granted again and again. */
export function mayAsk(
  { base, discovery }: SmartHomeTopics,
  { mayControl }: SmartHomeKey,
  said: Said,
): boolean {
  if (said.qos > 1) return false;
  if (said.topic === birthTopic(discovery)) return true;
  const ask = parseAsk(base, said.topic);
  return ask !== undefined && !said.retain && (mayControl || ask.kind === "get");
}

export const mayLeaveBehind = ({ discovery }: SmartHomeTopics, { topic, qos }: Said): boolean =>
  qos <= 1 && topic === birthTopic(discovery);

/** Anything below the two words that all of it begins with: nothing else is said at this broker. No `#`, no `$SYS`, no share. */
export const mayListen = ({ base, discovery }: SmartHomeTopics, filter: string, qos: number): boolean =>
  qos <= 1 && [base, discovery].some((word) => filter.startsWith(`${word}/`));
