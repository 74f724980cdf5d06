import { expect, test } from "vitest";
import type { UpdatesView } from "../../hub/contract/updates.ts";
import { runProgram } from "../../test/support/run-program.ts";
import { describeLine, describeUpdates } from "./update.ts";

test("a clone is not updated so, and is told how it is", async () => {
  const { code, stdout, stderr } = await runProgram(
    "scripts/cli/main.ts",
    ["update", "--from", "release.json"],
    {},
  );
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^Error \[update\.by-hand\].*\n.*git pull/);
});

test("each step has its words, and each end says what runs", () => {
  const steps = (["reading", "copying", "unpacking", "waiting", "trying"] as const).map((step) =>
    describeLine({ step, version: "0.2.0" }),
  );
  expect(new Set(steps).size).toBe(5);
  expect(describeLine({ step: "reading" })).toBe("  Reading what is signed ...");
  expect(describeLine({ done: "0.2.0", before: "0.1.0" })).toBe("Updated from 0.1.0 to 0.2.0.");
  expect(describeLine({ turnedBack: "0.2.0", to: "0.1.0" })).toContain("Back at 0.1.0");
});

test("a refusal says what to do, and that what ran runs on where nothing is to be done", () => {
  expect(describeLine({ failed: "update.not-now", message: "it is night" })).toContain("--now");
  expect(describeLine({ failed: "update.wrong-build", message: "not the bytes" })).toContain("runs on");
});

const NOTHING: UpdatesView = {
  state: "off",
  version: "0.1.0",
  isInstalled: true,
  host: null,
  offered: null,
  wanted: null,
  isAutomatic: false,
  lastTry: null,
  changes: [],
};

test("what the hub knows is said, and no more than it knows", () => {
  expect(describeUpdates(NOTHING)).toBe(
    "Pawpost 0.1.0 runs.\nNobody is asked for newer versions: no address is set.",
  );
  const asked = { ...NOTHING, host: "project.example:443" };
  expect(describeUpdates({ ...asked, state: "current" })).toContain("There is no newer one.");
  for (const state of ["waiting", "no-keys", "offered"] as const)
    expect(describeUpdates({ ...asked, state })).not.toContain("no newer one");
  const offered = { version: "0.2.0", mends: ["PAW-2026-001"], bytes: 60_000_000, fetched: 0 };
  expect(describeUpdates({ ...asked, state: "offered", offered })).toContain(
    "0.2.0 is newer, 58 MiB.\nIt mends PAW-2026-001.",
  );
  const lastTry = { at: "2026-01-05T00:00:00.000Z", trouble: "not-believed" } as const;
  expect(describeUpdates({ ...asked, state: "waiting", lastTry })).toContain(
    "2026-01-05: it was not signed by two",
  );
});
