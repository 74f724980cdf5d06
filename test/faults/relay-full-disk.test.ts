/**
 * A relay whose disk is full to its last byte, a small one of its own: visitors do not notice, nobody is enrolled who could not be taken back, an
 * invitation is as good afterwards, what was taken back stays so, and it starts again. Each barrier is taken out of a copy of the source.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { hasOwnDisk, onOwnDisk } from "../support/own-disk.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const run = promisify(execFile);
const scenario = fileURLToPath(new URL("relay-full-disk-scenario.ts", import.meta.url));
const LONG = { timeout: 120_000 };

async function liveThrough(root: string): Promise<Readonly<Record<string, unknown>>> {
  await using disk = await makeTempDir();
  const { command, args } = onOwnDisk(disk.path, "512k", [process.execPath, scenario, root]);
  const { stdout } = await run(command, args, { env: { ...process.env, TMPDIR: disk.path } });
  const facts = stdout.trim().split("\n");
  return Object.fromEntries(
    facts.map((line) => {
      const { fact, value } = JSON.parse(line) as { fact: string; value: unknown };
      return [fact, value];
    }),
  );
}

const HELD = {
  "reached at first": true,
  "reached when full": true,
  "enrolled when full": "wire.unavailable",
  "on the list when full": false,
  "taken back when full": "store.disk-full",
  "who was taken back before": "wire.revoked",
  "started again when full": "ok",
  "reached after that": true,
  "enrolled by the same invitation": "ok",
  "on the list when there is room": true,
  "taken back when there is room": "ok",
  "who was taken back now": "wire.revoked",
};

test.skipIf(!hasOwnDisk)("a relay lives through a full disk", LONG, async () => {
  expect(await liveThrough(fileURLToPath(new URL("../../", import.meta.url)))).toEqual(HELD);
});

test.skipIf(!hasOwnDisk).each<[string, Patch, object]>([
  [
    "a hub that is enrolled only when that is written down",
    {
      file: "relay/enrol/enrol-path.ts",
      find: "        await taken.giveBack();\n        throw error;",
      replace: "        void error;",
    },
    { "enrolled when full": "ok", "on the list when full": false },
  ],
  [
    "an invitation that is given back",
    { file: "relay/enrol/enrol-path.ts", find: "        await taken.giveBack();\n", replace: "" },
    { "enrolled by the same invitation": "wire.wrong-code" },
  ],
  [
    "lists that are written beside, and then put in place",
    {
      file: "hub/store/durable-file.ts",
      find: "    const temporary = await writeTemporary(incoming, parts);\n",
      replace:
        '    if (path.endsWith("revocations")) {\n      const file = await open(path, "w");\n      for (const part of parts) await writeAll(file, part).finally(() => file.close());\n      return;\n    }\n    const temporary = await writeTemporary(incoming, parts);\n',
    },
    { "started again when full": "keep.damaged" },
  ],
])("without %s it does not", LONG, async (_, patch, facts) => {
  await using copy = await makePatchedCopy([patch], ["relay"]);
  expect(await liveThrough(copy.path("."))).toMatchObject(facts);
});
