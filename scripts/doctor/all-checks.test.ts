/**
 * The doctor's own checks, each seen well and seen to find what is wrong. Real are the page, the broker, the kernel's firewall, the radio's stack and
 * the files; what systemd says is played, in its own words.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openAir } from "../../ble/simulator/air/air.ts";
import { startAirServer } from "../../ble/simulator/air/air-server.ts";
import { openRealTimeClock } from "../../ble/simulator/air/real-time-clock.ts";
import { openWebServer } from "../../hub/api/open-web-server.ts";
import { openBroker } from "../../hub/broker/open-broker.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { BLE_LINE } from "../../hub/contract/ble-line.ts";
import { CHECKS, type HubFacts } from "../../hub/contract/house-check.ts";
import { listenLocally } from "../../hub/local-socket/listen-locally.ts";
import { type CheckedHouse, look, openCheckedHouse } from "../../test/support/checked-house.ts";
import { HUB, startRigToy, TOY } from "../../test/support/gatt-rig.ts";
import { makeCertificate } from "../../test/support/own-certificates.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { ALL_CHECKS } from "./all-checks.ts";
import { adapterCheck } from "./checks/adapter.ts";
import { brokerCheck } from "./checks/broker.ts";
import { firewallCheck } from "./checks/firewall.ts";
import { processesCheck } from "./checks/processes.ts";
import { routesCheck } from "./checks/routes.ts";
import { scanCheck } from "./checks/scan.ts";
import { settingsCheck } from "./checks/settings.ts";
import { secondsIn, watchdogCheck } from "./checks/watchdog.ts";
import type { DoctorContext, Ended } from "./doctor-context.ts";

let house: CheckedHouse & AsyncDisposable;
let hosts: readonly string[] = [];
beforeAll(async () => {
  house = await openCheckedHouse({ hosts: () => hosts });
});
afterAll(() => house?.[Symbol.asyncDispose]());

/** By what is asked, as it is typed; nothing else is there. */
type Says = Readonly<Record<string, Ended | string>>;
const played =
  (says: Says): DoctorContext["run"] =>
  async (_, program, ...words) => {
    const line = [program, ...words].join(" ");
    const said = Object.entries(says).find(([start]) => line.startsWith(start))?.[1];
    if (said === undefined) return { status: undefined, out: "" };
    return typeof said === "string" ? { status: 0, out: said } : said;
  };

async function context(change: Partial<DoctorContext> = {}, facts: Partial<HubFacts> = {}) {
  const hub = await house.facts(facts);
  const base = await house.context({ hub, clock: systemClock });
  return {
    ...base,
    env: {},
    sys: join(house.rig.dir, "sys"),
    uptime: () => 1e6,
    run: played({}),
    ...change,
  } as DoctorContext;
}

test("somebody looks at each, and the table has each once", () => {
  expect(ALL_CHECKS.map(({ id }) => id)).toEqual([...CHECKS]);
});

