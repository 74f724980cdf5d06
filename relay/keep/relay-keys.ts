/**
 * The keys of a relay, in its folder: `operator.key` (enrols hubs and names nodes; on one node of many), `node.key` and
 * `node.credential` (every node).
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { PublicKey, Signer } from "../../hub/contract/jws.ts";
import { readIfThere, writeDurably } from "../../hub/store/durable-file.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { readCredential, signCredential } from "../wire/credentials.ts";
import { nameOfKey } from "../wire/key-name.ts";
import { KeepError } from "./errors.ts";

export interface RelayKeys {
  /** Whose relay it is. */
  readonly operator: PublicKey;
  /** Where this node may enrol hubs; else another one does. */
  readonly operatorSigner: Signer | undefined;
  readonly node: Signer;
  readonly credential: string;
}

const SEED_BYTES = 32;

/**
 * Makes what is missing at the first start: whoever makes the operator's key is the operator.
 * @param known whose relay it was at the start before, by `nameOfKey`: then nothing is made anew
 * @throws KeepError `keep.damaged`; StoreError
 */
export async function openRelayKeys(folder: string, now: () => number, known?: string): Promise<RelayKeys> {
  const credential = await readText(folder, "node.credential");
  const operatorSeed = await readSeed(folder, "operator.key");
  const nodeSeed = await readSeed(folder, "node.key");
  const keys =
    credential === undefined
      ? await makeKeys(folder, now, { operatorSeed, nodeSeed, isFirst: known === undefined })
      : await readKeys(credential, operatorSeed, nodeSeed);
  if (known !== undefined && nameOfKey(keys.operator) !== known)
    throw new KeepError("keep.damaged", "node.credential is of another operator than this relay's");
  return keys;
}

async function readKeys(
  credential: string,
  operatorSeed: Uint8Array | undefined,
  nodeSeed: Uint8Array | undefined,
): Promise<RelayKeys> {
  const { by, said } = await readCredential("node", credential).catch((cause: unknown) => {
    throw new KeepError("keep.damaged", "node.credential is damaged", { cause });
  });
  if (nodeSeed === undefined) throw new KeepError("keep.damaged", "node.key is missing");
  const node = openHubSigner(nodeSeed);
  if (said.node !== node.publicKey)
    throw new KeepError("keep.damaged", "node.credential is of another node.key");
  const operatorSigner = operatorSeed === undefined ? undefined : openHubSigner(operatorSeed);
  if (operatorSigner !== undefined && operatorSigner.publicKey !== by)
    throw new KeepError("keep.damaged", "node.credential is of another operator.key");
  return { operator: by, operatorSigner, node, credential };
}

async function makeKeys(
  folder: string,
  now: () => number,
  found: {
    readonly operatorSeed: Uint8Array | undefined;
    readonly nodeSeed: Uint8Array | undefined;
    readonly isFirst: boolean;
  },
): Promise<RelayKeys> {
  // The operator's own node names itself anew; anybody else's cannot.
  if (!found.isFirst && found.operatorSeed === undefined)
    throw new KeepError("keep.damaged", "node.credential is missing");
  const node = openHubSigner(found.nodeSeed ?? (await makeSeed(folder, "node.key")));
  const operatorSigner = openHubSigner(found.operatorSeed ?? (await makeSeed(folder, "operator.key")));
  const credential = await signCredential(
    "node",
    { v: 1, node: node.publicKey, issuedAt: now() },
    operatorSigner,
  );
  await writeText(folder, "node.credential", credential);
  return { operator: operatorSigner.publicKey, operatorSigner, node, credential };
}

async function readSeed(folder: string, name: string): Promise<Uint8Array | undefined> {
  const text = await readText(folder, name);
  if (text === undefined) return undefined;
  const seed = Buffer.from(text, "base64url");
  if (seed.byteLength !== SEED_BYTES) throw new KeepError("keep.damaged", `${name} is damaged`);
  return seed;
}

async function makeSeed(folder: string, name: string): Promise<Uint8Array> {
  const seed = randomBytes(SEED_BYTES);
  await writeText(folder, name, seed.toString("base64url"));
  return seed;
}

async function readText(folder: string, name: string): Promise<string | undefined> {
  const bytes = await readIfThere(join(folder, name));
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).trim();
}

const writeText = (folder: string, name: string, text: string): Promise<void> =>
  writeDurably(join(folder, name), [new TextEncoder().encode(`${text}\n`)]);
