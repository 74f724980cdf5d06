/**
 * What a test file may leave behind in its process, where other files run after it: the environment, the folder, names of everybody's,
 * a clock that is played, and chance. What a file brings itself, as a browser's store, it may leave.
 */
const GLOBALS = [
  "Date",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "fetch",
  "performance",
  "navigator",
  "document",
  "window",
  "self",
  "crypto",
] as const;

/** Which of Vitest's workers runs which test, and what bleno takes from nowhere else: whoever starts one says it each time. */
const TOLD_ANEW = /^(?:VITEST|BLENO)_/;

export interface Traces {
  readonly folder: string;
  readonly environment: string;
  readonly globals: ReadonlyMap<string, unknown>;
  readonly randomness: readonly unknown[];
}

export const takeTraces = (): Traces => ({
  folder: process.cwd(),
  environment: JSON.stringify(Object.entries(process.env).filter(([name]) => !TOLD_ANEW.test(name))),
  globals: new Map(GLOBALS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)?.value])),
  randomness: [Math.random, crypto.getRandomValues, crypto.subtle],
});

/** @returns what is another than before, in words */
export function tracesLeft(before: Traces, after: Traces): string[] {
  const changed = GLOBALS.filter((name) => before.globals.get(name) !== after.globals.get(name));
  return [
    ...(before.folder === after.folder ? [] : ["the folder of the process"]),
    ...(before.environment === after.environment ? [] : ["the environment"]),
    ...(before.randomness.every((one, at) => one === after.randomness[at]) ? [] : ["chance"]),
    ...changed,
  ];
}
