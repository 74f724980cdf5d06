/**
 * A clean Debian of its own, with systemd as its first process, in namespaces that go with it (systemd-nspawn): units run there as on a
 * family's machine, in their real sandbox, behind real nftables. The machine's own systemd, where there is one, and its network are not touched.
 *
 *   lan  192.168.77.9  ──── cable ────  192.168.77.1  house  203.0.113.1  ──── cable ────  203.0.113.9  wan
 *        fd77::9                        fd77::1              2001:db8:77::1                2001:db8:77::9
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeTempDir } from "./temp-dir.ts";

const run = promisify(execFile);

export const PROJECT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
export const PLACES = {
  house: { lan: ["192.168.77.1", "fd77::1"], wan: ["203.0.113.1", "2001:db8:77::1"] },
  lan: ["192.168.77.9", "fd77::9"],
  wan: ["203.0.113.9", "2001:db8:77::9"],
} as const;

/** Beside what Debian calls essential (perl-base is). */
const PACKAGES = ["systemd", "systemd-sysv", "dbus", "nftables", "iproute2"];
const TOOLS = {
  "systemd-nspawn": "systemd-container",
  mmdebstrap: "mmdebstrap",
  nft: "nftables",
  ip: "iproute2",
  nmap: "nmap",
};
const LONGEST_PAUSE_MS = 1_500;
/** Built once: a minute, most of it unpacking. */
const ROOTS = "/var/cache/pawpost-tests";

const isThere = (tool: string) =>
  ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].some((folder) => existsSync(join(folder, tool)));
const missing = Object.entries(TOOLS).filter(([tool]) => !isThere(tool));

/** Where every test must run (`.ci/run` says so by `CI`) it is an error that a program is not there, and not a test left out. */
const hasTools = process.getuid?.() === 0 && missing.length === 0;
if (!hasTools && process.env.CI)
  throw new Error(
    `What an installed system does cannot be tested here: it takes root, and ${missing.map(([, from]) => from).join(", ") || "nothing else"}.`,
  );

/** @returns the folder of a clean Debian of this machine's release, made where it is not there yet */
export async function cleanRoot(): Promise<string> {
  const codename =
    /^VERSION_CODENAME=(\w+)$/m.exec(await readFile("/etc/os-release", "utf8"))?.[1] ?? "bookworm";
  const root = join(ROOTS, `debian-${codename}`);
  await mkdir(ROOTS, { recursive: true });
  // One at a time: two test files may both find none.
  const unlock = await takeTurn("lock");
  try {
    if (existsSync(root)) return root;
    const partial = `${root}.partial`;
    await rm(partial, { recursive: true, force: true });
    const args = ["--quiet", "--variant=minbase", `--include=${PACKAGES.join(",")}`, codename, partial];
    await run("mmdebstrap", args, { maxBuffer: 16_777_216 });
    await rename(partial, root);
    return root;
  } finally {
    unlock();
  }
}

