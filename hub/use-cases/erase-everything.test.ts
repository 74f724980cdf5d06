import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { type Guardian, hum, prepareClip } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { signEntries } from "../../web-ui/src/keys/sign-entries.ts";
import { sessionInfo, type ToyView } from "../contract/api.ts";
import { everythingErased } from "../contract/keeping.ts";
import { verifyRoster } from "../contract/roster.ts";
import { ms } from "../domain/duration.ts";
import { makeBackup } from "./keep-backups.ts";

let stick: string;
let rig: HubRig;
let guardian: Guardian;
let toys: readonly ToyView[];

beforeEach(async () => {
  const temp = await makeTempDir();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  stick = join(temp.path, "stick");
  await mkdir(stick);
  rig = await makeHubRig({ backupTo: stick });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  guardian = await rig.claim();
  toys = [await rig.addToy("Bear"), await rig.addToy("Cat")];
  const [bear] = toys;
  if (bear !== undefined) await guardian.send(await prepareClip(hum(1, 1), 16_000), bear);
  await rig.settle();
  await guardian.stepUp();
});

/** As the page does it. */
async function erase(out: readonly ToyView[], backups: "keep" | "erase" = "keep") {
  const { signer } = await guardian.openKeys();
  const { roster, hub } = await guardian.client.call("GET", "/session", { schema: sessionInfo });
  const wishes = out.map(({ id }) => ({ kind: "toy-out", toy: id }) as const);
  const entries = await signEntries(await verifyRoster(roster), wishes, signer);
  const json = { hub, entries, backups };
  return guardian.client.call("POST", "/erase-everything", { json, schema: everythingErased });
}
const rosterAtBle = () =>
  rig.toys.sent.flatMap((command) => (command.kind === "roster" ? [command.total] : []));

test("toys leave the family by the guardian's own key, their room hears of it, then the hub ends", async () => {
  const before = rig.house.household.roster().length;
  expect(await erase(toys)).toMatchObject({ messages: 1, toys: 2, backups: "none", elsewhere: false });
  expect(rosterAtBle().at(-1)).toBe(before + 2);
  expect(rig.house.household.toys().map(({ claimed }) => claimed)).toEqual([false, false]);
  await rig.clock.advance(ms(500));
  expect(await rig.store.broken).toMatchObject({ code: "store.closed" });
});

test.each([
  ["one toy too few", () => toys.slice(1)],
  ["none", () => []],
])("with %s nothing is erased and nothing changes", async (_, out) => {
  await expect(erase(out())).rejects.toMatchObject({ code: "roster.refused" });
  expect(rig.house.household.toys().every(({ claimed }) => claimed)).toBe(true);
  expect(await readdir(join(rig.dir, "hub"))).not.toContain("erase-everything");
});

test.each(["keep", "erase"] as const)("backups that are there: %s", async (backups) => {
  await makeBackup(rig.house, { signal: new AbortController().signal });
  expect(await erase(toys, backups)).toMatchObject({ backups: backups === "keep" ? "kept" : "erased" });
  const noted = JSON.parse(await readFile(join(rig.dir, "hub", "erase-everything"), "utf8"));
  const place = join(stick, `pawpost-backup-${rig.house.household.hub}`);
  expect(noted).toEqual({ backups: backups === "keep" ? [] : [place] });
});
