/** systemd/: the units of an installed system, and a relay's, as far as one can see without starting them. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOM_PORT } from "../hub/contract/room-line.ts";
import { SMART_HOME_PORT } from "../hub/contract/smart-home.ts";
import { RESTART_LADDER } from "../scripts/supervisor/keep-running.ts";
import { SMALL_MEMORY } from "../scripts/supervisor/node-flags.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const HAS_SYSTEMD = existsSync("/usr/bin/systemd-analyze");
if (!HAS_SYSTEMD && process.env.CI)
  throw new Error("units cannot be judged here: Debian's systemd is not installed");

/** What systemd may count of each at most, in tenths: only who opens HCI sockets has rights of its own. */
const EXPOSURE = { hub: 15, ble: 25, link: 15, relay: 15 } as const;
type Unit = keyof typeof EXPOSURE;
const UNITS = Object.keys(EXPOSURE) as Unit[];
/** Nor more of those that run for moments: one looks at the house each day; two of root's bring a newer version in, or take half a one back; one hears of the Wi-Fi. */
const JUDGED = { ...EXPOSURE, check: 15, update: 15, settle: 15, goodbye: 15, improv: 25 } as const;
type Judged = keyof typeof JUDGED;
const ALL_JUDGED = Object.keys(JUDGED) as Judged[];
const textOf = (unit: Judged) => readFileSync(join(root, `systemd/pawpost-${unit}.service`), "utf8");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawpost-units-"));
  // This clone stands where an installed system has the program, and nobody has those users here.
  for (const name of readdirSync(join(root, "systemd")).filter((one) =>
    /\.(?:service|socket|path|target|mount|timer)$/.test(one),
  )) {
    const text = readFileSync(join(root, "systemd", name), "utf8");
    await writeFile(join(folder, name), text.replaceAll(/\/opt\/pawpost\/(?:current\/|updater\/)?/g, root));
  }
});
afterAll(() => rm(folder, { recursive: true }));

const analyze = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync("systemd-analyze", words, { encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
};
const judge = (path: string, threshold: number) =>
  analyze("security", "--offline=true", `--threshold=${threshold}`, "--no-pager", path);
/** What it marks as a weakness, by the names of its table. */
const crosses = (said: string) => [...said.matchAll(/^✗ (\S+)/gm)].map(([, name = ""]) => name).toSorted();

test.runIf(HAS_SYSTEMD)("systemd finds nothing wrong with any of them", () => {
  const names = readdirSync(folder).map((name) => join(folder, name));
  expect(names.length).toBeGreaterThan(7);
  expect(analyze("verify", "--man=no", ...names)).toEqual({ status: 0, said: "" });
});

test.runIf(HAS_SYSTEMD).each(ALL_JUDGED)(
  "%s is exposed little, and much without its sandbox",
  async (unit) => {
    const path = join(folder, `pawpost-${unit}.service`);
    const { status, said } = judge(path, JUDGED[unit]);
    expect(said).toMatch(/Overall exposure level .*: \d\.\d/);
    expect(status, said).toBe(0);
    await mkdir(join(folder, "open"), { recursive: true });
    const open = join(folder, "open", `pawpost-${unit}.service`);
    await writeFile(open, textOf(unit).replace(/^(?:Protect|Private|Restrict|SystemCall).*$/gm, ""));
    expect(judge(open, JUDGED[unit]).status).not.toBe(0);
  },
);

test.runIf(HAS_SYSTEMD)(
  "docs/security.md has a reason for each weakness that is left, and for no other",
  () => {
    const page = readFileSync(join(root, "docs/security.md"), "utf8");
    const table = page.slice(page.indexOf("### What systemd counts"));
    const explained = (unit: Judged) =>
      [...table.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)]
        .filter(([, , units = ""]) => units.split(", ").includes(unit))
        .map(([, name = ""]) => name.replaceAll("\\|", "|"));
    for (const unit of ALL_JUDGED) {
      const found = crosses(judge(join(folder, `pawpost-${unit}.service`), 100).said);
      expect(found.length, unit).toBeGreaterThan(0);
      expect([...new Set(explained(unit))].toSorted(), unit).toEqual([...new Set(found)]);
    }
  },
);

