import { expect, test } from "vitest";
import { parseBytesWritten, parseDeviceAt } from "./block-writes.ts";

// Form: Documentation/block/stat.rst of Linux.
const STAT =
  "    1404        0    56746      204     1060      331   182736      688        0      872     1004        0        0        0        0      111      111\n";
// Form: proc_pid_mountinfo(5).
const MOUNTS = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
90 22 0:40 / /tmp/disk rw - tmpfs tmpfs rw
91 90 7:3 / /tmp/disk rw,relatime - ext4 /dev/loop3 rw
`;

test("counts what was written in sectors of 512 bytes, however large the disk's own are", () =>
  expect(parseBytesWritten(STAT)).toBe(182_736 * 512));

test("says so where the kernel tells nothing", () => {
  expect(() => parseBytesWritten("")).toThrow("no count of sectors");
  expect(() => parseBytesWritten("1 2 3 4 5 6 many")).toThrow("no count of sectors");
});

test("finds the device that was mounted last at a folder", () => {
  expect(parseDeviceAt(MOUNTS, "/tmp/disk")).toBe("7:3");
  expect(() => parseDeviceAt(MOUNTS, "/tmp")).toThrow("nothing is mounted");
});
