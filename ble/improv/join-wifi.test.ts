import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { makeJoinWifi } from "./join-wifi.ts";

/** Notes each call, and what came on its standard input; joins where that is the passphrase. */
async function playedNmcli(passphrase: string) {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const program = join(folder.path, "nmcli");
  await writeFile(
    program,
    `#!/bin/sh
printf '%s\\n' "$*" >>"${folder.path}/calls"
case "$*" in *connect\\ *) env >"${folder.path}/environment"; read -r said; printf '%s\\n' "$said" >"${folder.path}/said"; echo "Error: $said" >&2; [ "$said" = '${passphrase}' ] ;; esac
`,
  );
  await chmod(program, 0o755);
  const text = (name: string) => readFile(join(folder.path, name), "utf8");
  return {
    program,
    calls: async () => (await text("calls")).trim().split("\n"),
    said: () => text("said"),
    environment: () => text("environment"),
  };
}

const leaving = "connection delete id pawpost-wifi-tried";
const looking = "--wait 15 device wifi list --rescan auto";
const joining = (name: string) => `--wait 40 --ask device wifi connect ${name} name pawpost-wifi-tried`;

test("the passphrase goes in by standard input, and stands on no command line and in no environment", async () => {
  const nmcli = await playedNmcli("another");
  const settings = { name: "Upstairs $(id) -x", passphrase: "four lanterns beside" };
  expect(await makeJoinWifi(nmcli.program)(settings)).toBe(false);
  expect(await nmcli.said()).toBe("four lanterns beside\n");
  expect(await nmcli.environment()).toMatch(/^LC_ALL=C.UTF-8$/m);
  expect(await nmcli.environment()).not.toMatch(/lanterns|Upstairs/);
  // A wrong one is not kept, since it would be tried again at each start; and one from before is not touched.
  expect(await nmcli.calls()).toEqual([leaving, looking, joining("Upstairs $(id) -x"), leaving]);
});

test("a right one is kept, whatever is in it, and takes the place of the one before", async () => {
  const passphrase = 'four lanterns beside our kettle "quiet" $house; \\n ü `id`';
  const nmcli = await playedNmcli(passphrase);
  expect(await makeJoinWifi(nmcli.program)({ name: "Upstairs", passphrase })).toBe(true);
  expect(await nmcli.calls()).toEqual([
    leaving,
    looking,
    joining("Upstairs"),
    "connection delete id pawpost-wifi",
    "connection modify id pawpost-wifi-tried connection.id pawpost-wifi",
  ]);
});

test("on a machine without NetworkManager nothing is joined", async () =>
  expect(
    await makeJoinWifi("/nonexistent/nmcli")({ name: "a", passphrase: "four lanterns beside our kettle" }),
  ).toBe(false));
