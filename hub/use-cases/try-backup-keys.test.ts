import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BackedUpFamily, makeBackedUpFamily } from "../../test/support/backed-up-family.ts";
import { codeOr } from "../../test/support/code-of.ts";
import { idOf } from "../../test/support/family.ts";
import { loadBackup } from "../../web-ui/src/actions/load-backup.ts";
import { tryBackup } from "../../web-ui/src/actions/try-backup.ts";
import { sealBytes } from "../archive/age-file.ts";
import { makeIdentity, recipientOf } from "../archive/identity.ts";
import { proveKeysOpened } from "../contract/backup-keys.ts";
import { hours } from "../domain/duration.ts";
import { noteKeysOpened, offerKeys, remindOfKeys, viewBackup } from "./try-backup-keys.ts";

let family: BackedUpFamily;
beforeAll(async () => {
  family = await makeBackedUpFamily();
});
afterAll(() => family?.[Symbol.asyncDispose]());

const codeOf = codeOr("opened");
const kinds = async () => {
  const all: string[] = [];
  for await (const { kind } of family.rig.house.ledger.entries()) all.push(kind);
  return all;
};
const byPassphrase = ({ passphrase }: { readonly passphrase: string }) =>
  ({ by: "passphrase", passphrase }) as const;

test("a guardian's browser opens the keys where the backups are, and the hub notes who and when", async () => {
  const { mum, dad, rig } = family;
  expect(await loadBackup(mum.page)).toMatchObject({ opened: null, isDue: false });
  expect(await tryBackup(mum.page, byPassphrase(mum))).toMatchObject({ opened: { by: idOf(mum) } });
  expect(await tryBackup(dad.page, byPassphrase(dad))).toMatchObject({ opened: { by: idOf(dad) } });
  expect((await kinds()).filter((kind) => kind === "backup-opened")).toHaveLength(2);
  expect((await loadBackup(mum.page)).opened?.at).toBe(new Date(rig.clock.now()).toISOString());
});

test("who opened nothing cannot say so: not by a guess, not for another, not a second time", async () => {
  const { house } = family.rig;
  const [mum, dad] = [idOf(family.mum), idOf(family.dad)];
  const proof = "0".repeat(64);
  const { nonce } = await offerKeys(house, mum);
  expect(await codeOf(noteKeysOpened(house, { nonce, proof }, mum))).toBe("backup.keys-not-opened");
  const right = await proveKeysOpened(nonce, await house.backups.keyFiles());
  expect(await codeOf(noteKeysOpened(house, { nonce, proof: right }, dad))).toBe("backup.keys-not-opened");
  expect(await codeOf(noteKeysOpened(house, { nonce, proof: right }, mum))).toBe("opened");
  expect(await codeOf(noteKeysOpened(house, { nonce, proof: right }, mum))).toBe("backup.keys-not-opened");
});

test("keys that somebody else's hub put there do not pass, nor do keys that are not for this guardian", async () => {
  const [name = ""] = await readdir(family.stick);
  const path = join(family.stick, name, "keys.age");
  const kept = await readFile(path);
  try {
    await writeFile(path, await sealBytes(new Uint8Array(1_024), [await recipientOf(await makeIdentity())]));
    const { mum } = family;
    expect(await codeOf(tryBackup(mum.page, byPassphrase(mum)))).toBe("keys.not-in-backup");
    const recipient = family.rig.house.household.people().find(({ id }) => id === idOf(mum))?.recipient ?? "";
    await writeFile(path, await sealBytes(new Uint8Array(1_024), [recipient]));
    expect(await codeOf(tryBackup(mum.page, byPassphrase(mum)))).toBe("backup.keys-not-opened");
  } finally {
    await writeFile(path, kept);
  }
});

test("after 90 days every guardian is told that it is time, once, and not again before the next 90", async () => {
  const { house, clock } = family.rig;
  const told = () => house.alerts.all().find((alert) => alert.class === "backup-unopened")?.count ?? 0;
  await clock.advance(hours(89 * 24));
  await remindOfKeys(house);
  expect([(await viewBackup(house)).isDue, told()]).toEqual([false, 0]);
  await clock.advance(hours(24));
  for (let look = 0; look < 3; look++) await remindOfKeys(house);
  expect([(await viewBackup(house)).isDue, told()]).toEqual([true, 1]);
  const person = idOf(family.mum);
  const { nonce } = await offerKeys(house, person);
  await noteKeysOpened(
    house,
    { nonce, proof: await proveKeysOpened(nonce, await house.backups.keyFiles()) },
    person,
  );
  await remindOfKeys(house);
  expect([(await viewBackup(house)).isDue, told()]).toEqual([false, 1]);
});
