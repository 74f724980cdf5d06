/** What is tried of an attack by day and at night: whatever asks for a size is found at night, too. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SIZES = "test/attacks/sizes.ts";
const ASKS = /\b(?:(?:size|timeFor)\(\s*"(?<name>\w+)"|(?<table>takenOut|furtherBarrier)\()/g;

test("every file that asks for a size is one of those that scripts/nightly runs for it, and no other is", () => {
  const listed = execFileSync(process.execPath, [join(ROOT, SIZES)], { encoding: "utf8" })
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t").slice(0, 2).join(" "));
  const asking = ["ble", "hub", "test"]
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => path.endsWith(".test.ts") && path !== "test/attacks/sizes.test.ts")
    .flatMap((path) =>
      [...readFileSync(join(ROOT, path), "utf8").matchAll(ASKS)].map(
        ({ groups }) => `${groups?.name ?? "barriers"} ${path}`,
      ),
    );
  expect(listed.toSorted()).toEqual([...new Set(asking)].toSorted());
});
