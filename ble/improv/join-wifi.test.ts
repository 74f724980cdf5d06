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
case "$*" in *connect\\ *) read -r said; printf '%s\\n' "$said" >"${folder.path}/said"; echo "Error: $said" >&2; [ "$said" = '${passphrase}' ] ;; esac
`,
  );
  await chmod(program, 0o755);
  const text = (name: string) => readFile(join(folder.path, name), "utf8");
  return { program, calls: async () => (await text("calls")).trim().split("\n"), said: () => text("said") };
}

test("the passphrase goes in by standard input, and stands on no command line", async () => {
  const nmcli = await playedNmcli("a 'quiet' $house; \\n");
  const settings = { name: "Upstairs $(id) -x", passphrase: "four lanterns beside" };
  expect(await makeJoinWifi(nmcli.program)(settings)).toBe(false);
  expect(await nmcli.said()).toBe("four lanterns beside\n");
  const joining = "--wait 40 --ask device wifi connect Upstairs $(id) -x name pawpost-wifi";
  const leaving = "connection delete id pawpost-wifi";
  // A wrong one is not kept: it would be tried again at each start.
  expect(await nmcli.calls()).toEqual([leaving, joining, leaving]);
});

test("a right one is kept", async () => {
  const nmcli = await playedNmcli("four lanterns beside");
  expect(await makeJoinWifi(nmcli.program)({ name: "Upstairs", passphrase: "four lanterns beside" })).toBe(
    true,
  );
  expect((await nmcli.calls()).at(-1)).toContain("device wifi connect");
});

test("on a machine without NetworkManager nothing is joined", async () =>
  expect(await makeJoinWifi("/nonexistent/nmcli")({ name: "a", passphrase: "b" })).toBe(false));
