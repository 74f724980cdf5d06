/** How long the two ends of the relay's line wait for each other, shortened where a test has no ninety seconds, and stretched where a barrier is to be out. */
import type { Patch } from "./patched-copy.ts";

/** [file, constant, milliseconds]. */
const IDLE = [
  ["relay/sessions/control-line.ts", "PING_MS", 40_000],
  ["hub/link/relay/relay-line.ts", "SILENCE_MS", 85_000],
  ["relay/wire/join-ends.ts", "KEEP_ALIVE_MS", 60_000],
  ["relay/wire/vanished.ts", "LOOK_MS", 10_000],
  ["relay/wire/vanished.ts", "PATIENCE_MS", 50_000],
] as const;
const ASKED_FOR = [
  ["relay/wire/urgent-ping.ts", "URGENT_MS", 3_500],
  ["hub/link/relay/dial-visitor.ts", "ANSWER_MS", 4_000],
] as const;

type Wait = (typeof IDLE | typeof ASKED_FOR)[number];

const grouped = new Intl.NumberFormat("en").format;
const written = (ms: number) => grouped(ms).replaceAll(",", "_");
const times = ([file, name, ms]: Wait, factor: number): Patch => ({
  file,
  find: `const ${name} = ${written(ms)};`,
  replace: `const ${name} = ${Math.round(ms * factor)};`,
});

/** @param percent of what they wait in truth for an end of which nobody wants anything */
export const idleWaits = (percent: number): readonly Patch[] =>
  IDLE.map((wait) => times(wait, percent / 100));

/** Nobody is found out: neither an end that is idle, nor one for which a visitor waits. */
export const endlessWaits: readonly Patch[] = [...IDLE, ...ASKED_FOR].map((wait) => times(wait, 1_000));
