import { expect, test } from "vitest";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { seconds } from "../domain/duration.ts";
import { type Check, type HouseContext, ok } from "./check.ts";
import { runChecks } from "./run-checks.ts";
import { sayAge } from "./say-age.ts";

const clock = makeManualClock();
const context: HouseContext = {
  clock,
  dataDir: "/nowhere",
  runDir: undefined,
  configFile: "/nowhere/config.yaml",
  proc: "/proc",
  hub: undefined,
  outside: async () => undefined,
  isInstalled: false,
  users: [],
  mends: false,
};
const check = (run: Check["run"], more: Partial<Check> = {}): Check => ({
  id: "disk",
  title: "A check",
  why: "It matters.",
  run,
  ...more,
});

test("each is told as it ends, and all in the order of the table", async () => {
  const told: string[] = [];
  const slow = check(() => clock.sleep(seconds(2)).then(() => ok("slow")), { title: "slow" });
  const quick = check(async () => ok("quick"), { title: "quick" });
  const running = runChecks([slow, quick], context, ({ title }) => told.push(title));
  await clock.advance(seconds(3));
  const reports = await running;
  expect(reports.map(({ says }) => says)).toEqual(["slow", "quick"]);
  expect(reports[0]).toMatchObject({ verdict: "ok", why: "It matters.", next: null, milliseconds: 2_000 });
  expect(told).toEqual(["quick", "slow"]);
});

test("one that does not end is ended, and told so; the others are not kept waiting", async () => {
  let ended: unknown;
  const stuck = check(
    (_, signal) =>
      new Promise(() => {
        signal.addEventListener("abort", () => {
          ended = signal.reason.code;
        });
      }),
    { within: seconds(3) },
  );
  const running = runChecks([stuck, check(async () => ok("well"))], context);
  await clock.advance(seconds(3));
  const [late, well] = await running;
  expect(late).toMatchObject({ verdict: "warn", says: expect.stringContaining("[check.late]") });
  expect(well?.verdict).toBe("ok");
  expect(ended).toBe("check.late");
});

test("who may not look claims nothing; what nobody foresaw wants a look", async () => {
  const system = (code: string) => Object.assign(new Error("no"), { code, path: "/var/lib/pawpost/hub" });
  const throwing = (error: Error) => check(() => Promise.reject(error));
  const [kept, broken] = await runChecks([throwing(system("EACCES")), throwing(system("EIO"))], context);
  expect(kept).toMatchObject({
    verdict: "cannot-tell",
    says: expect.stringContaining("/var/lib/pawpost/hub"),
    next: expect.stringContaining("root"),
  });
  expect(broken).toMatchObject({ verdict: "warn", says: expect.stringContaining("[EIO]") });
});

test.each([
  [0, "0 seconds"],
  [1_999, "1 second"],
  [119_999, "119 seconds"],
  [2 * 60_000, "2 minutes"],
  [26 * 3_600_000, "26 hours"],
  [49 * 3_600_000, "2 days"],
  [-5, "0 seconds"],
])("%i ms are %s", (milliseconds, text) => expect(sayAge(milliseconds)).toBe(text));
