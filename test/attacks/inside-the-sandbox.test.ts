/**
 * Somebody took over one of an installed system's processes. In its place, as its user and in its sandbox as real systemd makes it, a program tries what
 * the process has no business with: the others' files, lines, memory; powers of the kernel; whatever would outlive it; and addresses.
 * The network's half is asked without the firewall: what stands then is the unit's own. The test of the test: the same program in the same unit
 * without its sandbox gets nearly all of it.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DebianHouse, hasDebianHouse, installFromSource, PLACES, PROJECT } from "../support/debian-house.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const ATTACKER = "/opt/pawpost/current/test/support/confined-attacker.pl";
const UNITS = ["hub", "ble", "link"] as const;
type Unit = (typeof UNITS)[number];

/** What is its own, and all that works. */
const OWN: Readonly<Record<Unit, readonly string[]>> = {
  hub: [
    "list /var/lib/pawpost/hub",
    "list /run/pawpost/for-ble",
    "list /run/pawpost/for-link",
    "list /run/pawpost/console",
    "read /var/lib/pawpost/hub/canary",
    "read /run/pawpost/for-ble/credential",
    "connect for-hub/link.sock",
    "connect for-hub/relay.sock",
    "dial the house",
  ],
  ble: [
    "read /var/lib/pawpost/ble/canary",
    "list /var/lib/pawpost/ble",
    "read /run/pawpost/for-ble/credential",
    "connect for-ble/mqtt.sock",
    "connect for-ble/clips.sock",
  ],
  link: [
    "list /run/pawpost/for-hub",
    "connect for-link/door.sock",
    // Its own name server may be there; the firewall lets it ask that and nothing else: open-ports.test.ts.
    "dial itself",
    "dial the house",
    "dial the Internet",
  ],
};
/** But where the program stands in the place of who serves there. */
const OWN_OF_ALL = new Set(
  UNITS.flatMap((unit) => OWN[unit]).filter((what) => !/^connect for-(?:ble|link)/.test(what)),
);
OWN_OF_ALL.delete("dial itself"); // the hub's page, likewise
const POWERS = [
  "read /etc/shadow",
  "connect dbus",
  "write /etc/pawpost/planted",
  "write /var/cache/pawpost/code/planted",
  "write /usr/lib/planted",
  "see other processes",
  "signal another process",
  "read another's memory",
  "read another's environment",
  "make a user namespace",
  "mount",
  "trace",
  // Not every machine that tests run on lets anybody have it, root in a container least of all.
  ...(spawnSync("chrt", ["-f", "1", "true"]).status === 0 ? ["run at real-time priority"] : []),
  "make a set-user-id file",
  "change the name of the machine",
  "open a raw packet socket",
  "open a raw IP socket",
  "open a netlink socket",
];

const LISTEN = `require("node:net").createServer((s) => s.on("error", () => {}).end()).listen(443, "::", () => process.stdout.write("."))`;
const owned = new AsyncDisposableStack();
let house: DebianHouse;

/** Puts the program into that unit's place. @param change its text, before the program is put into it */
async function attackFrom(unit: Unit, change: (text: string) => string = (text) => text) {
  const text = change(readFileSync(join(PROJECT, `systemd/pawpost-${unit}.service`), "utf8"));
  const pids = await Promise.all(
    UNITS.filter((other) => other !== unit).map((other) =>
      house.do(`systemctl show -P MainPID pawpost-${other}`),
    ),
  );
  const about = `pids=${pids.map((pid) => pid.trim()).join(",")} lan=${PLACES.lan[0]} wan=${PLACES.wan[0]}`;
  const said = `/run/attack-${unit}`;
  const attack = text
    .replace(
      /^(?:ExecStart|ExecStartPost|WatchdogSec|Restart|RestartSec|RestartPreventExitStatus|Sockets|Wants)=.*$/gm,
      "",
    )
    .replace("Type=notify", `Type=oneshot\nExecStart=/usr/bin/perl ${ATTACKER}`)
    .replace(
      "[Service]",
      `[Service]\nEnvironment="ATTACK=${about}"\nStandardOutput=truncate:${said}\nStandardError=inherit`,
    );
  await house.write(`/run/systemd/system/pawpost-attack.service`, attack);
  // And nothing that would start it meanwhile, with its sockets.
  await house.do(
    `systemctl stop pawpost-${unit}.path pawpost-${unit}; systemctl daemon-reload; systemctl start pawpost-attack`,
  );
  const out = await house.do(`cat ${said}`);
  await house.do(`systemctl start pawpost-${unit}`);
  await house.active(`pawpost-${unit}`);
  expect(out, "it came to its end").toMatch(/over\n$/);
  return [...out.matchAll(/^worked: (.+)$/gm)].map(([, what = ""]) => what);
}

describe.runIf(hasDebianHouse)("who took over", () => {
  beforeAll(async () => {
    house = owned.use(await DebianHouse.boot({ "/opt/pawpost/current": PROJECT }));
    const cables = await house.layCables();
    await installFromSource(house);
    await house.do("systemctl start pawpost.target && touch /run/pawpost/wants/link");
    await house.active("pawpost-hub", "pawpost-ble", "pawpost-link");
    // For good: whatever is started wants it.
    await house.do("systemctl stop pawpost-firewall && systemctl mask --runtime pawpost-firewall");
    expect(await house.do("nft list tables")).toBe("");
    await house.do("mkdir -p /var/cache/pawpost/code");
    await house.do(
      "for u in hub ble; do echo secret >/var/lib/pawpost/$u/canary; chmod 600 /var/lib/pawpost/$u/canary; chown pawpost-$u /var/lib/pawpost/$u/canary; done",
    );
    for (const [enter = "", ...words] of [cables.lan, cables.wan]) {
      const far = spawn(enter, [...words, process.execPath, "-e", LISTEN], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      owned.defer(() => void far.kill("SIGKILL"));
      await once(far.stdout, "data");
    }
  });
  afterAll(() => owned.disposeAsync());

  test.each(UNITS)("%s has what is its own, and not one thing more", async (unit) => {
    const worked = await attackFrom(unit);
    const raw = unit === "ble" ? ["open a raw packet socket", "open a raw IP socket"] : [];
    expect(worked.filter((what) => !raw.includes(what)).toSorted()).toEqual([...OWN[unit]].toSorted());
  });

  test(
    "the test of that: without its sandbox, as root, the same program has the run of the machine",
    TAKES_BARRIER_OUT,
    async () => {
      const bare = await attackFrom("hub", (text) =>
        text.replace(
          /^(?:User|Group|Protect\w+|Private\w+|Restrict\w+|SystemCall\w+|Capability\w+|IPAddress\w+|SocketBind\w+|NoNew\w+|ProcSubset|DevicePolicy|LockPersonality|InaccessiblePaths|ReadWritePaths|StateDirectory\w*|RuntimeDirectory\w*|MemorySwapMax|UMask)=.*$/gm,
          "",
        ),
      );
      for (const what of [...OWN_OF_ALL, ...POWERS]) expect(bare).toContain(what);
    },
  );
});
