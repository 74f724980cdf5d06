/**
 * The device key, the pepper and the seeds of the hub's signing key and of its key for push services: 32 random bytes each, one
 * file each, made once.
 *
 *   pawpost-device-key-1 <base64url, 32 bytes> <first 8 hex digits of the bytes' SHA-256>
 *
 * What lies in files and index is sealed under keys drawn from it by HKDF (RFC 5869), one per purpose. Here the key is a
 * file on the card; docs/storage.md says what that is worth.
 */
import { createHash, createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { chmod, stat } from "node:fs/promises";
import { join } from "node:path";
import type { KeyFile } from "../ports/backup-source.ts";
import { eraseDurably, readIfThere, writeDurably } from "./durable-file.ts";
import { StoreError } from "./errors.ts";

const FILES = {
  device: { file: "device.key", label: "pawpost-device-key-1" },
  pepper: { file: "pepper.key", label: "pawpost-pepper-1" },
  signing: { file: "signing.key", label: "pawpost-signing-key-1" },
  push: { file: "push.key", label: "pawpost-push-key-1" },
} as const satisfies Record<string, { file: string; label: string }>;

const KEY_BYTES = 32;

export type Random = (bytes: number) => Uint8Array;

/** @returns the key's bytes, `undefined` when it was never made. @throws StoreError `store.damaged` */
export async function readKeyFile(
  dir: string,
  which: keyof typeof FILES,
): Promise<Buffer<ArrayBuffer> | undefined> {
  const path = join(dir, FILES[which].file);
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const key = parseKey(which, bytes);
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
  return key;
}

function parseKey(which: keyof typeof FILES, bytes: Uint8Array): Buffer<ArrayBuffer> {
  const { file, label } = FILES[which];
  const [name, text, check] = Buffer.from(bytes).toString("latin1").trimEnd().split(" ");
  const key = Buffer.from(text ?? "", "base64url");
  if (name !== label || key.byteLength !== KEY_BYTES || check !== checkOf(key)) {
    throw new StoreError("store.damaged", `${file} is damaged`);
  }
  return key;
}

export async function makeKeyFile(
  dir: string,
  which: keyof typeof FILES,
  random: Random,
): Promise<Buffer<ArrayBuffer>> {
  const { file, label } = FILES[which];
  const key = Buffer.from(random(KEY_BYTES));
  if (key.byteLength !== KEY_BYTES) throw new RangeError("a key takes 32 random bytes");
  await writeDurably(join(dir, file), [
    Buffer.from(`${label} ${key.toString("base64url")} ${checkOf(key)}\n`),
  ]);
  return key;
}

/** All key files as they lie there, for a backup: who opens it goes on as this hub. */
export async function copyKeyFiles(dir: string): Promise<readonly KeyFile[]> {
  const copies: KeyFile[] = [];
  for (const { file } of Object.values(FILES)) {
    const bytes = await readIfThere(join(dir, file));
    if (bytes === undefined) throw new StoreError("store.key-missing", `${file} is gone`);
    copies.push({ name: file, bytes });
  }
  return copies;
}

/** Puts them into a new store's folder; each is looked at before it is believed. @throws StoreError `store.damaged`, `store.key-missing` */
export async function layKeyFiles(dir: string, copies: readonly KeyFile[]): Promise<void> {
  for (const which of Object.keys(FILES) as (keyof typeof FILES)[]) {
    const { file } = FILES[which];
    const copy = copies.find(({ name }) => name === file);
    if (copy === undefined) throw new StoreError("store.key-missing", `${file} is not in the backup`);
    parseKey(which, copy.bytes);
    await writeDurably(join(dir, file), [copy.bytes]);
  }
}

/** One of them by its name, 32 bytes. @throws StoreError as above */
export function keyIn(copies: readonly KeyFile[], which: keyof typeof FILES): Buffer<ArrayBuffer> {
  const copy = copies.find(({ name }) => name === FILES[which].file);
  if (copy === undefined) throw new StoreError("store.key-missing", `${FILES[which].file} is not there`);
  return parseKey(which, copy.bytes);
}

/** Without them nothing that lies under them can be read, by anybody. */
export async function eraseKeyFiles(dir: string): Promise<void> {
  for (const { file } of Object.values(FILES)) await eraseDurably(join(dir, file));
}

const checkOf = (key: Uint8Array) => createHash("sha256").update(key).digest("hex").slice(0, 8);

/** One key per purpose, so that no value can be passed off as one of another kind. */
export interface DeviceKeys {
  readonly values: KeyObject;
  readonly sidecars: KeyObject;
  readonly waiting: KeyObject;
  readonly household: KeyObject;
  readonly reports: KeyObject;
  readonly library: KeyObject;
  /** The name under which an id is kept: nobody without the key can go from one to the other. 16 bytes. */
  nameOf(id: string): Buffer;
}

export function deriveDeviceKeys(device: Uint8Array): DeviceKeys {
  const subkey = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync("sha256", device, "", `pawpost/1/${purpose}`, KEY_BYTES)));
  const names = subkey("names");
  return {
    values: subkey("index-values"),
    sidecars: subkey("sidecars"),
    waiting: subkey("waiting-clips"),
    household: subkey("household-file"),
    reports: subkey("report-files"),
    library: subkey("library-files"),
    nameOf: (id) => createHmac("sha256", names).update(id).digest().subarray(0, 16),
  };
}
