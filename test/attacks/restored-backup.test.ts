/**
 * T-97, for a guardian who was removed after the backup that is brought back. The hub believes what it has; but whoever brings it back says
 * who was removed since, and that one has no way in, whatever the old roster says. Who was signed in on an old device, or held an invitation,
 * is not in by the backup either. What browsers and the toys' guard remember stands against the rest: restored-before-removal.test.ts.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { pinTrust } from "../../ble/bridge/kept-trust.ts";
import { listBackups } from "../../hub/backup/list-backups.ts";
import { openKeys } from "../../hub/backup/sealed-keys.ts";
import { makeBackup } from "../../hub/use-cases/keep-backups.ts";
import type * as restoring from "../../scripts/cli/backup-restore.ts";
import { askForCode, removeGuardian, showCode } from "../../web-ui/src/actions/guardians.ts";
import { makeBackedUpFamily } from "../support/backed-up-family.ts";
import { codeOr } from "../support/code-of.ts";
import { idOf, inRig, keysOf, pageElsewhere } from "../support/family.ts";
import { makeHubRig } from "../support/hub-rig.ts";
import { sessionOn } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});
const codeOf = codeOr("in");

interface How {
  readonly patches?: readonly Patch[];
  /** Whom whoever brings it back names; or the machine's own guard of toys knows it. */
  readonly toldBy?: "person" | "guard";
}

async function removeAndRestore({ patches = [], toldBy = "person" }: How = {}) {
  const copy = patches.length === 0 ? undefined : await makePatchedCopy(patches, ["scripts"]);
  if (copy !== undefined) owned.push(copy);
  const by = await copy?.load<typeof restoring>("scripts/cli/backup-restore.ts");
  const family = await makeBackedUpFamily();
  owned.push(family);
  const { rig, mum, dad } = family;
  const phone = await pageElsewhere(inRig(rig), dad);
  const { keys: hisKeys } = await keysOf(dad);
  await family.backUp();
  await askForCode(mum.page);
  await showCode(mum.page, rig.printed.at(-1) ?? "");
  await removeGuardian(mum.page, { id: idOf(dad) });
  const known = sessionOn(mum.page).info.roster.length;

  const data = await family.newMachine();
  if (toldBy === "guard") {
    await mkdir(join(data, "ble"));
    await pinTrust(join(data, "ble", "journal"), sessionOn(mum.page).info.roster);
  }
  const { out } = await family.restore(data, {
    out: toldBy === "person" ? ["Dad"] : [],
    ...(by === undefined ? {} : { by: by.restoreBackup }),
  });
  const stick = join(data, "next-stick");
  await mkdir(stick);
  const restored = await makeHubRig({ copyOf: data, clock: rig.clock, backupTo: stick });
  owned.push(restored);
  await makeBackup(restored.house, { newPlace: true, signal: new AbortController().signal });
  const [place] = await listBackups(stick);
  const { sealed, waysIn } = (await place?.place.readKeys()) ?? {
    sealed: new Uint8Array(),
    waysIn: undefined,
  };
  expect(restored.house.household.roster().length).toBeLessThan(known);
  const sessions = restored.house.household.rememberedSessions();
  return {
    dad: await codeOf(pageElsewhere(inRig(restored), dad)),
    hisPhone: sessions.some(({ device }) => device === phone.page.device.publicKey) ? "in" : "out",
    out,
    // Also by the identity that he once had, and may have kept.
    nextBackup: await codeOf(openKeys(sealed, waysIn, { kind: "sheet", identity: hisKeys.identity })),
    mum: await codeOf(pageElsewhere(inRig(restored), mum)),
  };
}

test("who was removed since the backup is not in by it", async () => {
  expect(await removeAndRestore()).toMatchObject({
    dad: "sign-in.refused",
    hisPhone: "out",
    mum: "in",
    nextBackup: "backup.wrong-key",
  });
});

test("where the toys' guard of the machine knows better than the backup, nobody need say it", async () => {
  const is = { dad: "sign-in.refused", hisPhone: "out", mum: "in", out: ["Dad"] };
  expect(await removeAndRestore({ toldBy: "guard" })).toMatchObject(is);
});

test.each<[string, Patch, How, object]>(
  takenOut([
    [
      "what was said of who is out",
      {
        file: "hub/restore-store.ts",
        find: "({ ...person, slots: [], verifier: null })",
        replace: "({ ...person })",
      },
      {},
      { dad: "in", nextBackup: "in" },
    ],
    [
      "the memory of the guard",
      {
        file: "scripts/cli/guards-roster.ts",
        find: "return isThere ?",
        replace: "return isThere && !isThere ?",
      },
      { toldBy: "guard" },
      { dad: "in", out: [] },
    ],
  ]),
)("without %s they are", TAKES_BARRIER_OUT, async (_, patch, how, is) => {
  expect(await removeAndRestore({ ...how, patches: [patch] })).toMatchObject(is);
});
