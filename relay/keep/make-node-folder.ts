import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { writeDurably } from "../../hub/store/durable-file.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { RelayError } from "../errors.ts";
import { signCredential } from "../wire/credentials.ts";
import { KeepError } from "./errors.ts";
import { openRelayFolder, readRelayFolder } from "./relay-folder.ts";
import { openRelayKeys } from "./relay-keys.ts";
import { readRevocationLines } from "./revocations.ts";

const SEED_BYTES = 32;

/**
 * Makes the folder of another node of the same relay: a key of its own, the operator's signature under it, and who is revoked. It may not enrol
 * or revoke.
 * @param own of the node that has `operator.key`
 * @throws KeepError `keep.not-operator`; RelayError; StoreError
 */
export async function makeNodeFolder(own: string, folder: string, now: number): Promise<void> {
  const { operatorSigner } = await openRelayKeys(own, () => now);
  if (operatorSigner === undefined) throw new KeepError("keep.not-operator", "operator.key is not here");
  const mark = await readRelayFolder(own);
  await using made = await openRelayFolder(folder, mark.zone);
  if (made.mark.operator !== undefined)
    throw new RelayError(
      "relay.folder-foreign",
      `${folder} is a node's already.`,
      "Nothing was touched. Name a folder that does not exist yet.",
    );
  const seed = randomBytes(SEED_BYTES);
  const said = { v: 1, node: openHubSigner(seed).publicKey, issuedAt: now } as const;
  const write = (name: string, text: string) =>
    writeDurably(join(folder, name), [new TextEncoder().encode(text)]);
  await write("node.key", `${seed.toString("base64url")}\n`);
  await write("revocations", (await readRevocationLines(own)).map((line) => `${line}\n`).join(""));
  await write("node.credential", `${await signCredential("node", said, operatorSigner)}\n`);
  // Last: before it there is no relay in it, and it may be made again.
  await made.note(mark);
}
