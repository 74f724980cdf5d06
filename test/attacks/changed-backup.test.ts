/**
 * T-97 and T-30, of a backup that somebody changed before it is brought back: another sound in it, another list, signed by another hub,
 * an old one under a new number, a path out of the hub's folder. None is brought back, and the new machine stays as new as it was.
 */
import { createHash } from "node:crypto";
import { cpSync } from "node:fs";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import * as listing from "../../hub/backup/list-backups.ts";
import { signJws } from "../../hub/contract/jws.ts";
import * as restoring from "../../scripts/cli/backup-restore.ts";
import { type BackedUpFamily, byPassphrase, makeBackedUpFamily } from "../support/backed-up-family.ts";
import { codeOr } from "../support/code-of.ts";
import { makeSigner } from "../support/key-ring.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

interface Programs {
  readonly listBackups: typeof listing.listBackups;
  readonly restoreBackup: typeof restoring.restoreBackup;
}
const ours: Programs = { ...listing, ...restoring };

let family: BackedUpFamily;
beforeAll(async () => {
  family = await makeBackedUpFamily();
  await family.rig.clock.advance(86_400_000 as never);
  await family.backUp();
  cpSync(family.stick, `${family.stick}-true`, { recursive: true });
});
afterAll(() => family?.[Symbol.asyncDispose]());
afterEach(async () => {
  await rm(family.stick, { recursive: true });
  cpSync(`${family.stick}-true`, family.stick, { recursive: true });
});

async function placeDir(): Promise<string> {
  const [name = ""] = await readdir(family.stick);
  return join(family.stick, name);
}
const newest = async () => join(await placeDir(), "snapshots", "000000002.pawpost");

/** @returns the code of the refusal, or `brought back` */
async function bringBack({ listBackups, restoreBackup }: Programs, data: string): Promise<string> {
  return codeOr("brought back")(
    (async () => {
      const [place] = await listBackups(family.stick);
      const [snapshot] = place?.snapshots ?? [];
      if (place === undefined || snapshot === undefined || snapshot.head.counter < 2)
        throw Object.assign(new Error("the newest is none"), { code: "not offered" });
      await restoreBackup({
        data,
        place,
        snapshot,
        secret: byPassphrase(family.mum),
        signal: new AbortController().signal,
        tell: () => undefined,
        askWhoIsOut: async () => [],
      });
    })(),
  );
}

async function withoutBarriers(patches: readonly Patch[]): Promise<Programs & AsyncDisposable> {
  const copy = await makePatchedCopy(patches, ["scripts"]);
  const { listBackups } = await copy.load<typeof listing>("hub/backup/list-backups.ts");
  const { restoreBackup } = await copy.load<typeof restoring>("scripts/cli/backup-restore.ts");
  return { listBackups, restoreBackup, [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose]() };
}

/** The same list with something changed in it, and who signs that. */
async function changeList(change: (list: string) => string, signs: "nobody" | "stranger"): Promise<void> {
  const path = await newest();
  const [head = "", ...lines] = (await readFile(path, "latin1")).split("\n");
  const list = change(lines.join("\n"));
  const claims = JSON.parse(Buffer.from(head.split(".")[1] ?? "", "base64url").toString());
  const files = list.trimEnd().split("\n").length;
  const signed = { ...claims, files, list: createHash("sha256").update(list).digest("hex") };
  const line = signs === "nobody" ? head : await signJws("pawpost-backup+jws", signed, await makeSigner());
  await writeFile(path, `${line}\n${list}`);
}

const LIST: Patch = {
  file: "hub/backup/snapshot.ts",
  find: 'if (hashOf(text) !== rest.list) throw altered("its list is not the one that was signed");',
  replace: "",
};
const WHOLE: Patch = {
  file: "hub/backup/snapshot.ts",
  find: 'if (list.size !== rest.files || !list.has("index")) throw altered("its list is not whole");',
  replace: "",
};
const SIGNER: Patch = {
  file: "hub/backup/read-backup.ts",
  find: "if (signerOf(keyFiles) !== snapshot.head.signer)",
  replace: "if (signerOf(keyFiles) === undefined)",
};
const HASH: Patch = {
  file: "hub/backup/read-backup.ts",
  find: 'if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) throw damaged(path);',
  replace: "",
};
const NUMBER: Patch = {
  file: "hub/backup/list-backups.ts",
  find: "if (snapshot?.head.counter === counter && snapshot.head.hub === place.hub)",
  replace: "if (snapshot?.head.hub === place.hub)",
};
const PATHS: Patch = {
  file: "hub/backup/snapshot.ts",
  find: "household: /^household\\.sealed$/,",
  replace: "household: /^household\\.sealed$|^\\.\\.\\//,",
};

const withoutRecordings = (list: string) => list.replace(/^.* archive\/.*\n/gm, "");
const ATTACKS: readonly [string, () => Promise<void>, string, readonly Patch[]][] = [
  [
    "another sound lies where a recording was",
    async () => {
      const line = (await readFile(await newest(), "latin1")).match(/^([0-9a-f]{64}) .* archive\//m);
      const hash = line?.[1] ?? "";
      const path = join(await placeDir(), "files", hash.slice(0, 2), hash);
      await writeFile(path, Buffer.alloc((await stat(path)).size, "another sound"));
    },
    "backup.altered",
    [HASH],
  ],
  [
    "a recording is taken out of the list",
    () => changeList(withoutRecordings, "nobody"),
    "not offered",
    [LIST, WHOLE],
  ],
  [
    "the same, and a stranger signs it",
    () => changeList(withoutRecordings, "stranger"),
    "backup.foreign",
    [SIGNER],
  ],
  [
    "the backup of the night before stands under a newer number",
    async () => {
      const path = await newest();
      await writeFile(
        path.replace("2.pawpost", "3.pawpost"),
        await readFile(path.replace("2.pawpost", "1.pawpost")),
      );
      await rm(path);
    },
    "not offered",
    [],
  ],
  [
    "a path leads out of the hub's folder, and a stranger signs it",
    () => changeList((list) => `${list}${list.split(" ")[0]} 1 ../escaped\n`, "stranger"),
    "not offered",
    [SIGNER, PATHS, WHOLE, HASH],
  ],
];

test.each(ATTACKS)("%s: it is not brought back", async (_, attack, refusal) => {
  await attack();
  const data = await family.newMachine();
  expect(await bringBack(ours, data)).toBe(refusal);
  expect(await readdir(data)).toEqual([]);
});

test.each(takenOut(ATTACKS.filter(([, , , patches]) => patches.length > 0)))(
  "without the barrier, %s: it is brought back",
  TAKES_BARRIER_OUT,
  async (what, attack, _, patches) => {
    await attack();
    await using programs = await withoutBarriers(patches);
    const data = await family.newMachine();
    expect(await bringBack(programs, data)).toBe("brought back");
    if (what.startsWith("a path leads out")) expect(await readdir(data)).toContain("escaped");
  },
);

furtherBarrier("without its number in what was signed, an old backup passes for a new one", {}, async () => {
  const path = await newest();
  await rename(path.replace("2.pawpost", "1.pawpost"), path.replace("2.pawpost", "3.pawpost"));
  expect((await listing.listBackups(family.stick))[0]?.altered).toEqual([3]);
  await using programs = await withoutBarriers([NUMBER]);
  const [place] = await programs.listBackups(family.stick);
  expect(place?.snapshots[0]?.head.counter).toBe(1);
});