describe("its processes, and who watches them", () => {
  const unit = (name: string, state: Readonly<Record<string, string | number>>): Says => ({
    [`systemctl show pawpost-${name}.service`]: Object.entries(state)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(""),
  });
  const UP = {
    ActiveState: "active",
    SubState: "running",
    Result: "success",
    NRestarts: 0,
    WatchdogUSec: "30s",
    WatchdogTimestampMonotonic: 0,
    MainPID: process.pid,
  };
  const at = (says: Says) => context({ isInstalled: true, run: played(says) });
  const both = { ...unit("hub", UP), ...unit("ble", UP) };

  test("installed: units that run; one that does not, one that is started again and again", async () => {
    expect((await look(processesCheck, await at(both))).verdict).toBe("ok");
    const down = { ...UP, ActiveState: "failed", Result: "watchdog" };
    expect(await look(processesCheck, await at({ ...both, ...unit("ble", down) }))).toMatchObject({
      verdict: "fail",
      says: "pawpost-ble.service does not run (failed, watchdog).",
      next: expect.stringContaining("sudo systemctl start pawpost-ble.service"),
    });
    expect(
      await look(processesCheck, await at({ ...both, ...unit("hub", { ...UP, NRestarts: 7 }) })),
    ).toMatchObject({
      verdict: "warn",
      says: expect.stringContaining("pawpost-hub.service 7 times"),
    });
    expect((await look(processesCheck, await at({}))).verdict).toBe("cannot-tell");
  });

  test("link is looked at where the hub wants it", async () => {
    const now = await at(both);
    const wants = join(now.runDir ?? "", "wants");
    await mkdir(wants);
    await writeFile(join(wants, "link"), "");
    onTestFinished(() => rm(wants, { recursive: true }));
    const down = unit("link", { ActiveState: "inactive", Result: "success", NRestarts: 0 });
    expect(await look(processesCheck, await at({ ...both, ...down }))).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining("pawpost-link.service does not run"),
    });
  });

  test("in a clone: it runs, or scripts/start starts it; nobody sees what hangs there", async () => {
    expect((await look(processesCheck, await context())).verdict).toBe("ok");
    expect(await look(processesCheck, await context({ hub: undefined }))).toMatchObject({
      verdict: "fail",
      next: "scripts/start",
    });
    expect((await look(watchdogCheck, await context())).verdict).toBe("cannot-tell");
  });

  test("a sign of life in time, one that is late, and nobody who waits for one", async () => {
    const heard = (seconds: number, more = {}) => ({
      ...UP,
      WatchdogTimestampMonotonic: seconds * 1e6,
      ...more,
    });
    const found = async (hub: ReturnType<typeof heard>) =>
      look(watchdogCheck, {
        ...(await at({ ...unit("hub", hub), ...unit("ble", heard(990)) })),
        uptime: () => 1000.5,
      });
    expect((await found(heard(985))).verdict).toBe("ok");
    expect(await found(heard(900))).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining("for 101 s"),
    });
    expect(await found(heard(999, { WatchdogUSec: "0" }))).toMatchObject({
      verdict: "fail",
      says: "Nobody watches pawpost-hub.service.",
    });
  });

  test.each([
    ["30s", 30],
    ["1min 30s", 90],
    ["500ms", 0.5],
    ["infinity", 0],
    ["0", 0],
  ])("%s is %d s", (text, seconds) => expect(secondsIn(text)).toBe(seconds));
});

describe("settings", () => {
  const write = async (text: string) => {
    const now = await context();
    await writeFile(now.configFile, text);
    onTestFinished(() => rm(now.configFile, { force: true }));
    return look(settingsCheck, now);
  };

  test("none, and some that the hub understands", async () => {
    expect((await look(settingsCheck, await context())).verdict).toBe("ok");
    expect((await write("version: 1\nlog_level: warn\n")).verdict).toBe("ok");
  });

  test("one that it does not, with the nearest that it does", async () => {
    expect(await write("log_levle: warn\n")).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining('did you mean "log_level"?'),
      next: expect.stringContaining("docs/configuration.md"),
    });
  });

  test("a secret that everybody may read, and one that is gone", async () => {
    const secret = join(house.rig.dir, "mqtt-password");
    await writeFile(secret, "generated elsewhere\n");
    await chmod(secret, 0o644);
    expect(await write(`mqtt_password_file: ${secret}\n`)).toMatchObject({
      verdict: "fail",
      next: `sudo chmod o-rwx ${secret}`,
    });
    await chmod(secret, 0o640);
    expect((await write(`mqtt_password_file: ${secret}\n`)).verdict).toBe("ok");
    await rm(secret);
    expect((await write(`mqtt_password_file: ${secret}\n`)).says).toContain("is not there");
  });
});

