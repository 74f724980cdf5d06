import { expect, test } from "vitest";
import { REPORT_WORDS } from "../words/en/report.ts";
import { sendReport } from "./send-report.ts";

const TASK = "at.random.mac";
type Reply = readonly [status: number, body: unknown, headers?: Record<string, string>] | "no line";
const problem = (status: number, code: string, headers?: Record<string, string>): Reply =>
  [
    status,
    { status, code, title: "Title.", action: "Action." },
    ...(headers === undefined ? [] : ([headers] as const)),
  ] as Reply;
const THERE: Reply = [201, { id: "x", at: "y" }];

/** A hub that answers each POST with the next reply. */
async function send(text: string, ...replies: Reply[]) {
  const said: string[] = [];
  const pauses: number[] = [];
  const posted: unknown[] = [];
  let tasks = 0;
  const isThere = await sendReport(text, {
    fetch: async (path, init) => {
      expect(init).toMatchObject({ credentials: "omit", redirect: "error", cache: "no-store" });
      if (init.method === "GET") {
        expect(path).toBe("/.well-known/security-contact/task");
        tasks += 1;
        return Response.json({ task: `${TASK}${tasks}` });
      }
      expect(path).toBe("/.well-known/security-contact");
      posted.push(JSON.parse(String(init.body)));
      const reply = replies.shift();
      if (reply === undefined || reply === "no line") throw new TypeError("no line");
      const [status, body, headers = {}] = reply;
      return Response.json(body, { status, headers });
    },
    work: async (task, onRound) => {
      onRound(4);
      return [Number(task.slice(TASK.length))];
    },
    pause: async (milliseconds) => void pauses.push(milliseconds),
    random: () => 0.5,
    timeIn: (milliseconds) => `in ${milliseconds}`,
    words: REPORT_WORDS,
    sayProblem: () => undefined,
    say: (words) => void said.push(words),
  });
  return { isThere, said, pauses, posted };
}

test("works, sends, and says that it is there only when the hub says so", async () => {
  const { isThere, said, posted } = await send("hello", THERE);
  expect(isThere).toBe(true);
  expect(said).toEqual([
    REPORT_WORDS.working(0),
    REPORT_WORDS.working(50),
    REPORT_WORDS.sending,
    REPORT_WORDS.done,
  ]);
  expect(posted).toEqual([{ text: "hello", task: `${TASK}1`, work: [1] }]);
});

test("keeps at it while others are first, when there is a place again and not all in the same moment", async () => {
  const full = problem(429, "report.too-many", { "retry-after": "120" });
  const { isThere, said, pauses, posted } = await send("hello", full, full, THERE);
  expect(isThere).toBe(true);
  expect(pauses).toEqual([135_000, 135_000]);
  expect(said).toContain(REPORT_WORDS.waiting("in 135000"));
  expect(posted).toHaveLength(3);
  expect(posted.at(-1)).toMatchObject({ task: `${TASK}3`, work: [3] });
});

test("a line that is down, or an answer that is no hub's, is tried again, more and more slowly", async () => {
  const { isThere, pauses } = await send(
    "hello",
    "no line",
    "no line",
    [200, "hi"],
    problem(503, "store.io"),
    THERE,
  );
  expect(isThere).toBe(true);
  expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000]);
});

test("work that the hub does not know is done once again, not for ever", async () => {
  const bad = problem(403, "report.bad-work");
  expect((await send("hello", bad, THERE)).isThere).toBe(true);
  const { isThere, said, posted } = await send("hello", bad, bad, THERE);
  expect([isThere, posted.length, said.at(-1)]).toEqual([false, 2, "Title. Action."]);
});

test.each(["report.full", "report.empty", "http.malformed"])("%s is said, and ends it", async (code) => {
  const { isThere, said, posted } = await send("hello", problem(503, code), THERE);
  expect([isThere, posted.length, said.at(-1)]).toEqual([false, 1, "Title. Action."]);
});

test("too long is said before any work: bytes count, not letters", async () => {
  const { isThere, said, posted } = await send("ä".repeat(2_049), THERE);
  expect([isThere, posted.length, said]).toEqual([false, 0, [REPORT_WORDS.tooLong]]);
  expect((await send("ä".repeat(2_048), THERE)).isThere).toBe(true);
});
