/** The relay's folder, for a command beside the relay that runs or does not. */
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { PublicKey, Signer } from "../../../hub/contract/jws.ts";
import { KeepError } from "../../../relay/keep/errors.ts";
import { readRelayFolder } from "../../../relay/keep/relay-folder.ts";
import { openRelayKeys } from "../../../relay/keep/relay-keys.ts";
import { CliError } from "../errors.ts";

export const DATA = ["--data <folder>", "the relay's folder (PAWPOST_RELAY_DATA)"] as const;

export interface OperatorFolder {
  readonly folder: string;
  readonly zone: string;
  readonly port: number;
  readonly operator: PublicKey;
  readonly signer: Signer;
}

/** @throws RelayError `relay.no-folder`; KeepError; CliError `relay.settings` where no folder is named */
export async function openOperatorFolder(data: string | undefined): Promise<OperatorFolder> {
  const named = data ?? process.env.PAWPOST_RELAY_DATA ?? "";
  if (named === "")
    throw new CliError("relay.settings", "Whose relay is meant is not said.", "Name its folder: --data DIR");
  const folder = resolve(named);
  await becomeOwner(folder);
  const { zone, port, operator: known } = await readRelayFolder(folder);
  const { operator, operatorSigner } = await openRelayKeys(folder, Date.now, known);
  if (operatorSigner === undefined)
    throw new KeepError("keep.not-operator", "This node may not enrol hubs, nor revoke them.");
  return { folder, zone, port, operator, signer: operatorSigner };
}

/** What root writes a service could not read: from here on this process is who owns the folder. */
async function becomeOwner(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const owner = await stat(folder).catch(() => undefined); // said by who reads it
  if (owner === undefined || owner.uid === 0) return;
  process.setgroups?.([]);
  process.setgid?.(owner.gid);
  process.setuid?.(owner.uid);
}
