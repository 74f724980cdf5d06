/** The probe on the virtual air: toys with switches at both ends are told apart by its report, which says nothing of whose they are. */
import { expect, test } from "vitest";
import { ALWAYS, openDriverRig } from "../../../test/support/driver-rig.ts";
import { grantIntervals } from "../../../test/support/interval-grants.ts";
import type { ToySwitches } from "../../simulator/toy/switches.ts";
import { type ProbeRow, probeToy } from "./probe-toy.ts";

async function probe(switches: Partial<ToySwitches> = {}, mayUpload = true, packetsPerEvent = 4) {
  const air = { intervalMs: undefined as never, packetsPerEvent };
  await using rig = await openDriverRig({ toys: [switches], air });
  using _kernel = grantIntervals(rig.hubTransport, () => undefined);
  const before = rig.toy.flash.clip(2);
  const rows = await probeToy(rig.radio, {
    clock: rig.clock,
    signal: ALWAYS,
    mayUpload,
    onStep: () => undefined,
  });
  const { isGameMode, identifier, isRecording } = rig.toy.model.snapshot;
  expect([isGameMode, isRecording, rig.toy.flash.clip(2)]).toEqual([false, false, before]);
  expect(rig.toy.radio.violations).toEqual([]);
  return { rows, identifier, address: rig.toy.address, uploads: rig.toy.model.uploads.length };
}
const seen = (rows: readonly ProbeRow[], what: string) => rows.find((row) => row.what === what)?.seen;
const unlike = (rows: readonly ProbeRow[]) =>
  rows.filter((row) => row.supposed !== null && row.seen !== row.supposed).map(({ what }) => what);

test("a toy as it is supposed to be: nothing differs, and nothing says which one it was", async () => {
  const { rows, identifier, address, uploads } = await probe();
  expect(unlike(rows)).toEqual([]);
  expect(rows.length).toBeGreaterThan(20);
  const text = JSON.stringify(rows);
  expect([text.includes(identifier), text.includes(address), uploads]).toEqual([false, false, 1]);
});

test("without being asked it sends nothing", async () => {
  const { rows, uploads } = await probe({}, false);
  expect([unlike(rows), seen(rows, "drains, bytes a second (about)"), uploads]).toEqual([[], undefined, 0]);
});

test.each<[Partial<ToySwitches>, string, string]>([
  [{ disconnectClearsGameMode: true }, "a lost link ends game mode", "yes"],
  [{ disconnectClearsHeart: true }, "a lost link puts the heart out", "yes"],
  [{ intervalRequestDelayMs: 2_000 }, "and when, s after the connection", "2"],
  [{ intervalRequestDelayMs: "never" }, "and when, s after the connection", "never"],
  [{ audioChipVersion: 9 }, "audio chip version", "9"],
  [{ image: "B" }, "firmware slot that runs", "B"],
  [{ drain: 5_000 }, "drains, bytes a second (about)", "5000"],
])("%j shows: %s", async (switches, what, value) => {
  const { rows } = await probe(switches);
  expect(seen(rows, what)).toBe(value);
  expect(unlike(rows)).toContain(what);
});

test("how many packets an air carries in one connection event shows, where silence is sent", async () => {
  const what = "packets of ours in one connection event, at most";
  const shown = async (packetsPerEvent: number) => seen((await probe({}, true, packetsPerEvent)).rows, what);
  expect([await shown(4), await shown(3), await shown(2)]).toEqual(["4", "3", "2"]);
});
