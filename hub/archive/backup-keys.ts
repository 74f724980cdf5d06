/** Opens `keys.age` of a backup, in a browser as at the machine: by what a guardian has. What is in it: hub/backup/sealed-keys.ts. */
import { parseTar } from "nanotar";
import { parseBase64url } from "../contract/base64url.ts";
import { type WaysIn, waysIn } from "../contract/ways-in.ts";
import { openBytes } from "./age-file.ts";
import { openBox } from "./box.ts";
import { ArchiveError } from "./errors.ts";
import { type AgeIdentity, type AgeRecipient, parseIdentity, recipientOf } from "./identity.ts";

type WayIn = WaysIn["ways"][number];

/** What a person who restores has. */
export type WayInSecret =
  | { readonly kind: "sheet"; readonly identity: AgeIdentity }
  /** @param salt base64url. @returns the identity that a slot's box is sealed to */
  | { readonly kind: "passphrase"; readonly wrap: (salt: Uint8Array<ArrayBuffer>) => Promise<AgeIdentity> };

/** What was in `keys.age`. Secret. */
export interface OpenedKeys {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
  /** age recipient of who opened it: that guardian's, or the sheet's where no box leads on from it. */
  readonly recipient: AgeRecipient;
}

/**
 * A sheet opens it as it is, a passphrase by the box that leads to the guardian's identity.
 * @param ways as `ways-in.json` has them; what is none of ours counts for nothing
 * @throws ArchiveError `archive.wrong-key`, `archive.not-sealed`, `archive.damaged`
 */
export async function openBackupKeys(
  sealed: Uint8Array,
  ways: unknown,
  secret: WayInSecret,
): Promise<OpenedKeys> {
  const parsed = waysIn.safeParse(ways);
  const identity = await identityOf(parsed.success ? parsed.data.ways : [], secret);
  return { files: await openKeyFiles(sealed, identity), recipient: await recipientOf(identity) };
}

/** @throws ArchiveError as above */
export async function openKeyFiles(
  sealed: Uint8Array,
  identity: AgeIdentity | CryptoKey,
): Promise<OpenedKeys["files"]> {
  const tar = await openBytes(sealed, identity);
  try {
    return parseTar(tar).flatMap(({ name, data }) =>
      data === undefined ? [] : [{ name, bytes: new Uint8Array(data) }],
    );
  } catch (cause) {
    throw new ArchiveError("archive.damaged", "no tar is in it", { cause });
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
  throw new ArchiveError("archive.wrong-key", "that passphrase leads to nobody's keys");
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
