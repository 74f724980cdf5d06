/** A stranger's report: fetches a task, works, sends, and keeps at it while others are first. */
import {
  MAX_REPORT_BYTES,
  REPORT_FORM,
  REPORT_TASK,
  WELL_KNOWN,
  WORK_ROUNDS,
} from "../../../hub/contract/report-limits.ts";
import type { ProblemWords } from "../words/hub-problems.ts";
import type { ReportWords } from "../words/languages.ts";

/** What the form borrows from its browser. */
export interface ReportSurroundings {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly work: (task: string, onRound: (done: number) => void) => Promise<number[]>;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
  /** The time of day in so many milliseconds, as words. */
  readonly timeIn: (milliseconds: number) => string;
  readonly words: ReportWords;
  /** In another language than the hub's own. */
  readonly sayProblem: (code: string) => ProblemWords | undefined;
  readonly say: (words: string) => void;
}

const ROUND_IN_PERCENT = 100 / WORK_ROUNDS;
/** Everybody who was sent away is told the same moment: not all of them come back in it. */
const SPREAD_MS = 30_000;
const LONGEST_PAUSE_MS = 60_000;

/** Resolves with `true` when the hub has it on its disk, with `false` when it will not take it; says what goes on. */
export async function sendReport(text: string, around: ReportSurroundings): Promise<boolean> {
  const { say, words } = around;
  if (new TextEncoder().encode(text).byteLength > MAX_REPORT_BYTES) {
    say(words.tooLong);
    return false;
  }
  let badWork = 0;
  for (let pause = 2_000; ; ) {
    const answer = await sendOnce(text, around);
    if (answer === undefined || answer.code === "store.io" || answer.code === "store.closed") {
      say(words.unreachable);
      await around.pause(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      continue;
    }
    if (answer.status === 201) {
      say(words.done);
      return true;
    }
    if (answer.code === "report.too-many") {
      const wait = answer.retryAfter * 1_000 + Math.floor(around.random() * SPREAD_MS);
      say(words.waiting(around.timeIn(wait)));
      await around.pause(wait);
      continue;
    }
    // A hub that started again knows none of its tasks any more.
    if (answer.code === "report.bad-work" && badWork === 0) {
      badWork += 1;
      continue;
    }
    say(answer.words);
    return false;
  }
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly words: string;
  /** Seconds. */
  readonly retryAfter: number;
}

/** @returns `undefined` when the hub did not answer, or not as a hub does */
async function sendOnce(text: string, around: ReportSurroundings): Promise<Answer | undefined> {
  const { say, words } = around;
  const given = await ask(around, REPORT_TASK, { method: "GET" });
  if (given === undefined || given.status !== 200)
    return given === undefined ? undefined : answerOf(given, around);
  const { task } = given.body;
  if (typeof task !== "string") return undefined;
  say(words.working(0));
  const work = await around.work(task, (done) => say(words.working(Math.round(done * ROUND_IN_PERCENT))));
  say(words.sending);
  const sent = await ask(around, REPORT_FORM, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text, task, work }),
  });
  return sent === undefined ? undefined : answerOf(sent, around);
}

interface Raw {
  readonly status: number;
  readonly retryAfter: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(around: ReportSurroundings, path: string, init: RequestInit): Promise<Raw | undefined> {
  const rules: RequestInit = { cache: "no-store", redirect: "error", credentials: "omit" };
  try {
    const response = await around.fetch(WELL_KNOWN + path, { ...rules, ...init });
    const body: unknown = await response.json();
    if (typeof body !== "object" || body === null) return undefined;
    const retryAfter = Number(response.headers.get("retry-after") ?? 60);
    return { status: response.status, retryAfter, body: body as Record<string, unknown> };
  } catch {
    return undefined; // No line, or not our hub at its other end: tried again.
  }
}

function answerOf({ status, retryAfter, body }: Raw, { words, sayProblem }: ReportSurroundings): Answer {
  const { title, action } = body;
  const code = typeof body.code === "string" ? body.code : "";
  const own = sayProblem(code);
  const isTold = typeof title === "string" && typeof action === "string";
  const fromHub = isTold ? `${title} ${action}` : words.failed;
  return {
    status,
    code,
    words: own === undefined ? fromHub : `${own.title} ${own.next}`,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : 60,
  };
}
