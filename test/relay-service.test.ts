/** systemd/pawpost-relay.service: the unit that an operator installs, as far as one can see without a running systemd. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const HAS_SYSTEMD = existsSync("/usr/bin/systemd-analyze");
let folder: string;
let unit: string;
let text: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawpost-unit-"));
  unit = join(folder, "pawpost-relay.service");
  text = await readFile(join(root, "systemd/pawpost-relay.service"), "utf8");
  // This clone stands where an operator has theirs.
  await writeFile(unit, text.replaceAll("/opt/pawpost/", root));
});
afterAll(() => rm(folder, { recursive: true }));

const analyze = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync("systemd-analyze", words, { encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
};

test.skipIf(!HAS_SYSTEMD)("systemd finds nothing wrong with it", () => {
  expect(analyze("verify", unit)).toEqual({ status: 0, said: "" });
});

test.skipIf(!HAS_SYSTEMD)(
  "systemd counts an exposure of at most 1.5, and more for a unit without its sandbox",
  async () => {
    const judge = (path: string) =>
      analyze("security", "--offline=true", "--threshold=15", "--no-pager", path);
    expect(judge(unit)).toMatchObject({
      status: 0,
      said: expect.stringMatching(/Overall exposure level .*: (?:0\.|1\.[0-5])/),
    });
    const open = join(folder, "pawpost-open.service");
    await writeFile(
      open,
      text.replaceAll("/opt/pawpost/", root).replace(/^(?:Protect|Private|Restrict|SystemCall).*$/gm, ""),
    );
    expect(judge(open).status).not.toBe(0);
  },
);

test("the unit says what the sandbox is made of, line by line", () => {
  const lines = text.split("\n");
  for (const line of [
    "User=pawpost-relay",
    "UMask=0077",
    "StateDirectoryMode=0700",
    "NoNewPrivileges=yes",
    "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateDevices=yes",
    "ProtectProc=invisible",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
    "SystemCallFilter=~@privileged @resources",
    "SocketBindDeny=any",
    "MemorySwapMax=0",
    "LimitCORE=0",
    "RestartPreventExitStatus=78",
  ])
    expect(lines).toContain(line);
});

test("what it starts runs with what the unit gives it, and ends with 78 where starting again would not help", () => {
  const start = (env: Record<string, string>) =>
    spawnSync(join(root, "scripts/relay-service"), {
      encoding: "utf8",
      env: { PATH: "/usr/bin:/bin", ...env },
      timeout: 20_000,
    });
  const { status, stdout } = start({ NODE_OPTIONS: "--no-such-option" });
  expect(status).toBe(78);
  expect(JSON.parse(stdout)).toMatchObject({
    failed: "relay.settings",
    message: expect.stringContaining("PAWPOST_RELAY_ZONE is not set"),
  });
});
