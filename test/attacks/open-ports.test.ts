/**
 * T-01, T-61: what the world and the house can reach of an installed hub, and what its processes can reach of them; asked of a clean Debian with
 * real systemd and real nftables, by every TCP port in both families. The test of the test: without the firewall's table the same is open.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DebianHouse, hasDebianHouse, installFromSource, PLACES, PROJECT } from "../support/debian-house.ts";

const run = promisify(execFile);
const owned = new AsyncDisposableStack();
let house: DebianHouse;
let cables: Awaited<ReturnType<DebianHouse["layCables"]>>;

/** Somebody who opens a port to all the world, by mistake or on purpose: the firewall has to keep that in. */
const ROGUE = 9_000;
/** Where somebody waits at the far end of each cable. */
const WAITING = [53, 443, 8_883];

const LISTEN = `for (const port of process.argv.slice(1)) require("node:net").createServer((s) => s.on("error", () => {}).end("here")).listen(Number(port), "::", () => process.stdout.write("."))`;

async function listenAt(words: readonly string[], ports: readonly number[]): Promise<void> {
  const [enter = "", ...rest] = words;
  const child = spawn(enter, [...rest, process.execPath, "-e", LISTEN, "--", ...ports.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  owned.defer(() => void child.kill("SIGKILL"));
  for (let heard = 0; heard < ports.length; ) {
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    heard += said.length;
  }
}

describe.runIf(hasDebianHouse)("an installed hub", () => {
  beforeAll(async () => {
    house = owned.use(await DebianHouse.boot({ "/opt/pawpost/current": PROJECT }));
    cables = await house.layCables();
    await installFromSource(house);
    await house.do("systemctl start pawpost.target");
    await house.active("pawpost-hub", "pawpost-ble", "pawpost-hub.socket", "pawpost-firewall");
    await Promise.all([
      listenAt(house.inNetwork, [ROGUE]),
      listenAt(cables.lan, WAITING),
      listenAt(cables.wan, WAITING),
    ]);
  });
  afterAll(() => owned.disposeAsync());

  /** Of the house, from there: every port that a connection to comes about. */
  async function openTo(from: "lan" | "wan", address: string, ports: string): Promise<readonly number[]> {
    const [enter = "", ...words] = cables[from];
    const family = address.includes(":") ? ["-6"] : [];
    const nmap = [
      "nmap",
      "-n",
      "-Pn",
      "-sS",
      "-T5",
      "--max-retries=1",
      "--min-rate=15000",
      `-p${ports}`,
      "-oG",
      "-",
    ];
    const { stdout } = await run(enter, [...words, ...nmap, ...family, address], { maxBuffer: 16_777_216 });
    expect(stdout).toContain("Up"); // it looked at somebody
    return [...stdout.matchAll(/(\d+)\/open\/tcp/g)].map(([, port]) => Number(port));
  }
  const scan = async (ports: string) =>
    Object.fromEntries(
      await Promise.all(
        (["lan", "wan"] as const).flatMap((from) =>
          PLACES.house[from].map(async (address) => [address, await openTo(from, address, ports)] as const),
        ),
      ),
    ) as Record<string, readonly number[]>;

  /** Whether a process of that user, in no sandbox but the firewall, gets a connection. */
  async function reaches(user: string, address: string, port: number): Promise<boolean> {
    const dial = `use IO::Socket::IP; exit(IO::Socket::IP->new(PeerHost => "${address}", PeerPort => ${port}, Timeout => 3) ? 0 : 3)`;
    const { status } = await house.run(
      `setpriv --reuid=${user} --regid=${user} --clear-groups perl -e '${dial}'`,
    );
    expect([0, 3]).toContain(status);
    return status === 0;
  }
  const TARGETS = {
    itself: [["127.0.0.1", 8_080]],
    "the house": PLACES.lan.map((address) => [address, 443]),
    "a hub of the house": PLACES.lan.map((address) => [address, 8_883]),
    "the house's name server": PLACES.lan.map((address) => [address, 53]),
    "the Internet": PLACES.wan.map((address) => [address, 443]),
    "a name server there": PLACES.wan.map((address) => [address, 53]),
  } as const satisfies Record<string, readonly (readonly [string, number])[]>;
  const reach = async (user: string) => {
    const row: string[] = [];
    for (const [name, places] of Object.entries(TARGETS)) {
      const ways = await Promise.all(places.map(([address, port]) => reaches(user, address, port)));
      expect(new Set(ways).size, `${user} to ${name}: one family and not the other`).toBe(1);
      if (ways[0]) row.push(name);
    }
    return row;
  };

  test("the house reaches 443 and nothing else, the world nothing, over IPv4 and IPv6", async () => {
    const [lan4, lan6] = PLACES.house.lan;
    const [wan4, wan6] = PLACES.house.wan;
    expect(await scan("1-65535")).toEqual({ [lan4]: [443], [lan6]: [443], [wan4]: [], [wan6]: [] });
  });

  test("who passes for somebody of the house at the wrong cable gets no answer there either", async () => {
    const [enter = "", ...words] = cables.wan;
    await run(enter, [...words, "ip", "addr", "add", "192.168.99.9/24", "dev", "house0"]);
    await house.do("ip addr add 192.168.99.1/24 dev wan0");
    expect(await openTo("wan", "192.168.99.1", "22,443,8080,8883,9000")).toEqual([443]);
    await house.do("ip addr del 192.168.99.1/24 dev wan0");
  });

  test("each process reaches what it is for", async () => {
    expect({
      hub: await reach("pawpost-hub"),
      ble: await reach("pawpost-ble"),
      link: await reach("pawpost-link"),
    }).toEqual({
      hub: ["itself", "the house", "a hub of the house", "the house's name server"],
      ble: ["a hub of the house"],
      link: ["the house's name server", "the Internet", "a name server there"],
    });
  });

  test("SSH is let in where the owner says so, from the house alone", async () => {
    await house.write("/etc/pawpost/firewall.nft", `add element inet pawpost open { ${ROGUE} }\n`);
    await house.do("systemctl reload pawpost-firewall");
    const open = await scan(`443,${ROGUE}`);
    const [lan4, lan6] = PLACES.house.lan;
    const [wan4, wan6] = PLACES.house.wan;
    expect(open).toEqual({ [lan4]: [443, ROGUE], [lan6]: [443, ROGUE], [wan4]: [], [wan6]: [] });
  });

  test("without that file the rules stand", async () => {
    await house.do("rm /etc/pawpost/firewall.nft && systemctl reload pawpost-firewall");
    expect(await openTo("lan", PLACES.house.lan[0], `443,${ROGUE}`)).toEqual([443]);
  });

  /** What the unit of the daily timer said last; it runs as the hub's user, with one right more. */
  async function houseCheck(): Promise<string> {
    // What a process prints reaches the journal when it likes, and may be later than its end.
    await house.do("systemctl start pawpost-check.service && journalctl --sync");
    return house.do("journalctl --unit=pawpost-check.service --lines=60 --output=cat --no-pager");
  }

  test("T-06: the house check finds the table, and whoever else listens", async () => {
    const said = await houseCheck();
    expect(said).toContain("ok  The firewall: Loaded. The house may come to 443, 8883, 8884");
    expect(said).toMatch(new RegExp(`look  Who listens on the network: Other programs .*:${ROGUE}`));
    expect(said).toContain("ok  Who may read files");
    expect(said).toContain("ok  Its processes");
    expect(said).toContain("ok  The watchdog");
    expect(said).toContain("ok  Every door of the page");
    expect(said).toContain("ok  Who may speak to toys");
  });

  test("the test of that: without the table the same scan and the same calls get through", async () => {
    // For good: whatever is started wants it.
    await house.do("systemctl stop pawpost-firewall && systemctl mask --runtime pawpost-firewall");
    expect(await houseCheck()).toContain(
      "WRONG  The firewall: Pawpost’s table of the firewall is not loaded.",
    );
    const open = await scan(`443,8080,${ROGUE}`);
    for (const address of PLACES.house.wan) expect(open[address]).toContain(ROGUE);
    for (const address of PLACES.house.lan) expect(open[address]).toEqual([443, ROGUE]);
    expect(await reach("pawpost-hub")).toContain("the Internet");
    expect(await reach("pawpost-link")).toContain("the house");
    expect(await reach("pawpost-ble")).toContain("the Internet");
  });

  test("443 from outside the house stays shut even so: the socket's own list", async () => {
    for (const address of PLACES.house.wan) expect(await openTo("wan", address, "443")).toEqual([]);
    expect(await openTo("lan", PLACES.house.lan[0], "443")).toEqual([443]);
  });
});
