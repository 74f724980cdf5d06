/** What reached a disk of a file system's own: the kernel's count for that device, file system's journal, metadata and all. */
import { readFileSync } from "node:fs";

const SECTOR_BYTES = 512;
/** Of `/sys/block/DEVICE/stat`, counted from 0 (Documentation/block/stat.rst). */
const SECTORS_WRITTEN = 6;

/** @param text of `/sys/block/DEVICE/stat`. @returns bytes written since the device is there */
export function parseBytesWritten(text: string): number {
  const field = text.trim().split(/\s+/)[SECTORS_WRITTEN];
  if (field === undefined || !/^\d+$/.test(field)) throw new Error(`no count of sectors written: ${text}`);
  return Number(field) * SECTOR_BYTES;
}

/** @param text of `/proc/self/mountinfo`. @returns the device that is mounted there last, as `7:3` */
export function parseDeviceAt(text: string, folder: string): string {
  const found = text
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .filter((fields) => fields[4] === folder)
    .at(-1)?.[2];
  if (found === undefined) throw new Error(`nothing is mounted at ${folder}`);
  return found;
}

/** Of the disk that is mounted there. */
export function bytesWrittenAt(folder: string): number {
  const device = parseDeviceAt(readFileSync("/proc/self/mountinfo", "utf8"), folder);
  return parseBytesWritten(readFileSync(`/sys/dev/block/${device}/stat`, "utf8"));
}