describe("the Bluetooth adapter", () => {
  const NEEDED = "0000000000003000";
  const home = (change: Partial<HubFacts["rooms"][number]> = {}): Partial<HubFacts> => ({
    rooms: [
      {
        room: "home",
        isOnline: true,
        adapter: "on",
        isSimulated: false,
        toys: 1,
        connected: 0,
        heardAt: null,
        ...change,
      },
    ],
  });

  async function machine(options: { blocked?: boolean; rights?: string; said?: string } = {}) {
    const { blocked = false, rights = NEEDED, said = "" } = options;
    const root = join(house.rig.dir, `machine-${Math.random()}`);
    const adapter = join(root, "sys/class/bluetooth/hci0/rfkill0");
    await mkdir(adapter, { recursive: true });
    await mkdir(join(root, "proc/7"), { recursive: true });
    await writeFile(join(adapter, "state"), blocked ? "0\n" : "1\n");
    await writeFile(join(root, "proc/7/status"), `Name:\tnode\nCapEff:\t${rights}\n`);
    onTestFinished(() => rm(root, { recursive: true }));
    return {
      isInstalled: true,
      sys: join(root, "sys"),
      proc: join(root, "proc"),
      run: played({ "systemctl show pawpost-ble.service": "MainPID=7\n", "journalctl --dmesg": said }),
    };
  }
  const found = async (options: Parameters<typeof machine>[0], facts = home()) =>
    look(adapterCheck, await context(await machine(options), facts));

  test("there, switched on, and its process may use it", async () => {
    expect((await found({ said: "Bluetooth: hci0: BCM4345C0 'brcm/BCM4345C0.hcd' Patch\n" })).verdict).toBe(
      "ok",
    );
  });

  test.each([
    ["switched off", { blocked: true }, "sudo rfkill unblock bluetooth"],
    ["without the rights for it", { rights: "0000000000000000" }, "systemctl revert pawpost-ble.service"],
    [
      "without its firmware",
      { said: "Bluetooth: hci0: BCM: firmware Patch file not found, tried:\n" },
      "sudo apt install",
    ],
  ])("%s is wrong, with what mends it", async (_, options, next) => {
    const report = await found(options);
    expect(report.verdict).toBe("fail");
    expect(report.next).toContain(next);
  });

  test("what the radio’s process says of it", async () => {
    expect((await found({}, home({ adapter: "starting" }))).verdict).toBe("warn");
    expect((await found({}, home({ adapter: "off" }))).verdict).toBe("fail");
  });

  test("where there is none, it is told as what it is", async () => {
    expect(await look(adapterCheck, await context({}, home({ isSimulated: true })))).toMatchObject({
      verdict: "cannot-tell",
      says: "A virtual radio stands in: this machine has no Bluetooth adapter.",
    });
    expect((await look(adapterCheck, await context({}, home({ adapter: "missing" })))).verdict).toBe("fail");
    expect((await look(adapterCheck, await context({ hub: undefined }))).verdict).toBe("cannot-tell");
  });

  test("whether a toy is heard is asked of the radio’s process", async () => {
    const ask = async (change: Parameters<typeof home>[0]) =>
      (await look(scanCheck, await context({}, home(change)))).verdict;
    expect(await ask({ connected: 1 })).toBe("ok");
    expect(await ask({ heardAt: Date.now() - 20_000 })).toBe("ok");
    expect(await ask({ heardAt: Date.now() - 3 * 3_600_000 })).toBe("warn");
    expect(await ask({ heardAt: null })).toBe("warn");
    expect(await ask({ toys: 0 })).toBe("cannot-tell");
    expect(await ask({ isOnline: false })).toBe("fail");
  });

  test("without a hub the doctor listens itself, by the real stack", async () => {
    await using parts = new AsyncDisposableStack();
    const clock = parts.use(openRealTimeClock());
    const air = parts.use(openAir({ clock }));
    const stacks = parts.use(new DisposableStack());
    const path = join(house.rig.dir, "hci");
    parts.use(await startAirServer({ air, log: makeRecordingLog(), sockets: [{ address: HUB, path }] }));
    await startRigToy(air, TOY, stacks);
    const env = { PAWPOST_HCI: `unix:${path}` };
    expect(await look(scanCheck, await context({ hub: undefined, env }))).toMatchObject({
      verdict: "ok",
      says: "Something is heard by Bluetooth.",
    });
  });
});

/** Loads our table in a network of nobody's, and asks it as the doctor does. @param change to its text @returns what nft says */
const inNetwork = (script: string): Promise<Ended> =>
  new Promise((ended) => {
    execFile("unshare", ["--net", "sh", "-c", script], (error, stdout, stderr) =>
      ended({ status: error === null ? 0 : Number(error.code ?? 1), out: `${stdout}${stderr}` }),
    );
  });
const hasNft = process.getuid?.() === 0 && existsSync("/usr/sbin/nft");
if (!hasNft && process.env.CI)
  throw new Error("the firewall cannot be loaded here: it takes root, and Debian's nftables");

describe("the firewall", () => {
  const TABLE = new URL("../../systemd/pawpost.nft", import.meta.url).pathname;
  const LIST = "nft --json list table inet pawpost";
  /** Users of an installed system, by numbers that nobody has here. */
  const load = (change = "") =>
    `sed -E 's/"pawpost-hub"/64501/; s/"pawpost-ble"/64502/; s/"pawpost-link"/64503/; /^include/d; ${change}' ${TABLE} | nft -f - && ${LIST}`;
  const found = async (script: string) =>
    look(firewallCheck, await context({ isInstalled: true, run: () => inNetwork(script) }));

  test.runIf(hasNft)("loaded, and what it lets in", async () => {
    expect(await found(load())).toMatchObject({
      verdict: "ok",
      says: "Loaded. The house may come to 443, 8883, 8884; the Internet to nothing.",
    });
  });

  test.runIf(hasNft).each([
    ["not loaded", LIST, "not loaded"],
    ["one that lets everything in", load("s/policy drop/policy accept/"), "lets in what nobody asked for"],
    ["one that lets the hub out", load("/jump hub/d"), "does not keep hub in"],
    [
      "one whose chain for the hub ends open",
      load("/chain hub/,/reject/s/reject.*/accept/"),
      "does not keep hub in",
    ],
  ])("%s is wrong", async (_, script, text) => {
    const report = await found(script);
    expect(report).toMatchObject({ verdict: "fail", next: "sudo systemctl restart pawpost-firewall" });
    expect(report.says).toContain(text);
  });

  test("who may not ask, and a clone, claim nothing", async () => {
    const denied = { status: 1, out: "Operation not permitted (you must be root)\n" };
    const asked = await context({ isInstalled: true, run: async () => denied });
    expect(await look(firewallCheck, asked)).toMatchObject({
      verdict: "cannot-tell",
      next: "sudo pawpost doctor",
    });
    expect((await look(firewallCheck, await context())).verdict).toBe("cannot-tell");
  });
});

