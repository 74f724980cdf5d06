/** What somebody wants to see who presses a notice: what there is to know, what waits for a guardian, or what a child answered. */
const PRESSES = ["safety", "waiting", "answer"] as const;
export type Press = (typeof PRESSES)[number];

/** By what was shown. */
export const pressOf = (tag: string): Press => PRESSES.find((press) => press === tag) ?? "safety";

/** What the address ends with when the press opens the page. */
export const hashOf = (press: Press): string => `#${press}`;
export const readHash = (hash: string): Press | undefined => PRESSES.find((press) => hashOf(press) === hash);

/** What the worker says to a page that is open. */
export const messageOf = (press: Press): string => `notice-pressed ${press}`;
export const readMessage = (data: unknown): Press | undefined =>
  PRESSES.find((press) => messageOf(press) === data);
