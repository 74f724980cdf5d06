/** Hubs that may not come back, one signed line each. A node reads it anew when it changes. */
import { watch } from "node:fs";
import { join } from "node:path";
import type { PublicKey, Signer } from "../../hub/contract/jws.ts";
import { readIfThere, writeDurably } from "../../hub/store/durable-file.ts";
import { readCredential, signCredential } from "../wire/credentials.ts";
import { KeepError } from "./errors.ts";

const FILE = "revocations";

export interface Revocations extends Disposable {
  has(hub: PublicKey): boolean;
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
    for (const hub of now) if (!revoked.has(hub)) onNew(hub);
    revoked = now;
  };
  let looking: Promise<void> = Promise.resolve();
  // The folder, because the file is replaced as a whole.
  const watching = watch(folder, { persistent: false }, (_, name) => {
    if (name === FILE) looking = looking.then(look).catch(onTrouble);
  });
  return { has: (hub) => revoked.has(hub), [Symbol.dispose]: () => watching.close() };
}

/** Durable when it resolves, and known to a relay that runs. */
export async function revoke(folder: string, hub: PublicKey, operator: Signer, now: number): Promise<void> {
  const before = await readIfThere(join(folder, FILE));
  const line = await signCredential("revocation", { v: 1, hub, revokedAt: now }, operator);
  await writeDurably(join(folder, FILE), [before ?? new Uint8Array(), new TextEncoder().encode(`${line}\n`)]);
}

async function readRevocations(folder: string, operator: PublicKey): Promise<ReadonlySet<PublicKey>> {
  const bytes = await readIfThere(join(folder, FILE));
  const lines = new TextDecoder()
    .decode(bytes)
    .split("\n")
    .filter((line) => line !== "");
  const revoked = new Set<PublicKey>();
  for (const line of lines) {
    const { by, said } = await readCredential("revocation", line);
    if (by !== operator) throw new KeepError("keep.damaged", "a revocation that the operator did not sign");
    revoked.add(said.hub);
  }
  return revoked;
}
