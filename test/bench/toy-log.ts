/** What our processes tell a bench on their standard output. */
import { z } from "zod";
import type { ChildLine } from "../../scripts/supervisor/child-line.ts";

const uploadEnded = z.object({
  facts: z.object({
    writes: z.number(),
    afterPrimeMs: z.number(),
    longestFlowGapMs: z.number(),
  }),
});
export type LoggedUpload = z.output<typeof uploadEnded>["facts"];

const loop = z.object({ facts: z.object({ worstMs: z.number(), p99Ms: z.number() }) });
export type LoopDelays = z.output<typeof loop>["facts"];

export const readUploadEnded = (line: ChildLine): LoggedUpload | undefined =>
  line.kind === "log" && line.phrase === "upload ended"
    ? uploadEnded.parse(JSON.parse(line.text)).facts
    : undefined;

export const readLoop = (line: ChildLine): LoopDelays | undefined =>
  line.kind === "log" && line.phrase === "loop" ? loop.parse(JSON.parse(line.text)).facts : undefined;

export const isRestart = (line: ChildLine): boolean =>
  line.kind === "log" && line.phrase === "the toy restarted itself";
