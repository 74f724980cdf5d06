import { expect, test } from "vitest";
import { StoreError } from "../store/errors.ts";
import { BackupError, placeError } from "./errors.ts";

const system = (code: string) =>
  Object.assign(new Error(`${code}: said the system`), { code, syscall: "write" });

test.each([
  ["a disk without room", "ENOSPC", "backup.full"],
  ["a quota that is used up", "EDQUOT", "backup.full"],
  ["FAT, and a file of 4 GiB", "EFBIG", "backup.full"],
  ["a file system that may only be read", "EROFS", "backup.read-only"],
  ["another owner", "EACCES", "backup.read-only"],
  ["a place that does not let go", "EPERM", "backup.read-only"],
  ["a stick that was pulled", "ENODEV", "backup.gone"],
  ["a share whose other end restarted", "ESTALE", "backup.gone"],
  ["a disk that fails", "EIO", "backup.io"],
])("%s is %s: %s", (_, code, is) => {
  expect(placeError("copy a file", system(code))).toMatchObject({ code: is });
  // As the store's own files wrap it.
  const wrapped = new StoreError("store.io", "erase a file", { cause: system(code) });
  expect(placeError("remove a file", wrapped)).toMatchObject({ code: is });
});

test("what the store says while it is read is not blamed on the place", () => {
  const damaged = new StoreError("store.damaged", "the index is damaged");
  expect(placeError("copy a file", damaged)).toBe(damaged);
  const own = new BackupError("backup.cancelled", "stopped");
  expect(placeError("copy a file", own)).toBe(own);
});
