import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { PROJECT_KEYS } from "../hub/project-signature/project-keys.ts";

// What it does on a machine: test/end-to-end/installed.test.ts
test("whoever pastes one line believes the same keys as a hub", () => {
  const script = readFileSync(fileURLToPath(new URL("install.sh", import.meta.url)), "utf8");
  const [, keys = "none"] = /^ {2}keys='([^']*)'$/m.exec(script) ?? [];
  expect(keys.split(/\s+/).filter((key) => key !== "")).toEqual(PROJECT_KEYS);
});
