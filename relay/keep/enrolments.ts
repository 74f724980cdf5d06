/**
 * What the operator signed: one line for each enrolment, so that there is something to take back. Where there is no such list, the relay
 * works all the same: a hub brings its enrolment with it.
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { PublicKey } from "../../hub/contract/jws.ts";
import { readIfThere, syncFolder, writeAll } from "../../hub/store/durable-file.ts";
import { fileError } from "../../hub/store/errors.ts";
import { readCredential } from "../wire/credentials.ts";

const FILE = "enrolments";

/** Durable when it resolves. @throws StoreError `store.disk-full`, `store.io` */
export async function noteEnrolment(folder: string, enrolment: string): Promise<void> {
  try {
    const file = await open(
      join(folder, FILE),
      constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
      0o600,
    );
    try {
      // A line of its own, whatever a power cut left of the one before.
      await writeAll(file, new TextEncoder().encode(`\n${enrolment}\n`));
      await file.datasync();
    } finally {
      await file.close();
    }
    await syncFolder(folder);
  } catch (error) {
    throw fileError("note an enrolment", error);
  }
}

export interface Enrolled {
  /** When each was enrolled last, Unix ms. */
  readonly hubs: ReadonlyMap<PublicKey, number>;
  /** Lines that cannot be read, or are another operator's. */
  readonly damaged: number;
}

export async function readEnrolments(folder: string, operator: PublicKey): Promise<Enrolled> {
  const text = new TextDecoder().decode(await readIfThere(join(folder, FILE)));
  const hubs = new Map<PublicKey, number>();
  let damaged = 0;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const read = await readCredential("enrolment", line).catch(() => undefined); // counted
    if (read?.by !== operator) damaged += 1;
    else hubs.set(read.said.hub, Math.max(read.said.issuedAt, hubs.get(read.said.hub) ?? 0));
  }
  return { hubs, damaged };
}
