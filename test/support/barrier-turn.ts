/**
 * What a test that takes a barrier out of a copy of the source shows is that the attack beside it, which is always tried, would be noticed:
 * the test of a test. `scripts/test` tries one in so many of them, and which ones is up to the commit, so that a few landings try them all;
 * whoever runs a file by itself, and `scripts/nightly`, tries all of it.
 */
import { createHash } from "node:crypto";

/** "2/3" is the second of three turns. Set by `scripts/test`. */
const said = /^(\d+)\/(\d+)$/.exec(process.env.BARRIERS_TURN ?? "");
const [turn, turns] = [Number(said?.[1] ?? 1), Number(said?.[2] ?? 1)];

/** @param title of a test, with the file that it is in */
export const isTurnOf = (title: string, now = turn, of = turns): boolean =>
  createHash("sha256").update(title).digest().readUInt32BE(0) % of === now % of;