test.each(UNITS)("%s says what its sandbox is made of, line by line", (unit) => {
  const lines = textOf(unit).split("\n");
  for (const line of [
    "Type=notify",
    "WatchdogSec=30s",
    "Restart=always",
    "RestartPreventExitStatus=78",
    "StartLimitIntervalSec=0",
    `User=pawpost-${unit}`,
    "UMask=0077",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "ProtectHome=yes",
    "PrivateTmp=yes",
    "PrivateDevices=yes",
    "ProtectProc=invisible",
    "ProcSubset=pid",
    "RestrictNamespaces=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
    "SocketBindDeny=any",
    "MemorySwapMax=0",
    "LimitCORE=0",
    `SyslogIdentifier=pawpost-${unit}`,
  ])
    expect(lines).toContain(line);
});

test("only the radio has rights, and only these two; only the relay may have low ports", () => {
  const rights = (unit: Unit) => /^AmbientCapabilities=(.*)$/m.exec(textOf(unit))?.[1];
  const bounds = (unit: Unit) => /^CapabilityBoundingSet=(.*)$/m.exec(textOf(unit))?.[1];
  expect(UNITS.map((unit) => [unit, rights(unit), bounds(unit)])).toEqual([
    ["hub", undefined, ""],
    ["ble", "CAP_NET_RAW CAP_NET_ADMIN", "CAP_NET_RAW CAP_NET_ADMIN"],
    ["link", undefined, ""],
    ["relay", "CAP_NET_BIND_SERVICE", "CAP_NET_BIND_SERVICE"],
  ]);
});

test("the house check is the hub’s own user, with the one right that asks for the firewall", () => {
  const lines = textOf("check").split("\n");
  for (const line of [
    "Type=oneshot",
    "User=pawpost-hub",
    "AmbientCapabilities=CAP_NET_ADMIN",
    "CapabilityBoundingSet=CAP_NET_ADMIN",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "IPAddressDeny=any",
    "SocketBindDeny=any",
    "SuccessExitStatus=1 2",
  ])
    expect(lines).toContain(line);
});

test("what hears of the Wi-Fi has the radio’s two rights, this machine alone, an end, and none of the hub’s folders", () => {
  const lines = textOf("improv").split("\n");
  for (const line of [
    "Type=notify",
    "User=pawpost-improv",
    "AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN",
    "CapabilityBoundingSet=CAP_NET_RAW CAP_NET_ADMIN",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "PrivateDevices=yes",
    "InaccessiblePaths=-/var/lib/pawpost -/var/lib/pawpost-relay -/run/pawpost",
    "IPAddressDeny=any",
    "IPAddressAllow=localhost",
    "SocketBindDeny=any",
    "SystemCallFilter=~@privileged @resources",
    "LimitCORE=0",
    "RuntimeMaxSec=15min",
  ])
    expect(lines).toContain(line);
  // Nobody starts it again, and nobody switches it on by its name: its timer asks once.
  expect(textOf("improv")).not.toMatch(/^(?:Restart=|\[Install\])/m);
});

test("what the hub opens in the house by itself, its unit lets it open and the firewall lets the house reach", () => {
  const firewall = readFileSync(join(root, "systemd/pawpost.nft"), "utf8");
  const open = /set open \{[^}]*elements = \{ ([^}]*) \}/.exec(firewall)?.[1]?.split(", ");
  for (const port of [ROOM_PORT, SMART_HOME_PORT]) {
    expect(textOf("hub")).toContain(`SocketBindAllow=tcp:${port}\n`);
    expect(open).toContain(String(port));
  }
});

