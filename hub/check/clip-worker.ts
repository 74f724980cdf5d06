/** The worker thread behind `openClipCheck`: one clip at a time, nothing kept. */
import { randomInt } from "node:crypto";
import { parentPort } from "node:worker_threads";
import { type ClipAnswers, type ClipJob, checkClip } from "./check-clip.ts";

const fraction = () => randomInt(2 ** 32) / 2 ** 32;

parentPort?.on("message", (job: ClipJob) => {
  const answer = checkClip(job, fraction);
  parentPort?.postMessage(answer, buffersOf(answer));
});

/** Handed over instead of copied. */
function buffersOf(answer: ClipAnswers[ClipJob["kind"]]): ArrayBuffer[] {
  const arrays = Object.values(answer).filter((value) => value instanceof Uint8Array);
  return [...new Set(arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer))];
}
