import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { asOwnerOf } from "./as-owner-of.ts";

const OTHER = 12_345;

test.runIf(process.getuid?.() === 0)(
  "what root makes in somebody's folder is theirs, and root is root again",
  async () => {
    // Where that other user may go: a test's own temporary folder is not.
    const parent = await mkdtemp("/tmp/paw-");
    onTestFinished(() => rm(parent, { recursive: true }));
    await chmod(parent, 0o755);
    const folder = join(parent, "hub");
    await mkdir(folder, { mode: 0o700 });
    await chown(folder, OTHER, OTHER);
    expect(await asOwnerOf(folder, () => writeFile(join(folder, "made"), "").then(() => "done"))).toBe(
      "done",
    );
    const { uid, gid } = await stat(join(folder, "made"));
    expect([uid, gid, process.geteuid?.(), process.getegid?.()]).toEqual([OTHER, OTHER, 0, 0]);
    await expect(asOwnerOf(folder, () => Promise.reject(new Error("broke off")))).rejects.toThrow(
      "broke off",
    );
    expect([process.geteuid?.(), process.getegid?.()]).toEqual([0, 0]);
  },
);