test("what updates has the rights to read, copy and lay down, and no network", () => {
  const bounds = (unit: Judged) => /^CapabilityBoundingSet=(.*)$/m.exec(textOf(unit))?.[1];
  expect([bounds("update"), bounds("settle")]).toEqual([
    "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_SETUID CAP_SETGID",
    "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER",
  ]);
  for (const unit of ["update", "settle"] as const) {
    const lines = textOf(unit).split("\n");
    for (const line of [
      "PrivateNetwork=yes",
      "RestrictAddressFamilies=AF_UNIX",
      "ProtectSystem=strict",
      "ProtectHome=yes",
    ])
      expect(lines).toContain(line);
    // Out of the version that last ran well: one that is on trial does not judge itself.
    expect(textOf(unit)).not.toMatch(/^Exec.*\/current\//m);
  }
});

test("the hub is denied every address outside the house, the radio all of them", () => {
  expect(textOf("hub")).toMatch(
    /^IPAddressDeny=any\nIPAddressAllow=localhost 10\.0\.0\.0\/8 172\.16\.0\.0\/12 192\.168\.0\.0\/16 169\.254\.0\.0\/16 fc00::\/7 fe80::\/10$/m,
  );
  expect(textOf("ble")).toMatch(/^IPAddressDeny=any$/m);
  expect(textOf("ble")).not.toMatch(/^IPAddressAllow/m);
  expect(textOf("ble")).toMatch(/^RestrictAddressFamilies=AF_UNIX AF_BLUETOOTH$/m);
});

test("they are started as scripts/start starts them: the same flags, the same ladder", () => {
  const launcher = readFileSync(join(root, "scripts/run-as-service"), "utf8");
  expect(launcher).toContain(`qw(${SMALL_MEMORY.join(" ")} --disable-proto=delete --disable-sigusr1)`);
  const waits = RESTART_LADDER.waitsMs.map((wait) => wait / 1_000).join(", ");
  expect(launcher).toContain(`my @waits  = (${waits});`);
  expect(launcher).toContain(`my $steady = ${RESTART_LADDER.steadyMs / 1_000};`);
});

/** As systemd does it, which listens on the other end. */
function start(program: string, env: Record<string, string>) {
  return spawnSync(join(root, "scripts/run-as-service"), [program], {
    encoding: "utf8",
    env: { PATH: "/usr/bin:/bin", NODE_COMPILE_CACHE: join(root, ".node/compile-cache"), ...env },
    timeout: 240_000,
  });
}

test("what is started runs with what the unit gives it, and ends with 78 where starting again would not help", async () => {
  const { status, stdout } = await start("relay/main.ts", { NODE_OPTIONS: "--no-such-option" });
  expect(status).toBe(78);
  expect(JSON.parse(stdout)).toMatchObject({
    failed: "relay.settings",
    message: expect.stringContaining("PAWPOST_RELAY_ZONE is not set"),
  });
});

/** Where it finds no Node, and so ends at once. */
async function bareLauncher(name = "bare"): Promise<string> {
  const copy = join(folder, name, "scripts/run-as-service");
  await mkdir(dirname(copy), { recursive: true });
  await writeFile(copy, readFileSync(join(root, "scripts/run-as-service")), { mode: 0o755 });
  return copy;
}

test("a start soon after the last one waits, and one after a minute does not", async () => {
  const launcher = await bareLauncher();
  const notes = join(folder, "ladder");
  await mkdir(notes);
  const began = () => readFileSync(join(notes, "last-start"), "utf8").trim().split(" ");
  const climb = () => {
    const from = performance.now();
    spawnSync(launcher, ["hub/main.ts"], { env: { RUNTIME_DIRECTORY: notes } });
    return { rung: Number(began()[0]), took: performance.now() - from };
  };
  expect(climb().rung).toBe(0);
  expect(climb()).toMatchObject({ rung: 1, took: expect.toSatisfy((ms: number) => ms >= 500) });
  expect(climb()).toMatchObject({ rung: 2, took: expect.toSatisfy((ms: number) => ms >= 1_000) });
  await writeFile(join(notes, "last-start"), `6 ${Number(began()[1]) - 61}\n`);
  expect(climb().rung).toBe(0);
});

test("the one file that a package made of a program is run, and its source where there is none", async () => {
  const launcher = await bareLauncher("packed");
  const home = join(folder, "packed");
  await mkdir(join(home, ".node/v1/bin"), { recursive: true });
  await writeFile(join(home, ".node/v1/bin/node"), '#!/bin/sh\nfor last; do :; done; echo "$last"\n', {
    mode: 0o755,
  });
  const started = () => spawnSync(launcher, ["hub/link/main.ts"], { encoding: "utf8" }).stdout.trim();
  expect(started()).toBe(join(home, "hub/link/main.ts"));
  await mkdir(join(home, "bundled/hub/link"), { recursive: true });
  await writeFile(join(home, "bundled/hub/link/main.js"), "");
  expect(started()).toBe(join(home, "bundled/hub/link/main.js"));
});

test("where there is no Node it says so", async () => {
  const { status, stdout } = spawnSync(await bareLauncher(), ["hub/main.ts"], { encoding: "utf8" });
  expect(status).toBe(78);
  expect(JSON.parse(stdout)).toMatchObject({
    failed: "service.no-node",
    advice: expect.stringMatching(/setup/),
  });
});
