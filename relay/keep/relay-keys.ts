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
 * @throws KeepError `keep.damaged`; StoreError
 */
export async function openRelayKeys(folder: string, now: () => number): Promise<RelayKeys> {
  const known = await readText(folder, "node.credential");
  const seed = await readSeed(folder, "operator.key");
  const node = openHubSigner((await readSeed(folder, "node.key")) ?? (await makeSeed(folder, "node.key")));
  if (known !== undefined) {
    const { by, said } = await readCredential("node", known);
    if (said.node !== node.publicKey)
      throw new KeepError("keep.damaged", "node.credential is of another node.key");
    const operatorSigner = seed === undefined ? undefined : openHubSigner(seed);
    if (operatorSigner !== undefined && operatorSigner.publicKey !== by)
      throw new KeepError("keep.damaged", "node.credential is of another operator.key");
    return { operator: by, operatorSigner, node, credential: known };
  }
  const operatorSigner = openHubSigner(seed ?? (await makeSeed(folder, "operator.key")));
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
