/** Who may come is the folder's to say; asked of the system by users of their own where the tests run as root. */
import { spawnSync } from "node:child_process";
import { chmod, chown, mkdir, readFile, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { listenLocally } from "./listen-locally.ts";
import { sharedSecret } from "./shared-secret.ts";

const IS_ROOT = process.getuid?.() === 0;
/** Nobody's on an ordinary machine. */
const [GUEST, STRANGER] = [64_301, 64_302];

let dir: Awaited<ReturnType<typeof makeTempDir>>;
beforeEach(async () => {
  dir = await makeTempDir();
});
afterEach(() => dir[Symbol.asyncDispose]());

const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);

test("a folder that is not there is made for its owner, and so is what lies in it", async () => {
  await using _socket = await listenLocally(createServer(), join(dir.path, "for-ble/mqtt.sock"));
  const secret = await sharedSecret(join(dir.path, "for-ble/credential"));
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(await readFile(join(dir.path, "for-ble/credential"), "utf8")).toBe(`${secret}\n`);
  expect(await modeOf(join(dir.path, "for-ble"))).toBe("700");
  expect(await modeOf(join(dir.path, "for-ble/mqtt.sock"))).toBe("600");
  expect(await modeOf(join(dir.path, "for-ble/credential"))).toBe("600");
});

test("a secret stays what it is for as long as it lies there", async () => {
  const path = join(dir.path, "for-ble/credential");
  const first = await sharedSecret(path);
  expect(await sharedSecret(path)).toBe(first);
  expect(await sharedSecret(join(dir.path, "for-other/credential"))).not.toBe(first);
});

test.runIf(IS_ROOT)(
  "a folder's group comes in where the folder lets it through, and nobody else",
  async () => {
    const folder = join(dir.path, "for-ble");
    await mkdir(folder);
    await chown(folder, 0, GUEST);
    await chmod(folder, 0o2710);
    await chmod(dir.path, 0o755);
    const server = createServer((visitor) => visitor.end());
    await using _socket = await listenLocally(server, join(folder, "mqtt.sock"));
    await sharedSecret(join(folder, "credential"));
    expect(await modeOf(join(folder, "mqtt.sock"))).toBe("660");
    expect(await modeOf(join(folder, "credential"))).toBe("640");

    const as = (id: number, script: string) =>
      spawnSync("setpriv", [`--reuid=${id}`, `--regid=${id}`, "--clear-groups", "perl", "-e", script], {
        encoding: "utf8",
      }).stdout;
    const read = `open my $f, "<", "${folder}/credential" or die; print "read"`;
    const dial = `use IO::Socket::UNIX; print "dialled" if IO::Socket::UNIX->new(Peer => "${folder}/mqtt.sock")`;
    const write = `open my $f, ">>", "${folder}/credential" or die; print "written"`;
    const put = `open my $f, ">", "${folder}/mine" or die; print "put"`;
    expect([read, dial, write, put].map((script) => as(GUEST, script))).toEqual(["read", "dialled", "", ""]);
    expect([read, dial, write, put].map((script) => as(STRANGER, script))).toEqual(["", "", "", ""]);
  },
);
