/**
 * Pawpost as its package installs it, in a clean Debian with systemd: what all of it holds in memory, how soon it is there, how large it is. Beside it, one
 * after the other and each alone, what else people run in a house.
 */
import { execFile } from "node:child_process";
import { copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { DebianHouse, PROJECT } from "../support/debian-house.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { HOUSE_PEERS, installPeer } from "./peers/house-peers.ts";
import { firstAnswer, type MeasuredPeer, measurePeer } from "./peers/run-house-peer.ts";
import { type ProcessMemory, parseSmapsRollup } from "./process-memory.ts";

const run = promisify(execFile);
/** For the radio that this machine has not: a simulated one and its toy, by another copy of Node. */
const AIR = "/run/pawpost-air";
const UNITS = ["pawpost-hub", "pawpost-ble", "pawpost-link"] as const;
type Unit = (typeof UNITS)[number];
const REST_MS = 30_000;

export interface InstalledFigures {
  /** 30 s after the start. */
  readonly memory: Readonly<Record<Unit, ProcessMemory>>;
  /** Who maps the Node that was installed. */
  readonly mappers: readonly string[];
  readonly startMs: readonly number[];
  readonly size: InstalledSize;
}

interface InstalledSize {
  /** KiB on the disk: what the package brings, and what was compiled when it was installed. */
  readonly kib: number;
  /** KiB of it that were compiled. */
  readonly compiledKib: number;
  /** Without what a file system rounds up. */
  readonly apparentKib: number;
  readonly packageBytes: number;
}

export async function measureInstalled(
  starts: number,
  report: (line: string) => void,
): Promise<InstalledFigures> {
  report("house: the package is made, and installed in a clean Debian");
  await using folder = await makeTempDir();
  const { stdout } = await run(join(PROJECT, "scripts/package"), [folder.path], { maxBuffer: 2 ** 24 });
  const file = stdout.trim().split("\n").at(-1) ?? "";
  await copyFile(process.execPath, join(folder.path, "other-node"));
  await using house = await DebianHouse.boot({ "/mnt": folder.path });
  await house.do(`DEBIAN_FRONTEND=noninteractive dpkg -i /mnt/${file.split("/").at(-1)}`);
  const size = await sizeOf(house, file);
  await house.active("pawpost-hub");
  const node = (await house.do("readlink /proc/$(systemctl show -P MainPID pawpost-hub)/exe")).trim();
  await giveRadio(house, node.replace(/\/\.node\/.*/, ""));
  const gate = await house.openGate(8_080);

  const startMs: number[] = [];
  for (let round = 0; round <= starts; round += 1) {
    report(`house: start ${round} of ${starts}`);
    const ms = await start(house, gate);
    // The first one is the family's as well, and finds nothing in the disk's cache: told by nobody, since the package was just unpacked.
    if (round > 0) startMs.push(ms);
  }
  report(`house: idle for ${REST_MS / 1_000} s`);
  await wait(REST_MS);
  const memory = {} as Record<Unit, ProcessMemory>;
  for (const unit of UNITS)
    memory[unit] = parseSmapsRollup(
      await house.do(`cat /proc/$(systemctl show -P MainPID ${unit})/smaps_rollup`),
    );
  const mapping = await house.do(`
    for pid in $(grep -lF ' ${node}' /proc/[0-9]*/maps 2>/dev/null | cut -d/ -f3); do sed -n '/^0::/{s/.*\\///;s/\\.service$//;p}' /proc/$pid/cgroup; done`);
  return { memory, mappers: mapping.trim().split("\n").toSorted(), startMs, size };
}

async function sizeOf(house: DebianHouse, file: string): Promise<InstalledSize> {
  const du = async (how: string) => {
    const said = await house.do(
      `{ dpkg -L pawpost; find /opt/pawpost /var/cache/pawpost -type f; } | sort -u | while read -r path; do [ -f "$path" ] && printf '%s\\0' "$path"; done | du -ck ${how} --files0-from=- | tail -n 1`,
    );
    return Number.parseInt(said, 10);
  };
  return {
    kib: await du(""),
    apparentKib: await du("--apparent-size"),
    compiledKib: Number.parseInt(await house.do("du -sk /var/cache/pawpost"), 10),
    packageBytes: (await stat(file)).size,
  };
}

/** Air and toy in the place of an adapter, and link, which is begun where the hub wants it. */
async function giveRadio(house: DebianHouse, program: string): Promise<void> {
  await house.do(`
    set -e
    systemctl stop pawpost.target
    install -m 755 /mnt/other-node /opt/other-node
    install -d -o pawpost-ble -g pawpost-ble -m 700 ${AIR}
    mkdir -p /run/systemd/system/pawpost-ble.service.d
    printf '[Service]\\nEnvironment=PAWPOST_HCI=unix:${AIR}/hci-hub.sock PAWPOST_SIMULATED=1\\n' >/run/systemd/system/pawpost-ble.service.d/air.conf
    systemctl daemon-reload
    begin() { systemd-run --quiet --unit="$1" --uid=pawpost-ble -E PAWPOST_RUN=${AIR} -E PAWPOST_DATA=${AIR} -E PAWPOST_HCI=unix:${AIR}/hci-toy.sock /opt/other-node ${program}/$2; }
    begin air ble/simulator/air-main.ts
    timeout 60 sh -c 'until [ -S ${AIR}/hci-toy.sock ]; do sleep 0.2; done'
    begin toy ble/simulator/toy-main.ts
    install -o pawpost-hub -m 600 /dev/null /run/pawpost/wants/link
  `);
}

/** @returns ms from the command until the hub has answered and all three say that they serve */
async function start(house: DebianHouse, gate: string): Promise<number> {
  await house.do(`systemctl stop pawpost.target ${UNITS.join(" ")}`);
  // Five starts within ten seconds are more than systemd lets a path or a timer have.
  await house.do("systemctl reset-failed");
  // One clock: systemd's times are those of CLOCK_MONOTONIC, as `process.hrtime` is.
  const apart = performance.now() - Number(process.hrtime.bigint() / 1_000n) / 1_000;
  const began = performance.now();
  const [answered] = await Promise.all([firstAnswer(gate), house.do("systemctl start pawpost.target")]);
  await house.active(...UNITS);
  const active = await house.do(`systemctl show -P ActiveEnterTimestampMonotonic ${UNITS.join(" ")}`);
  const times = active
    .trim()
    .split(/\s+/)
    .map((micros) => Number(micros) / 1_000 + apart);
  if (times.length !== UNITS.length || times.some((at) => !(at > began)))
    throw new Error(`it was active before: ${active}`);
  return Math.max(answered, ...times) - began;
}

export interface ComparedPeer {
  readonly name: string;
  readonly known: { readonly pssMb: number; readonly startS: number };
  /** Why it was not measured. */
  readonly why: string | undefined;
  readonly measured: MeasuredPeer | undefined;
}

export async function comparePeers(
  options: { readonly starts: number; readonly isResting: boolean },
  report: (line: string) => void,
): Promise<readonly ComparedPeer[]> {
  const compared: ComparedPeer[] = [];
  for (const peer of HOUSE_PEERS) {
    report(`house: ${peer.name}, installed and measured alone`);
    const { name, known } = peer;
    const measuring = { starts: options.starts, restMs: options.isResting ? REST_MS : 0 };
    try {
      const measured = await measurePeer(peer, await installPeer(peer), measuring);
      compared.push({ name, known, measured, why: undefined });
    } catch (error) {
      // A registry that does not have it, a program that is not here: told, not left out.
      const why =
        String((error as Error).message)
          .trim()
          .split("\n")
          .at(-1) ?? "";
      report(`house: ${name} cannot be measured here: ${why}`);
      compared.push({ name, known, measured: undefined, why });
    }
  }
  return compared;
}