async function listening(server: Server): Promise<number> {
  await new Promise<void>((on) => server.listen(0, "127.0.0.1", on));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe("every door of the page", () => {
  test("the real page turns away whoever shows nothing, and whoever comes by a foreign name", async () => {
    await using web = await openWebServer(house.rig.app, 0);
    hosts = [`localhost:${web.port}`];
    const found = await look(routesCheck, await context({}, { address: `http://localhost:${web.port}` }));
    expect(found).toMatchObject({
      verdict: "ok",
      says: expect.stringMatching(/^All \d{2,3} that are for somebody turn away who shows nothing\.$/),
    });
    expect(house.rig.failures).toEqual([]);
  });

  test("a page that answers one of them to anybody is found; so is one that answers to any name", async () => {
    const port = await listening(
      createHttpServer((request, response) => {
        const isOpen = request.url === "/api/v1/state" || request.headers.host === "attacker.example";
        response.writeHead(isOpen ? 200 : 401).end();
      }),
    );
    const address = `http://localhost:${port}`;
    expect(await look(routesCheck, await context({}, { address }))).toMatchObject({
      verdict: "fail",
      says: "Without a session: GET /api/v1/state answers 200.",
    });
    const named = await listening(
      createHttpServer((request, response) =>
        response.writeHead(request.headers.host === "attacker.example" ? 200 : 401).end(),
      ),
    );
    expect(
      await look(routesCheck, await context({}, { address: `http://localhost:${named}` })),
    ).toMatchObject({ verdict: "fail", says: "It answers to a foreign name (200)." });
  });
});

describe("who may speak to toys", () => {
  const INS = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.write(Uint8Array.of(0x20, 2, 0, 0)));
  });

  test("the real broker turns both away, and says goodbye to nobody who is in", async () => {
    const now = await context();
    const log = makeRecordingLog();
    const credential = { name: "ble-home", room: "home", secret: "ab".repeat(32) };
    await using _broker = await openBroker({
      socketPath: join(now.runDir ?? "", BLE_LINE.mqtt),
      credentials: [credential],
      log,
      clock: systemClock,
    });
    expect(await look(brokerCheck, now)).toMatchObject({
      verdict: "ok",
      says: "The one broker turns away who has no key.",
    });
    expect(log.lines.map(({ facts }) => facts?.what).filter(Boolean)).toEqual(["connect", "credential"]);
  });

  test("one that lets in whoever comes is found, at the radio’s line and in the house", async () => {
    const now = await context();
    await using _broker = await listenLocally(INS, join(now.runDir ?? "", BLE_LINE.mqtt));
    expect(await look(brokerCheck, now)).toMatchObject({
      verdict: "fail",
      says: "the radio’s line: whoever comes with nothing is let in.",
    });
  });

  test("the broker of the house’s automation is tried over TLS", async () => {
    const certificate = await makeCertificate();
    const server = createTlsServer({ key: certificate.key, cert: certificate.chain }, (socket) => {
      socket.on("error", () => undefined);
      // In by any password, and not without one.
      socket.once("data", (bytes) =>
        (bytes[9] ?? 0) & 0x40 ? socket.write(Uint8Array.of(0x20, 2, 0, 0)) : socket.destroy(),
      );
    });
    const place = `127.0.0.1:${await listening(server)}`;
    const now = await context({}, { smartHome: [place] });
    expect(await look(brokerCheck, now)).toMatchObject({
      verdict: "fail",
      says: `${place}: whoever comes with a made-up password is let in.`,
    });
  });
});

test.each([routesCheck, brokerCheck])("without a running hub $id claims nothing", async (check) => {
  expect((await look(check, await context({ hub: undefined }))).verdict).toBe("cannot-tell");
});
