/** A family of two guardians that lived on a hub for a while, with a backup of it on a stick. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WayInSecret } from "../../hub/archive/backup-keys.ts";
import { derivePassphraseKeys } from "../../hub/archive/derive-keys.ts";
import type { AgeIdentity } from "../../hub/archive/identity.ts";
import { listBackups, type PlaceOfBackups } from "../../hub/backup/list-backups.ts";
import type { Snapshot } from "../../hub/backup/snapshot.ts";
import type { ToyView } from "../../hub/contract/api.ts";
import type { Restored } from "../../hub/ports/restoring.ts";
import { makeBackup } from "../../hub/use-cases/keep-backups.ts";
import { restoreBackup } from "../../scripts/cli/backup-restore.ts";
import { makeSheet, sheetsOn, testSheet } from "../../web-ui/src/actions/recovery.ts";
import { addGuardian, claimFamily, inRig, keysOf, type Member, sendFrom } from "./family.ts";
import { type Clip, hum, prepareClip, quickHash } from "./guardian.ts";
import { type HubRig, type HubRigOptions, makeHubRig } from "./hub-rig.ts";
import { sessionOn } from "./paper-page.ts";
import { makeTempDir } from "./temp-dir.ts";

export interface BackedUpFamily extends AsyncDisposable {
  readonly rig: HubRig;
  readonly mum: Member;
  readonly dad: Member;
  readonly sheet: AgeIdentity;
  readonly toy: ToyView;
  readonly clip: Clip;
  readonly stick: string;
  backUp(): Promise<void>;
  /** A new machine's data folder. */
  newMachine(): Promise<string>;
  restore(data: string, how?: Partial<HowToRestore>): Promise<Restored>;
}

interface HowToRestore {
  readonly secret: WayInSecret;
  readonly out: readonly string[];
  readonly signal: AbortSignal;
  readonly choose: (place: PlaceOfBackups) => Snapshot | undefined;
  /** Takes the place of what restores: a patched copy's. */
  readonly by: typeof restoreBackup;
}

export const byPassphrase = ({ passphrase }: Pick<Member, "passphrase">): WayInSecret => ({
  kind: "passphrase",
  wrap: async (salt) => (await derivePassphraseKeys(passphrase, salt, quickHash)).wrap,
});

export async function makeBackedUpFamily(options: HubRigOptions = {}): Promise<BackedUpFamily> {
  const temp = await makeTempDir();
  const stick = join(temp.path, "stick");
  await mkdir(stick);
  const rig = await makeHubRig({ ...options, backupTo: stick });
  const home = inRig(rig);
  const mum = await claimFamily(home);
  const dad = await addGuardian(home, mum, "Dad");
  const made = await makeSheet(mum.page, sessionOn(mum.page), await keysOf(mum));
  const [slot] = sheetsOn(mum.page);
  if (slot === undefined || !(await testSheet(mum.page, sessionOn(mum.page), slot, made.identity)))
    throw new Error("no sheet");
  const toy = await rig.addToy();
  const clip = await prepareClip(hum(1, 1), 16_000);
  await sendFrom(mum, clip, toy);
  await rig.settle();
  const backUp = () => makeBackup(rig.house, { signal: new AbortController().signal }).then(() => undefined);
  await backUp();
  let machines = 0;
  return {
    rig,
    mum,
    dad,
    sheet: made.identity,
    toy,
    clip,
    stick,
    backUp,
    async newMachine() {
      machines += 1;
      const path = join(temp.path, `machine-${machines}`);
      await mkdir(path);
      return path;
    },
    async restore(data, how = {}) {
      const [place] = await listBackups(stick);
      const snapshot = place && (how.choose ?? (({ snapshots }) => snapshots[0]))(place);
      if (place === undefined || snapshot === undefined) throw new Error("no backup");
      return (how.by ?? restoreBackup)({
        data,
        place,
        snapshot,
        secret: how.secret ?? byPassphrase(mum),
        signal: how.signal ?? new AbortController().signal,
        tell: () => undefined,
        askWhoIsOut: async (others) =>
          others.filter(({ name }) => how.out?.includes(name)).map(({ id }) => id),
      });
    },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]();
      await rm(temp.path, { recursive: true, force: true });
    },
  };
}
