/**
 * T-97, for a guardian who was removed after the backup that is brought back. The hub believes what it has; but whoever brings it back says
 * who was removed since, and that one has no way in, whatever the old roster says. Who was signed in on an old device, or held an invitation,
 * is not in by the backup either. What browsers and the toys' guard remember stands against the rest: restored-before-removal.test.ts.
 */
import { afterEach, expect, test } from "vitest";
import type * as restoring from "../../scripts/cli/backup-restore.ts";
import { askForCode, removeGuardian, showCode } from "../../web-ui/src/actions/guardians.ts";
import { makeBackedUpFamily } from "../support/backed-up-family.ts";
import { codeOr } from "../support/code-of.ts";
import { idOf, inRig, pageElsewhere } from "../support/family.ts";
import { makeHubRig } from "../support/hub-rig.ts";
import { sessionOn } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";

const owned: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of owned.splice(0).reverse()) await one[Symbol.asyncDispose]();
});
const codeOf = codeOr("in");

async function removeAndRestore(patches: readonly Patch[] = []) {
  const copy = patches.length === 0 ? undefined : await makePatchedCopy(patches, ["scripts"]);
  if (copy !== undefined) owned.push(copy);
  const by = await copy?.load<typeof restoring>("scripts/cli/backup-restore.ts");
  const family = await makeBackedUpFamily();
  owned.push(family);
  const { rig, mum, dad } = family;
  const phone = await pageElsewhere(inRig(rig), dad);
  await family.backUp();
  await askForCode(mum.page);
  await showCode(mum.page, rig.printed.at(-1) ?? "");
  await removeGuardian(mum.page, { id: idOf(dad) });
  const known = sessionOn(mum.page).info.roster.length;

  const data = await family.newMachine();
  await family.restore(data, { out: ["Dad"], ...(by === undefined ? {} : { by: by.restoreBackup }) });
  const restored = await makeHubRig({ copyOf: data, clock: rig.clock });
  owned.push(restored);
  expect(restored.house.household.roster().length).toBeLessThan(known);
  const sessions = restored.house.household.rememberedSessions();
  return {
    dad: await codeOf(pageElsewhere(inRig(restored), dad)),
    hisPhone: sessions.some(({ device }) => device === phone.page.device.publicKey) ? "in" : "out",
    mum: await codeOf(pageElsewhere(inRig(restored), mum)),
  };
}

test("who was removed since the backup is not in by it", async () => {
  expect(await removeAndRestore()).toMatchObject({ dad: "sign-in.refused", hisPhone: "out", mum: "in" });
});

test.each<[string, Patch, object]>([
  [
    "what was said of who is out",
    {
      file: "scripts/cli/backup-restore.ts",
      find: "({ ...person, slots: [], verifier: null })",
      replace: "({ ...person })",
    },
    { dad: "in" },
  ],
])("without %s they are", async (_, patch, is) => {
  expect(await removeAndRestore([patch])).toMatchObject(is);
});
