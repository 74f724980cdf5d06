import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { sha256 } from "../../hub/contract/sha256.ts";
import type { Archive, SharedClips, WaitingClips } from "../../hub/ports/clip-store.ts";
import { anId, listOf } from "../support/store-rig.ts";

const bytes = (length: number) => Uint8Array.from(randomBytes(length));
const idsOf = async (store: Archive | WaitingClips) => (await listOf(store.ids())).sort();

/**
 * @param reopen ends whoever held the store and gives what its successor sees; empty at first in each test
 * @param name makes the store's owner name an id, as a message does: only then a clip outlives a killed owner
 */
export function archiveContract(reopen: () => Promise<Archive>, name: (id: string) => Promise<void>): void {
  test("keeps a sealed file as it is", async () => {
    const [id, sealed] = [anId(), bytes(100_000)];
    await (await reopen()).put(id, sealed);
    await name(id);
    const archive = await reopen();
    expect(await archive.get(id)).toEqual(sealed);
    expect(await archive.get(anId())).toBeUndefined();
  });

  test("takes the same bytes twice and no others", async () => {
    const archive = await reopen();
    const [id, sealed] = [anId(), bytes(1_000)];
    await archive.put(id, sealed);
    await archive.put(id, sealed);
    await expect(archive.put(id, bytes(1_000))).rejects.toMatchObject({ code: "store.exists" });
    expect(await archive.get(id)).toEqual(sealed);
  });

  test("lists what it has and forgets what was deleted", async () => {
    const archive = await reopen();
    const ids = [anId(), anId(), anId()].sort();
    for (const id of ids) await archive.put(id, bytes(500));
    for (const id of ids) await name(id);
    expect(await idsOf(archive)).toEqual(ids);
    const [gone = "", ...left] = ids;
    await archive.delete(gone);
    await archive.delete(gone);
    expect(await archive.get(gone)).toBeUndefined();
    expect(await idsOf(archive)).toEqual(left);
    expect(await idsOf(await reopen())).toEqual(left);
  });

  test("replaces a file by the one that lies beside it, and by no other", async () => {
    const archive = await reopen();
    const [id, old, next] = [anId(), bytes(3_000), bytes(3_000)];
    await expect(archive.stage(id, next)).rejects.toMatchObject({ code: "store.missing" });
    await archive.put(id, old);
    await name(id);
    expect(await archive.replace(id, await sha256(next))).toBeUndefined();
    expect(await archive.stage(id, next)).toEqual(next);
    expect(await archive.get(id)).toEqual(old);
    expect(await archive.replace(id, await sha256(old))).toBeUndefined();
    expect(await archive.get(id)).toEqual(old);
    expect(await archive.replace(id, await sha256(next))).toBe(3_000);
    expect(await archive.get(id)).toEqual(next);
    expect(await (await reopen()).get(id)).toEqual(next);
  });

  test("gives a file at any moment while it is replaced", async () => {
    const archive = await reopen();
    const [id, old, next] = [anId(), bytes(60_000), bytes(60_000)];
    await archive.put(id, old);
    await name(id);
    await archive.stage(id, next);
    const replacing = archive.replace(id, await sha256(next));
    const seen = await Promise.all(Array.from({ length: 20 }, () => archive.get(id)));
    await replacing;
    for (const one of seen) expect([old, next]).toContainEqual(one);
  });

  test("leaves nothing of a file that lay beside one that was deleted", async () => {
    const archive = await reopen();
    const [id, old, next] = [anId(), bytes(3_000), bytes(3_000)];
    await archive.put(id, old);
    await archive.stage(id, next);
    await archive.delete(id);
    expect(await archive.replace(id, await sha256(next))).toBeUndefined();
    expect(await archive.get(id)).toBeUndefined();
  });
}

/** As {@link archiveContract}. */
export function waitingClipsContract(
  reopen: () => Promise<WaitingClips>,
  name: (id: string) => Promise<void>,
): void {
  test("keeps clips until they are deleted", async () => {
    let waiting = await reopen();
    const clips = new Map([anId(), anId()].map((id) => [id as string, bytes(20_000)]));
    for (const [id, clip] of clips) await waiting.put(id, clip);
    for (const id of clips.keys()) await name(id);
    waiting = await reopen();
    for (const [id, clip] of clips) expect(await waiting.get(id)).toEqual(clip);
    expect(await idsOf(waiting)).toEqual([...clips.keys()].sort());
    expect(await waiting.get(anId())).toBeUndefined();

    const [gone = "", left = ""] = clips.keys();
    await waiting.delete(gone);
    await waiting.delete(gone);
    expect(await waiting.get(gone)).toBeUndefined();
    expect(await idsOf(await reopen())).toEqual([left]);
  });

  test("puts a newer clip in the place of an older one", async () => {
    const waiting = await reopen();
    const [id, newer] = [anId(), bytes(10)];
    await waiting.put(id, bytes(30));
    await waiting.put(id, newer);
    expect(await waiting.get(id)).toEqual(newer);
  });
}

interface ShareOwner {
  readonly shares: SharedClips;
  /** Makes the message's record name these shares, and no others. */
  name(
    message: string,
    shares: readonly { readonly recipient: string; readonly sha256: string }[],
  ): Promise<void>;
}

/** @param reopen as above */
export function sharedClipsContract(reopen: () => Promise<ShareOwner>): void {
  test("keeps one file for each message and recipient, as it was put", async () => {
    let { shares, name } = await reopen();
    const id = anId();
    const files = [bytes(9_000), bytes(9_000)];
    const named: { recipient: string; sha256: string }[] = [];
    for (const [at, file] of files.entries())
      named.push({ recipient: `age1${at}`, sha256: await shares.put(id, `age1${at}`, file) });
    await name(id, named);
    ({ shares, name } = await reopen());
    for (const [at, { recipient, sha256 }] of named.entries())
      expect(await shares.get(id, recipient, sha256)).toEqual(files[at]);
  });

  test("gives out nothing but what the record names by its hash", async () => {
    const { shares } = await reopen();
    const id = anId();
    const sha256 = await shares.put(id, "age1a", bytes(500));
    await expect(shares.get(id, "age1a", "ab".repeat(32))).rejects.toMatchObject({ code: "store.damaged" });
    await expect(shares.get(id, "age1b", sha256)).rejects.toMatchObject({ code: "store.damaged" });
    await expect(shares.get(anId(), "age1a", sha256)).rejects.toMatchObject({ code: "store.damaged" });
  });

  test("forgets what was deleted, once and for all, and leaves the others", async () => {
    const { shares } = await reopen();
    const id = anId();
    const [gone, left] = [
      await shares.put(id, "age1a", bytes(500)),
      await shares.put(id, "age1b", bytes(500)),
    ];
    await shares.delete(id, "age1a");
    await shares.delete(id, "age1a");
    await expect(shares.get(id, "age1a", gone)).rejects.toMatchObject({ code: "store.damaged" });
    expect(await shares.get(id, "age1b", left)).toBeDefined();
  });
}
