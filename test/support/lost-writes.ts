/**
 * What a disk lost that failed while something was flushed. The kernel still shows it, to everybody, until the machine starts again: what
 * was to be written is in memory, and taken for written (fsync(2), EIO). So it is taken out of the files by hand, when the process
 * has ended: bytes become zeros, and names go that were not flushed either.
 */
import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { DiskCall } from "./disk-calls.ts";

interface Bytes {
  readonly from: number;
  readonly to: number;
}

interface FileState {
  /** Where `write` goes on. */
  at: number;
  unflushed: Bytes[];
  lost: Bytes[];
}

interface Disk {
  readonly before: ReadonlySet<string>;
  readonly files: Map<string, FileState>;
  /** By folder: names in it that came since it was flushed. */
  readonly unflushed: Map<string, Set<string>>;
  readonly lost: Set<string>;
}

/** The kernel writes whole pages: a later write beside it brings what was lost along. So it is with names in a folder. */
const PAGE = 4_096;
const page = ({ from, to }: Bytes): Bytes => ({ from: from - (from % PAGE), to: to - (to % PAGE) + PAGE });
const meet = (a: Bytes, b: Bytes) => a.from < b.to && b.from < a.to;

/** @param before files that were there when the process began */
export async function loseUnflushed(calls: readonly DiskCall[], before: ReadonlySet<string>): Promise<void> {
  const disk: Disk = { before, files: new Map(), unflushed: new Map(), lost: new Set() };
  for (const call of calls) note(disk, call);
  for (const [path, { lost }] of disk.files) {
    if (lost.length === 0) continue;
    await using file = await open(path, "r+");
    const { size } = await file.stat();
    for (const { from, to } of lost) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(to, size) - from));
      await file.write(bytes, 0, bytes.byteLength, from);
    }
  }
  for (const path of disk.lost) await rm(path, { force: true });
}

function note(disk: Disk, { name, path, to, args, result, injected }: DiskCall): void {
  const file = disk.files.get(path) ?? { at: 0, unflushed: [], lost: [] };
  if (name === "fsync" || name === "fdatasync") {
    // Broken off by a signal, nothing was lost, and nothing flushed.
    if (injected !== "EINTR") flush(disk, path, file, injected !== undefined);
  }
  if (result < 0) return;
  if (name === "openat" && args.includes("O_CREAT")) {
    if (isNew(disk, path)) appear(disk, path);
    file.at = 0;
    disk.files.set(path, file);
  }
  if (name === "write") {
    file.unflushed.push({ from: file.at, to: file.at + result });
    file.at += result;
  }
  if (name === "pwrite64") {
    const from = Number(args.slice(args.lastIndexOf(",") + 1));
    file.unflushed.push({ from, to: from + result });
    disk.files.set(path, file);
  }
  if (name.startsWith("rename") && to !== undefined) {
    // What it takes the place of cannot be had back here: only a new name can be lost.
    if (isNew(disk, to) || disk.lost.has(to)) appear(disk, to);
    disk.files.delete(path);
    disk.files.set(to, file);
    vanish(disk, path);
  }
  if (name.startsWith("unlink")) {
    disk.files.delete(path);
    vanish(disk, path);
  }
}

const isNew = ({ before, files }: Disk, path: string) => !before.has(path) && !files.has(path);

function flush(disk: Disk, path: string, file: FileState, hasFailed: boolean): void {
  if (hasFailed) file.lost.push(...file.unflushed);
  else file.lost = file.lost.filter((bytes) => !file.unflushed.some((other) => meet(bytes, page(other))));
  file.unflushed = [];
  const names = disk.unflushed.get(path) ?? new Set();
  disk.unflushed.delete(path);
  if (hasFailed) for (const name of names) disk.lost.add(name);
  else if (names.size > 0) for (const name of disk.lost) if (dirname(name) === path) disk.lost.delete(name);
}

function appear(disk: Disk, path: string): void {
  const folder = dirname(path);
  disk.unflushed.set(folder, (disk.unflushed.get(folder) ?? new Set()).add(path));
  disk.lost.delete(path);
}

function vanish(disk: Disk, path: string): void {
  disk.unflushed.get(dirname(path))?.delete(path);
  disk.lost.delete(path);
}
