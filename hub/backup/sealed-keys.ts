/**
 * `keys.age`: what turns a backup into a hub again, sealed to every guardian's own identity and to their tested recovery sheets. There
 * is one for all backups of a place, made anew with each: who is a guardian no more opens none of them from then on.
 *
 *   device.key pepper.key signing.key push.key   as they lie on the hub
 *   person-1-sheet-1.age                         a guardian's identity, sealed to a sheet
 *   person-1-vault-2.age                         a vault's identity, sealed to that guardian
 *
 * A tar, so that a sheet, `age` and `tar` open recordings without us (docs/recovery.md). `ways-in.json` beside it has the boxes that
 * lead from a passphrase or a sheet to a guardian's identity, and no name: whoever holds a stick must not learn whose it is.
 */
import { createTar, parseTar } from "nanotar";
import { z } from "zod";
import { openBytes, sealBytes } from "../archive/age-file.ts";
import { openBox } from "../archive/box.ts";
import { ArchiveError } from "../archive/errors.ts";
import { type AgeIdentity, parseIdentity, recipientOf } from "../archive/identity.ts";
import { parseBase64url } from "../contract/base64url.ts";
import { box, salt } from "../contract/slots.ts";
import type { KeyFile } from "../ports/backup-source.ts";
import type { GuardianPerson, Person } from "../ports/household.ts";
import { BackupError } from "./errors.ts";

const waysIn = z.strictObject({
  v: z.literal(1),
  ways: z
    .array(
      z.discriminatedUnion("kind", [
        /** The salt is for Argon2id. */
        z.strictObject({ kind: z.literal("passphrase"), salt, box }),
        z.strictObject({ kind: z.literal("recovery-sheet"), box }),
      ]),
    )
    .max(256),
});
type WayIn = z.output<typeof waysIn>["ways"][number];

/** What a person who restores has. */
export type WayInSecret =
  | { readonly kind: "sheet"; readonly identity: AgeIdentity }
  /** @param salt base64url. @returns the identity that a slot's box is sealed to */
  | { readonly kind: "passphrase"; readonly wrap: (salt: Uint8Array<ArrayBuffer>) => Promise<AgeIdentity> };

/** Those who have a way in: whoever brought a backup back may have taken it from one whom the roster still names. */
const guardiansOf = (people: readonly Person[]): GuardianPerson[] =>
  people
    .filter((person) => person.role === "guardian")
    .filter(({ slots, verifier }) => slots.length > 0 || verifier !== null);

/** @throws BackupError `backup.no-guardian` */
export async function sealKeys(
  files: readonly KeyFile[],
  people: readonly Person[],
): Promise<{ readonly sealed: Uint8Array; readonly waysIn: Uint8Array }> {
  const guardians = guardiansOf(people);
  if (guardians.length === 0) throw new BackupError("backup.no-guardian", "nobody could open a backup");
  const sheetsOf = ({ slots }: GuardianPerson) =>
    slots.flatMap((slot) => (slot.kind === "recovery-sheet" && slot.testedAt !== null ? [slot] : []));
  const boxes = guardians.flatMap((guardian, at) => [
    ...sheetsOf(guardian).map((sheet, nth) => boxFile(`person-${at + 1}-sheet-${nth + 1}.age`, sheet.box)),
    ...guardian.vaults.map((vault) => boxFile(`person-${at + 1}-vault-${vault.number}.age`, vault.box)),
  ]);
  const tar = createTar(
    [...files, ...boxes].map(({ name, bytes }) => ({ name, data: bytes })),
    { attrs: { mode: "600", uid: 0, gid: 0, mtime: 0 } },
  );
  const recipients = guardians.flatMap((guardian) => [
    guardian.recipient,
    ...sheetsOf(guardian).map(({ recipient }) => recipient),
  ]);
  const ways = guardians.flatMap(({ slots }) =>
    slots.flatMap((slot): WayIn[] => {
      if (slot.kind === "passphrase") return [{ kind: "passphrase", salt: slot.salt, box: slot.box }];
      const isSheet = slot.kind === "recovery-sheet" && slot.testedAt !== null;
      return isSheet ? [{ kind: "recovery-sheet", box: slot.box }] : [];
    }),
  );
  return {
    sealed: await sealBytes(tar, recipients),
    waysIn: Buffer.from(`${JSON.stringify({ v: 1, ways } satisfies z.output<typeof waysIn>)}\n`),
  };
}

function boxFile(name: string, text: string): KeyFile {
  const bytes = parseBase64url(text);
  if (bytes === undefined) throw new RangeError("a box is an age file in base64url");
  return { name, bytes: new Uint8Array(bytes) };
}

/**
 * By what a guardian has: a sheet opens it as it is, a passphrase by the box that leads to the guardian's identity.
 * @returns the key files, and the age recipient of who opened it: that guardian's, or the sheet's where no box leads on from it
 * @throws BackupError `backup.wrong-key`, `backup.altered`
 */
export async function openKeys(
  sealed: Uint8Array,
  ways: unknown,
  secret: WayInSecret,
): Promise<{ readonly files: readonly KeyFile[]; readonly recipient: string }> {
  const parsed = waysIn.safeParse(ways);
  const identity = await identityOf(parsed.success ? parsed.data.ways : [], secret);
  try {
    const tar = await openBytes(sealed, identity);
    const files = parseTar(tar).flatMap(({ name, data }) =>
      data === undefined ? [] : [{ name, bytes: new Uint8Array(data) }],
    );
    return { files, recipient: await recipientOf(identity) };
  } catch (cause) {
    if (cause instanceof ArchiveError && cause.code === "archive.wrong-key") throw wrongKey(cause);
    throw new BackupError("backup.altered", "keys.age does not hold together", { cause });
  }
}

async function identityOf(ways: readonly WayIn[], secret: WayInSecret): Promise<AgeIdentity> {
  for (const way of ways) {
    const isPassphrase = way.kind === "passphrase";
    if (isPassphrase !== (secret.kind === "passphrase")) continue;
    const found = await openWay(way, secret);
    if (found !== undefined) return found;
  }
  // Without the boxes a sheet still opens the keys: they are sealed to it, too.
  if (secret.kind === "sheet") return secret.identity;
  throw wrongKey();
}

/** @returns `undefined` for a box that is another's, or none */
async function openWay(way: WayIn, secret: WayInSecret): Promise<AgeIdentity | undefined> {
  const bytes = way.kind === "passphrase" ? parseBase64url(way.salt) : undefined;
  const opener =
    secret.kind === "sheet" ? secret.identity : bytes && (await secret.wrap(new Uint8Array(bytes)));
  if (opener === undefined) return undefined;
  try {
    // An age identity file: lines that begin with # are for others.
    const lines = new TextDecoder().decode(await openBox(way.box, opener)).split("\n");
    return parseIdentity(lines.find((line) => line !== "" && !line.startsWith("#")) ?? "");
  } catch (error) {
    if (error instanceof ArchiveError) return undefined; // another guardian's, or somebody changed it
    throw error;
  }
}

const wrongKey = (cause?: unknown) =>
  new BackupError("backup.wrong-key", "that opens none of the keys in this backup", { cause });
