/** What `pawpost backup keep` and those beside it say; what they do: test/end-to-end/second-hub.test.ts. */
import { expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { typeCommand } from "../../test/support/typed-command.ts";
import { describeKept } from "./backup-keeper.ts";

const NOTHING = { own: null, kept: [], used: 0, most: 16 * 2 ** 30 };
const HUB = "AAAAAAAAAAAAAAAAAAAAAA" as never;
const DAY = "2026-01-02T03:04:05.000Z";

test("says who keeps what, and what is wrong with it", () => {
  expect(describeKept({ view: NOTHING, code: null })).toBe(
    "No other hub keeps backups of this one.\nNo other hub's are kept here.",
  );
  const own = { address: "192.168.1.7:8883", since: DAY, last: DAY, failing: "keeper.unreachable" };
  const kept = [{ hub: HUB, name: "Next door", since: DAY, last: null, backups: 0 }];
  const said = describeKept({ view: { ...NOTHING, own, kept, used: 2 ** 30 }, code: null });
  expect(said).toContain(
    "kept at 192.168.1.7:8883, last 2026-01-02 03:04 (UTC). The last try failed: keeper.unreachable.",
  );
  expect(said).toContain("1.0 of 16 GiB");
  expect(said).toMatch(/Next door +0 backups, last never/);
});

test.each([["kept"], ["keep", "Next door"], ["send"]])("%s says that no hub runs", async (...words) => {
  const { status, err } = await typeCommand(["backup", ...words, "--data", "/not/there"]);
  expect([status, err]).toEqual([3, expect.stringContaining("Error [backup.not-running]")]);
});

test("fetch says that it is no address, or no code", async () => {
  await using temp = await makeTempDir();
  const fetch = (...words: string[]) => typeCommand(["backup", "fetch", ...words, temp.path]);
  expect((await fetch("hub.example", "A")).err).toContain("Error [keeper.bad-address]");
  expect((await fetch("192.168.1.7", "A")).err).toContain("Error [keeper.bad-code]");
});
