/** Hubs that may not come back, one signed line each. A node reads it anew when it changes. */
import { watch } from "node:fs";
import { join } from "node:path";
import type { PublicKey, Signer } from "../../hub/contract/jws.ts";
import { holdFolder } from "../../hub/local-socket/hold-folder.ts";
import { readIfThere, writeDurably } from "../../hub/store/durable-file.ts";
import { RelayError } from "../errors.ts";
import { readCredential, signCredential } from "../wire/credentials.ts";
import { KeepError } from "./errors.ts";

const FILE = "revocations";

export interface Revocations extends Disposable {
  /** @param enrolledAt when the hub was enrolled: a later invitation lets it in again */
  has(hub: PublicKey, enrolledAt: number): boolean;
  /** @returns for an enrolment that is to count: later than what took the one before back, whatever the clock says */
  momentAfter(hub: PublicKey, now: number): number;
}

/**
 * @param onNew told of each hub that was revoked since
 * @param onTrouble told where the list cannot be read any more: what was read before counts on
 * @throws KeepError `keep.damaged` where a line is not the operator's
 */
export async function openRevocations(
  folder: string,
  operator: PublicKey,
  onNew: (hub: PublicKey) => void,
  onTrouble: (error: unknown) => void,
): Promise<Revocations> {
  let revoked = await readRevocations(folder, operator);
  const look = async () => {
    const now = await readRevocations(folder, operator);
    for (const [hub, at] of now) if ((revoked.get(hub) ?? -1) < at) onNew(hub);
    revoked = now;
  };
  let looking: Promise<void> = Promise.resolve();
  // The folder, because the file is replaced as a whole.
  const watching = watch(folder, { persistent: false }, (_, name) => {
    if (name === FILE) looking = looking.then(look).catch(onTrouble);
  });
  // The folder is gone, or the system watches no more.
  watching.on("error", onTrouble);
  return {
    has: (hub, enrolledAt) => (revoked.get(hub) ?? -1) >= enrolledAt,
    momentAfter: (hub, now) => Math.max(now, (revoked.get(hub) ?? -1) + 1),
    [Symbol.dispose]: () => watching.close(),
  };
}

/**
 * Durable when it resolves, and known to a relay that runs.
 * @param at not before the hub's enrolment, be it that the clock went back
 * @throws RelayError `relay.busy`; StoreError
 */
export async function revoke(folder: string, hub: PublicKey, operator: Signer, at: number): Promise<void> {
  await using hold = await holdFolder(folder, FILE);
  if (hold === undefined) throw busy();
  const line = await signCredential("revocation", { v: 1, hub, revokedAt: at }, operator);
  await writeLines(folder, [...(await readRevocationLines(folder)), line]);
}

/** @returns them as they are, one for each revocation */
export async function readRevocationLines(folder: string): Promise<readonly string[]> {
  const text = new TextDecoder().decode(await readIfThere(join(folder, FILE)));
  return text.split("\n").filter((line) => line !== "");
}

/**
 * Keeps what another node says is revoked: of its lines those that are new, and that the operator signed. Durable when it resolves.
 * @returns the new ones @throws RelayError `relay.busy`; StoreError
 */
export async function learnRevocations(
  folder: string,
  operator: PublicKey,
  lines: readonly string[],
): Promise<readonly string[]> {
  const known = new Set(await readRevocationLines(folder));
  const signed: string[] = [];
  for (const line of new Set(lines)) {
    if (known.has(line)) continue;
    const read = await readCredential("revocation", line).catch(() => undefined); // whatever it is, it is none
    if (read?.by === operator) signed.push(line);
  }
  if (signed.length === 0) return [];
  await using hold = await holdFolder(folder, FILE);
  if (hold === undefined) throw busy();
  // Whoever held it before may have written.
  const before = await readRevocationLines(folder);
  const fresh = signed.filter((line) => !before.includes(line));
  await writeLines(folder, [...before, ...fresh]);
  return fresh;
}

const busy = () =>
  new RelayError("relay.busy", "Another command revokes just now.", "Do it again in a moment.");

const writeLines = (folder: string, lines: readonly string[]): Promise<void> =>
  writeDurably(join(folder, FILE), [new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""))]);

/** @returns when each was revoked last @throws KeepError `keep.damaged` */
export async function readRevocations(
  folder: string,
  operator: PublicKey,
): Promise<ReadonlyMap<PublicKey, number>> {
  const lines = await readRevocationLines(folder);
  const revoked = new Map<PublicKey, number>();
  for (const line of lines) {
    const { by, said } = await readCredential("revocation", line).catch((cause: unknown) => {
      throw new KeepError("keep.damaged", "revocations: a line cannot be read", { cause });
    });
    if (by !== operator)
      throw new KeepError("keep.damaged", "revocations: a line that the operator did not sign");
    revoked.set(said.hub, Math.max(said.revokedAt, revoked.get(said.hub) ?? -1));
  }
  return revoked;
}