/** Waits for it, over all processes of this machine. @returns ends the turn */
async function takeTurn(name: string): Promise<() => void> {
  const turn = spawn("flock", [join(ROOTS, name), "sh", "-c", "echo held; cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(turn.stdout, "data");
  return () => void turn.stdin.end();
}

export interface Said {
  readonly status: number;
  readonly out: string;
}

export class DebianHouse implements AsyncDisposable {
  readonly #nspawn: ChildProcess;
  readonly #leader: number;
  readonly #ends: AsyncDisposableStack;

  private constructor(nspawn: ChildProcess, leader: number, ends: AsyncDisposableStack) {
    this.#nspawn = nspawn;
    this.#leader = leader;
    this.#ends = ends;
  }

  /** @param binds folders of this machine that are there, read-only: where -> which */
  static async boot(binds: Readonly<Record<string, string>> = {}): Promise<DebianHouse> {
    const root = await cleanRoot();
    const ends = new AsyncDisposableStack();
    // One house at a time: each takes the control groups of this machine for its own.
    ends.defer(await takeTurn("house"));
    const args = [
      "--quiet",
      "--register=no",
      "--keep-unit",
      "--private-network",
      "--volatile=overlay",
      "--link-journal=no",
      // What systemd denies an address by (IPAddressDeny=) is a program of the kernel's, which a container may not load by itself. No
      // right that reaches the machine around it: it has one clock and one kernel.
      "--capability=CAP_BPF,CAP_PERFMON,CAP_NET_ADMIN",
      "--drop-capability=CAP_SYS_TIME,CAP_SYS_MODULE,CAP_SYS_RAWIO",
      "--system-call-filter=bpf",
      ...Object.entries(binds).map(([at, folder]) => `--bind-ro=${folder}:${at}`),
      "--boot",
      `--directory=${root}`,
    ];
    const nspawn = spawn("systemd-nspawn", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { PATH: process.env.PATH, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: "1" },
    });
    const leader = await firstProcess(nspawn);
    const house = new DebianHouse(nspawn, leader, ends);
    await house.#until("systemctl is-system-running | grep -qE 'running|degraded'", "Debian did not start");
    return house;
  }

  async #until(command: string, otherwise: string, withinMs = 60_000): Promise<void> {
    const began = Date.now();
    while ((await this.run(command)).status !== 0) {
      const waitedMs = Date.now() - began;
      if (waitedMs > withinMs)
        throw new Error(`${otherwise}: ${(await this.run("journalctl -n 60 --no-pager")).out}`);
      // Each look is some programs of that Debian's: who has waited long is not the sooner there for many of them.
      await wait(Math.min(100 + waitedMs / 4, LONGEST_PAUSE_MS));
    }
  }

  /** Waits until that command, in there, ends well. */
  until(command: string, withinMs?: number): Promise<void> {
    return this.#until(command, command, withinMs);
  }

  /** Waits until each of these units is active: its process said that it serves. */
  active(...units: readonly string[]): Promise<void> {
    return this.#until(
      units.map((unit) => `systemctl is-active --quiet ${unit}`).join(" && "),
      units.join(),
      120_000,
    );
  }

  /** Words that run what follows them in there, or in its network alone. */
  get inside(): readonly string[] {
    return ["nsenter", `--target=${this.#leader}`, "--all"];
  }
  get inNetwork(): readonly string[] {
    return ["nsenter", `--target=${this.#leader}`, "--net"];
  }

  /** A shell's command in there, as root. What it says on both outputs is told. */
  async run(command: string): Promise<Said> {
    const [enter = "", ...words] = this.inside;
    try {
      const { stdout, stderr } = await run(enter, [...words, "sh", "-c", command], {
        maxBuffer: 67_108_864,
        env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
      });
      return { status: 0, out: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: typeof code === "number" ? code : 1, out: `${stdout}${stderr}` };
    }
  }

  /** The same; throws where it does not end well. */
  async do(command: string): Promise<string> {
    const { status, out } = await this.run(command);
    if (status !== 0) throw new Error(`${command}: ${status}\n${out}`);
    return out;
  }

  /** A file of in there, as this machine reaches it. */
  path(inside: string): string {
    return `/proc/${this.#leader}/root${inside}`;
  }

  async write(inside: string, text: string): Promise<void> {
    const [enter = "", ...words] = this.inside;
    const cat = spawn(enter, [...words, "sh", "-c", `mkdir -p "$(dirname ${inside})" && cat >${inside}`], {
      stdio: ["pipe", "inherit", "inherit"],
    });
    cat.stdin.end(text);
    const [status] = (await once(cat, "exit")) as [number];
    if (status !== 0) throw new Error(`${inside} was not written`);
  }

  /** Lays the two cables. @returns words that run what follows them at their other ends */
  async layCables(): Promise<Readonly<Record<"lan" | "wan", readonly string[]>>> {
    const place = async (name: "lan" | "wan") => {
      const far = spawn("unshare", ["--net", "sleep", "infinity"], { stdio: "ignore" });
      this.#ends.defer(() => void far.kill("SIGKILL"));
      const own = netOf("self");
      while (netOf(String(far.pid)) === own) await wait(10);
      const enter = ["nsenter", `--target=${far.pid}`, "--net"];
      const at = (words: readonly string[], ...command: readonly string[]) =>
        run(words[0] ?? "", [...words.slice(1), "ip", ...command]);
      const peer = ["peer", "name", "house0", "netns", String(far.pid)];
      await run("ip", ["link", "add", `${name}0`, "netns", String(this.#leader), "type", "veth", ...peer]);
      for (const [words, device, addresses] of [
        [this.inNetwork, `${name}0`, PLACES.house[name]],
        [enter, "house0", PLACES[name]],
      ] as const) {
        for (const address of addresses) {
          const nodad = address.includes(":") ? ["nodad"] : [];
          const length = address.includes(":") ? 64 : 24;
          await at(words, "addr", "add", `${address}/${length}`, "dev", device, ...nodad);
        }
        await at(words, "link", "set", "lo", "up");
        await at(words, "link", "set", device, "up");
      }
      return enter;
    };
    return { lan: await place("lan"), wan: await place("wan") };
  }

  /** @returns the path of a Unix socket of this machine, behind which is that port of in there */
  async openGate(port: number): Promise<string> {
    const folder = await makeTempDir();
    const path = join(folder.path, "gate.sock");
    const [enter = "", ...words] = this.inNetwork;
    const gate = spawn(enter, [...words, process.execPath, join(PROJECT, "test/support/gate-main.ts")], {
      env: { PATH: process.env.PATH, GATE_SOCKET: path, GATE_PORT: String(port) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#ends.defer(async () => {
      gate.kill();
      await folder[Symbol.asyncDispose]();
    });
    await once(gate.stdout, "data");
    await once(connect(path), "connect");
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#nspawn, "exit");
    this.#nspawn.kill("SIGKILL");
    // Its first process ends with all of its namespace.
    try {
      process.kill(this.#leader, "SIGKILL");
    } catch {
      // it went first
    }
    await gone;
    await this.#ends.disposeAsync();
  }
}

const netOf = (pid: string): string => {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return "";
  }
};

/** The process that is systemd there: nspawn has helpers of its own on the way. */
async function firstProcess(nspawn: ChildProcess): Promise<number> {
  for (let tries = 0; tries < 1_200 && nspawn.exitCode === null; tries++) {
    for (const child of read(`/proc/${nspawn.pid}/task/${nspawn.pid}/children`).trim().split(" ")) {
      if (child !== "" && read(`/proc/${child}/comm`).trim() === "systemd") return Number(child);
    }
    await wait(50);
  }
  throw new Error("systemd-nspawn began nothing");
}

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it went on
  }
};

/** Puts in place what a package puts there, from this very source, which is bound to /opt/pawpost/current. */
export async function installFromSource(house: DebianHouse): Promise<void> {
  await house.do(`
    set -e
    cd /opt/pawpost/current/systemd
    install -m 644 pawpost.target pawpost-hub.* pawpost-ble.* pawpost-goodbye.service pawpost-link.* pawpost-update.* pawpost-settle.service pawpost-check.* pawpost-improv.service pawpost-improv.timer pawpost-firewall.service media-pawpost.mount /usr/lib/systemd/system/
    install -D -m 644 pawpost.sysusers /usr/lib/sysusers.d/pawpost.conf
    install -D -m 644 pawpost.tmpfiles /usr/lib/tmpfiles.d/pawpost.conf
    install -D -m 644 config.yaml /etc/pawpost/config.yaml
    install -D -m 644 firewall.nft /etc/pawpost/firewall.nft
    systemd-sysusers
    systemd-tmpfiles --create pawpost.conf
    systemctl daemon-reload
  `);
}

/**
 * Whether the machine lets a Debian of its own boot, and filter addresses by unit: not every container that tests run in may do either. What is so
 * is found out once after each start of the machine, and said.
 */
async function bootsHere(): Promise<boolean> {
  await mkdir(ROOTS, { recursive: true });
  const bootId = read("/proc/sys/kernel/random/boot_id").trim();
  const note = join(ROOTS, `boots-${bootId}`);
  const end = await takeTurn("probe");
  try {
    if (read(note) === "") await writeFile(note, (await whyNot()) ?? "yes");
  } finally {
    end();
  }
  const said = read(note);
  if (said !== "yes") console.warn(`Left out, as no Debian of its own can be tried on this machine: ${said}`);
  return said === "yes";
}

async function whyNot(): Promise<string | undefined> {
  try {
    await using house = await DebianHouse.boot();
    // At a port where nobody listens: refused, unless it is not even asked.
    const knock = `perl -MIO::Socket::INET -e 'exit(IO::Socket::INET->new(PeerAddr => "127.0.0.1:9") ? 3 : $!{ECONNREFUSED} ? 2 : 0)'`;
    const { status } = await house.run(`systemd-run --quiet --wait --property=IPAddressDeny=any ${knock}`);
    return status === 0 ? undefined : `addresses are not filtered by unit (${status})`;
  } catch (error) {
    return String((error as Error).message).slice(0, 2_000) || "it did not boot";
  }
}

/** Whether these tests run here. */
export const hasDebianHouse = hasTools && (await bootsHere());
