/** Somebody without an account, as the form for strangers does it: fetches a task, works, sends. */
import { createHash } from "node:crypto";
import {
  REPORT_FORM,
  REPORT_TASK,
  WELL_KNOWN,
  WORK_BITS,
  WORK_ROUNDS,
} from "../../hub/contract/report-limits.ts";
import type { Fetch } from "./guardian.ts";

/** The work of `hub/contract/report-work.ts`, by an attacker's means: ten times as fast as a browser. */
export function quickWork(task: string): number[] {
  return Array.from({ length: WORK_ROUNDS }, (_, round) => {
    for (let number = 0; ; number += 1) {
      const hash = createHash("sha256").update(`${task}.${round}.${number}`).digest();
      if (hash.readUInt32BE() >>> (32 - WORK_BITS) === 0) return number;
    }
  });
}

export async function payWork(fetch: Fetch): Promise<{ readonly task: string; readonly work: number[] }> {
  const response = await fetch(WELL_KNOWN + REPORT_TASK, { method: "GET" });
  const { task } = (await response.json()) as { task: string };
  return { task, work: quickWork(task) };
}

export const postReport = (fetch: Fetch, body: unknown): Promise<Response> =>
  fetch(WELL_KNOWN + REPORT_FORM, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

export const report = async (fetch: Fetch, text: string): Promise<Response> =>
  postReport(fetch, { text, ...(await payWork(fetch)) });
