/**
 * How many messages wait, told by the heart: as many short blinks, and a pause. A pattern that the toy repeats by itself, so that it costs no
 * radio and goes on when the link is gone. What is read of the heart stays the blinking that was set before: a toy that does not know
 * patterns blinks as ever.
 */
import { encodeLedWrite, PATTERN_PIECE_BYTES, PATTERN_PIECES } from "./led.ts";

/** Of the pattern's steps: a level lasts a tick of 100 ms, a wait its number of ticks. */
const ON = 100;
const OFF = 0;
const wait = (ticks: number): number => 0x80 + ticks;
const END = 0xfe;
const REPEAT = 0xff;

/** With the level's own tick 300 ms. */
const SHORT = wait(2);
const PAUSE = wait(12);
const MOST = 4;

/** What is written to LED, in this order. @param count 1..4; more are told as four */
export function rhythmWrites(count: number): readonly Uint8Array[] {
  const blinks = Array.from({ length: Math.min(MOST, count) }, () => [ON, SHORT, OFF, SHORT]).flat();
  const steps = [...blinks, PAUSE, REPEAT];
  const pieces = Math.min(PATTERN_PIECES, Math.ceil(steps.length / PATTERN_PIECE_BYTES));
  const writes = Array.from({ length: pieces }, (_, index) => {
    const piece = new Uint8Array(PATTERN_PIECE_BYTES).fill(END);
    piece.set(steps.slice(index * PATTERN_PIECE_BYTES, (index + 1) * PATTERN_PIECE_BYTES));
    return encodeLedWrite({ kind: "pattern-piece", index, steps: piece });
  });
  return [...writes, encodeLedWrite({ kind: "pattern-start" })];
}
