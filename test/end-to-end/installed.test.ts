/**
 * Installed on a clean Debian as a person does it, by the line that is pasted, from a release on loopback: real systemd, no other network. It ends with an address, a picture
 * to scan and a code; a guardian claims the hub with that code, and a message reaches a toy and is heard, each process in its sandbox as its own user.
 * What the journal holds of that evening tells nobody anything. Then it is killed, hangs, goes to newer versions and back, is removed and installed again, and purged.
 */

import { execFile, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeSettings, STATES } from "../../ble/improv/improv-packets.ts";
import { openUnixTransport } from "../../ble/radio/hci/unix-transport.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { argon2id } from "../../hub/drill/argon2id.ts";
import { SMALL_MEMORY } from "../../scripts/supervisor/node-flags.ts";
import { size } from "../attacks/sizes.ts";
import { claimToy, untilHouse } from "../support/claim-bear.ts";
import { cleanRoot, DebianHouse, hasDebianHouse, PROJECT } from "../support/debian-house.ts";
import { type Fetch, Guardian, hum, prepareClip } from "../support/guardian.ts";
import { openImprov } from "../support/improv-phone.ts";
import { offerMinisign, offerPackage } from "../support/offered-packages.ts";
import { makeProject, makeProjectSigner } from "../support/project-keys.ts";
import { loadNoble, poweredOn } from "../support/real-stacks.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { toyHands } from "../support/toy-hands.ts";

const run = promisify(execFile);
const MOST_INSTALLED_KIB = 220 * 1_024;
const PERSON = "Wilhelmina Quast";
const CHILD = "Ottokar";
const TOY = "Brummelpetz";
const PASSPHRASE = "four lanterns beside our kettle";
const HOST = "localhost:8080";
/** For the radio that a machine without Bluetooth has not: simulated ones, in the place of an adapter. */
const AIR = "/run/pawpost-air";
/** And for the phone that says which Wi-Fi. */
const PHONE = "/run/pawpost-phone";
const WIFI = "Quastnetz";
const WIFI_PASSPHRASE = "seven kettles by the old pond";

const owned = new AsyncDisposableStack();
let house: DebianHouse;
let packages: string;
let file: string;
let said: string;
let guardian: Guardian;
const secrets: string[] = [];
const project = makeProject();

/** Of the server in there. */
const SERVED = "8099";
/** What stands behind the pipe in the line that is pasted. */
const paste = (folder: string, from = `http://127.0.0.1:${SERVED}/${folder}`) =>
  `sh -s -- --from ${from} --keys /mnt/keys.txt`;

const makePackage = async (into: string) =>
  (await run(join(PROJECT, "scripts/package"), [into], { maxBuffer: 16_777_216 })).stdout
    .trim()
    .split("\n")
    .at(-1) ?? "";
const hashOf = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

/** As a browser on that machine, by way of a Unix socket. */
function fetchThrough(socketPath: string): Fetch {
  let cookie = "";
  return (path, init) =>
    new Promise((answered, failed) => {
      // A form names the mark between its parts only once it is carried.
      const carried = new Response(init.body ?? null);
      const headers = Object.fromEntries([...carried.headers, ...new Headers(init.headers)]);
      const asking = request(
        {
          socketPath,
          path,
          method: init.method ?? "GET",
          headers: { ...headers, host: HOST, origin: `http://${HOST}`, ...(cookie !== "" && { cookie }) },
        },
        async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          const [set] = response.headers["set-cookie"] ?? [];
          if (set !== undefined) {
            cookie = set.split(";")[0] ?? "";
            secrets.push(cookie.split("=")[1] ?? cookie);
          }
          const status = response.statusCode ?? 500;
          const body = [204, 304].includes(status) ? null : Buffer.concat(chunks);
          answered(new Response(body, { status, headers: response.headers as Record<string, string> }));
        },
      );
      asking.on("error", failed);
      carried.arrayBuffer().then((body) => asking.end(Buffer.from(body)), failed);
    });
}

/** The same session, the same toy: nothing was lost. */
const isAtHome = () => untilHouse(guardian, ({ toys }) => toys.some(({ name }) => name === TOY), 20_000);

describe.runIf(hasDebianHouse)("the package", () => {
  beforeAll(async () => {
    const folder = owned.use(await makeTempDir());
    packages = folder.path;
    file = await makePackage(packages);
    cpSync(join(PROJECT, "scripts/install.sh"), join(packages, "install.sh"));
    await writeFile(join(packages, "keys.txt"), project.publicKeys.join("\n"));
    await offerMinisign(join(packages, "debian"));
    await offerPackage(join(packages, "good"), file, project);
    house = owned.use(await DebianHouse.boot({ "/mnt": packages }));
    await house.write("/etc/apt/sources.list", "deb [trusted=yes] file:/mnt/debian ./\n");
    const [enter = "", ...words] = house.inNetwork;
    const server = spawn(
      enter,
      [
        ...words,
        process.execPath,
        new URL("../support/folder-server-main.ts", import.meta.url).pathname,
        packages,
        SERVED,
      ],
      { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env.PATH } },
    );
    owned.defer(() => void server.kill());
    await once(server.stdout, "data");
    said = await house.do(`cat /mnt/install.sh | ${paste("good")}`);
  });
  afterAll(() => owned.disposeAsync());

  test.runIf(size("packages") > 1)("is the same bytes when it is made again", async () => {
    const again = owned.use(await makeTempDir());
    expect(await hashOf(await makePackage(again.path))).toBe(await hashOf(file));
  });

  test("is small enough for a card", async () => {
    expect((await stat(file)).size).toBeGreaterThan(10_000_000);
    const kib = Number((await house.do("du -sk --apparent-size /opt/pawpost")).split("\t")[0]);
    console.log(`installed: ${Math.round(kib / 1_024)} MiB`);
    expect(kib).toBeLessThan(MOST_INSTALLED_KIB);
  });

  test("says what it is made of: each library that lies in it, and no other", async () => {
    const { components } = JSON.parse(await house.do("cat /usr/share/doc/pawpost/pawpost.cdx.json")) as {
      components: { type: string; properties?: { value: string }[] }[];
    };
    const places = components.flatMap(({ properties = [] }) => properties.map(({ value }) => value));
    const there = await house.do(
      "cd /opt/pawpost/current && find node_modules -name package.json -printf '%h\\n' | grep -E '(^|/)node_modules/(@[^/]+/)?[^/@]+$'",
    );
    expect(there.trim().split("\n").toSorted()).toEqual(
      places.filter((place) => place.startsWith("node_modules/")).toSorted(),
    );
    expect(components.filter(({ type }) => type === "platform")).toHaveLength(1);
  });

  test("ends with an address, a picture to scan and a code", async () => {
    expect(said).toMatch(/ {2}Open {3}https:\/\/pawpost-[a-z2-7]{8}\.local\n/);
    expect(said).toMatch(/[█▀▄]{10}/);
    expect(said).toMatch(/ {2}Code {3}[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4} /);
    await house.active("pawpost-hub", "pawpost-ble", "pawpost-firewall", "pawpost-hub.socket");
    expect(await house.do("systemctl --failed --no-legend")).toBe("");
    expect((await house.do("systemctl is-enabled pawpost.target")).trim()).toBe("enabled");
  });

  describe("the line that is pasted", () => {
    /** Up to where apt would install it, which every barrier stands before. @param without what of the script is taken out, and what comes in its place */
    const tryIt = async (
      folder: string,
      without: readonly (readonly [string, string])[] = [],
      from?: string,
    ) => {
      let script = await readFile(join(PROJECT, "scripts/install.sh"), "utf8");
      for (const [part, instead] of [
        ["say 'Installing it ...'", "say 'It goes in.' && exit 0"] as const,
        ...without,
      ]) {
        expect(script).toContain(part);
        script = script.replace(part, instead);
      }
      await house.write("/root/tried.sh", script);
      return house.run(`cat /root/tried.sh | ${paste(folder, from)}`);
    };
    const offer = (name: string, how: Parameters<typeof offerPackage>[3] = {}) =>
      offerPackage(join(packages, name), small, project, how);
    const goesIn = { status: 0, out: expect.stringContaining("It goes in.") };
    const refused = (why: string) => ({ status: 1, out: expect.stringContaining(why) });
    let small: string;

    beforeAll(async () => {
      const tree = owned.use(await makeTempDir());
      await mkdir(join(tree.path, "DEBIAN"));
      const architecture = file.split("_").at(-1)?.split(".")[0] ?? "";
      await writeFile(
        join(tree.path, "DEBIAN/control"),
        `Package: pawpost\nVersion: 0.1.0\nArchitecture: ${architecture}\nMaintainer: A test <a@localhost>\nDescription: nothing\n`,
      );
      small = join(owned.use(await makeTempDir()).path, `pawpost_0.1.0_${architecture}.deb`);
      await run("dpkg-deb", ["--build", "--root-owner-group", tree.path, small]);
      await offer("small");
    });

    test("takes what two keys signed, over the network or from a folder", async () => {
      expect(await tryIt("small")).toEqual(goesIn);
      expect(await tryIt("small", [], "/mnt/small")).toEqual(goesIn);
      const { status, out } = await house.run(`cat /mnt/install.sh | ${paste("small")} --dry-run`);
      expect([status, out]).toEqual([0, expect.stringContaining("Nothing was changed.")]);
    });

    test("refuses what one key signed, however often, and what none of the three did", async () => {
      const [first] = project.signers;
      await offer("one", { by: [first, first] });
      await offer("stranger", { by: [makeProjectSigner(), makeProjectSigner()] });
      expect(await tryIt("one")).toEqual(refused("one key alone signed that release"));
      expect(await tryIt("stranger")).toEqual(refused("none of the project's keys signed that release"));
      expect(await tryIt("one", [["    1) fail", "    1) :"]])).toEqual(goesIn);
      expect(await tryIt("stranger", [["    0) fail", "    0) :"]])).toEqual(goesIn);
    });

    test("refuses another package than the one that was signed", async () => {
      await offer("changed");
      const path = join(packages, "changed", small.split("/").at(-1) ?? "");
      const bytes = await readFile(path);
      // In a part of it that nothing reads: the last digit of its first member's time (ar(5)).
      bytes[33] = (bytes[33] ?? 0) ^ 1;
      await writeFile(path, bytes);
      expect(await tryIt("changed")).toEqual(refused("is not the one that was signed"));
      expect(await tryIt("changed", [["sha256sum --check --status", "cat >/dev/null"]])).toEqual(goesIn);
      await writeFile(path, Buffer.concat([await readFile(small), Buffer.alloc(8_192)]));
      expect(await tryIt("changed")).toMatchObject({ status: 1 });
    });

    test("refuses a release that is over, an older one than what is here, and one of something else", async () => {
      await offer("over", { expires: Date.now() - 1_000 });
      await offer("older", { version: "0.0.9" });
      await offer("list", { kind: "pawpost-advisories-1" });
      expect(await tryIt("over")).toEqual(refused("that release is over"));
      expect(await tryIt("older")).toEqual(refused("0.1.0 is here already, and that release is 0.0.9"));
      expect(await tryIt("list")).toEqual(refused("that release has no package"));
      expect(await tryIt("over", [['[ "$state" = good ] ||', "true ||"]])).toEqual(goesIn);
      const anyKind = [`$body =~ /"kind"\\s*:\\s*"pawpost-release-1"/ or exit 1;`, ""] as const;
      expect(await tryIt("list", [anyKind])).toEqual(goesIn);
      const anyAge = [`! dpkg --compare-versions "$version" lt "$known" ||`, "true ||"] as const;
      expect((await tryIt("older", [anyAge])).out).not.toContain("is here already");
    });

    test("goes nowhere else than where it was sent, and to no plain http://", async () => {
      expect(await tryIt("elsewhere/small")).toEqual(refused("release.json did not come from"));
      expect(await tryIt("elsewhere/small", [["-o Acquire::http::AllowRedirect=false", ""]])).toEqual(goesIn);
      expect(await tryIt("", [], "http://192.0.2.1/small")).toEqual(refused("is no https:// address"));
    });

    test("cut off anywhere, it does nothing at all", async () => {
      const script = await readFile(join(PROJECT, "scripts/install.sh"), "utf8");
      const call = script.lastIndexOf("{ pawpost_install");
      const cuts = [0.3, 0.6, 0.9].map((part) => Math.floor(script.length * part));
      for (let at = call; script.slice(at) !== "}\n"; at++) cuts.push(at);
      const all = cuts.map((cut) => `head -c ${cut} /mnt/install.sh | ${paste("small")}`);
      expect((await house.run(all.join("; "))).out).not.toMatch(/Looking at|Fetching|Error:/);
      expect(script.slice(call)).toBe('{ pawpost_install "$@"; }\n');
    });

    test("leaves nothing behind, and says what is missing", async () => {
      expect(await house.do("ls /tmp | grep pawpost-install || true")).toBe("");
      expect((await house.run("command -v minisign")).status).not.toBe(0);
      const say = (words: string) => house.run(`cat /mnt/install.sh | sh -s -- ${words}`);
      expect(await say("--from /mnt/small")).toEqual(refused("there are no three keys"));
      expect(await say("--keys /mnt/keys.txt")).toEqual(refused("no public place for releases yet"));
    });
  });

  describe("the stage for pi-gen", () => {
    let stage: string;
    beforeAll(async () => {
      stage = join(owned.use(await makeTempDir()).path, "stage-pawpost");
      cpSync(join(PROJECT, "scripts/image/stage-pawpost"), stage, { recursive: true });
    });
    /** @param before done to the card's system beforehand, by root */
    const runStage = async (before: string) => {
      const words = [
        "--mount",
        "bash",
        join(PROJECT, "test/support/run-stage.sh"),
        await cleanRoot(),
        stage,
        before,
      ];
      const { status, stdout, stderr } = spawnSync("unshare", words, { encoding: "utf8" });
      return { status, said: `${stdout}${stderr}` };
    };
    const refused = (why: string) => ({ status: 1, said: expect.stringContaining(`stage-pawpost: ${why}`) });

    test("makes a system that starts as a hub, and as another one on each card", async () => {
      expect(await runStage(":")).toEqual(refused("files/ holds no package"));
      cpSync(file, join(stage, "00-pawpost/files", file.split("/").at(-1) ?? ""));
      const { status, said } = await runStage(":");
      expect([status, said]).toEqual([0, expect.stringMatching(/(?:enabled\n){4}/)]);
      expect(said).toMatch(/^\d+\.\d+\.\d+$/m);
    });

    test("ends with an error where every card would let the same people in", async () => {
      expect(await runStage("echo 'root:raspberry' | chpasswd")).toEqual(refused("somebody has a password"));
      expect(await runStage("passwd --delete root >/dev/null")).toEqual(
        refused("somebody needs no password"),
      );
      const key = "mkdir -p /home/owner/.ssh && echo ssh-ed25519 >/home/owner/.ssh/authorized_keys";
      expect(await runStage(key)).toEqual(refused("a key for SSH is on it"));
      const hub = "mkdir -p /var/lib/pawpost/hub && echo secret >/var/lib/pawpost/hub/hub.key";
      expect(await runStage(hub)).toEqual(refused("a hub has run on it"));
    });
  });

  test("what was compiled at the installation is root's, and spares the next start", async () => {
    const strangers = await house.do(
      "find /opt/pawpost /etc/pawpost /var/cache/pawpost ! -user root -o -perm /022 ! -type l",
    );
    expect(strangers).toBe("");
    expect(Number(await house.do("find /var/cache/pawpost/code -type f | wc -l"))).toBeGreaterThan(100);
    const command = await house.do("tr '\\0' ' ' </proc/$(systemctl show -P MainPID pawpost-hub)/cmdline");
    expect(command.trim()).toMatch(/ \/opt\/pawpost\/versions\/[^/ ]+\/bundled\/hub\/main\.js$/);
    // Whatever they load, now or later: one of TypeScript that is not there, and the hub loads the compiler, and keeps it.
    const loads = (user: string, words: string) =>
      `setpriv --reuid=pawpost-${user} --clear-groups env -i NODE_COMPILE_CACHE=/var/cache/pawpost/code NODE_DEBUG_NATIVE=COMPILE_CACHE \
        .node/v*/bin/node ${SMALL_MEMORY.join(" ")} --disable-proto=delete --disable-sigusr1 ${words} 2>&1 || true`;
    const read = await house.do(`
      cd /opt/pawpost/current
      {
        ${["hub/main", "ble/main", "hub/link/main"]
          .map((program) => [program, program.split("/").at(-2) ?? ""] as const)
          .map(
            ([program, user]) =>
              `${loads(user, `bundled/${program}.js`)}\n${loads(user, `scripts/supervisor/load-bundle.ts ${program}.ts`)}`,
          )
          .join("\n")}
      } | grep -E 'reading cache|was rejected'`);
    const lines = read.trim().split("\n");
    for (const wanted of [
      /\/bundled\/hub\/start-/,
      /\/bundled\/hub\/open-drill-/,
      /\/bundled\/ble\/start-/,
      /\/bundled\/hub\/link\/start-/,
      /\/hub\/check\/clip-worker\.ts/,
    ])
      expect(lines.some((line) => wanted.test(line))).toBe(true);
    expect(lines.filter((line) => !line.includes("success"))).toEqual([]);
  });

  const isActive = async (unit: string) => (await house.run(`systemctl is-active ${unit}`)).out.trim();
  /** What a phone has to do with: does it run, and does the radio. */
  const improv = async () => [await isActive("pawpost-improv"), await isActive("pawpost-ble")];
  test("without an adapter no phone says the Wi-Fi: the journal says why, and nothing is tried again", async () => {
    await house.active("pawpost-improv.timer");
    await house.do("systemctl start pawpost-improv");
    expect(await improv()).toEqual(["inactive", "active"]);
    expect(await house.do("journalctl -u pawpost-improv -o cat")).toContain(
      "no Wi-Fi by a phone: there is no Bluetooth adapter",
    );
  });

  test("where nobody has claimed the hub and there is no network, a phone says the Wi-Fi, in the real sandbox", async () => {
    // An adapter, a Wi-Fi and NetworkManager, which a machine in namespaces has not.
    await house.write(
      "/usr/bin/nmcli",
      `#!/bin/sh
printf '%s\\n' "$*" >>${PHONE}/calls
case "$*" in *' connect '*) head -n 1 >${PHONE}/said ;; esac
`,
    );
    await house.write(
      "/run/systemd/system/pawpost-improv.service.d/air.conf",
      `[Service]
Environment=PAWPOST_HCI=unix:${PHONE}/hci-hub.sock
BindReadOnlyPaths=${PHONE}/devices:/sys/class
ReadWritePaths=${PHONE}
`,
    );
    await house.do(`
      set -e
      chmod 755 /usr/bin/nmcli
      install -d -o pawpost-improv -g pawpost-improv -m 700 ${PHONE} ${PHONE}/devices
      mkdir -p ${PHONE}/devices/net/wlan0/phy80211
      systemctl daemon-reload
      cd /opt/pawpost/current
      systemd-run --quiet --unit=improv-air --uid=pawpost-improv -E PAWPOST_RUN=${PHONE} -E PAWPOST_DATA=${PHONE} "$(readlink -f .node/v*/bin/node)" /opt/pawpost/current/ble/simulator/air-main.ts
      until [ -S ${PHONE}/hci-toy.sock ]; do sleep 0.2; done
      systemctl start pawpost-improv
    `);
    expect(await improv()).toEqual(["active", "inactive"]);
    const path = house.path(`${PHONE}/hci-toy.sock`);
    using transport = openUnixTransport({ path, onTrouble: () => undefined });
    using loaded = loadNoble(transport);
    await poweredOn(loaded.noble);
    const phone = await openImprov(loaded.noble, (wait) => systemClock.sleep(wait));
    await phone.write(encodeSettings({ name: WIFI, passphrase: WIFI_PASSPHRASE }));
    await expect.poll(() => phone.bytes("result").length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(phone.bytes("state")).toEqual([STATES.provisioning, STATES.provisioned]);
    expect(Buffer.from(phone.bytes("result")).toString("latin1")).toMatch(
      /https:\/\/pawpost-[a-z2-7]{8}\.local/,
    );
    expect(await house.do(`cat ${PHONE}/said`)).toBe(`${WIFI_PASSPHRASE}\n`);
    const calls = await house.do(`cat ${PHONE}/calls`);
    expect(calls).toContain(`device wifi connect ${WIFI} `);
    expect(calls).not.toContain(WIFI_PASSPHRASE);
    // The whole journal is asked for these, further down.
    secrets.push(WIFI, WIFI_PASSPHRASE);
    await house.do("systemctl stop pawpost-improv");
    await house.active("pawpost-ble");
  });

  test("a message reaches a toy and is heard", async () => {
    await house.do(`
      set -e
      install -d -o pawpost-ble -g pawpost-ble -m 700 ${AIR}
      mkdir -p /run/systemd/system/pawpost-ble.service.d
      printf '[Service]\\nEnvironment=PAWPOST_HCI=unix:${AIR}/hci-hub.sock PAWPOST_SIMULATED=1\\n' >/run/systemd/system/pawpost-ble.service.d/air.conf
      systemctl daemon-reload
      cd /opt/pawpost/current
      node=$(echo .node/v*/bin/node)
      start() { systemd-run --quiet --unit="$1" --uid=pawpost-ble -E PAWPOST_RUN=${AIR} -E PAWPOST_DATA=${AIR} -E PAWPOST_TOY_DRAIN=fast -E PAWPOST_HCI=unix:${AIR}/hci-toy.sock /opt/pawpost/current/$node /opt/pawpost/current/$2; }
      start air ble/simulator/air-main.ts
      until [ -S ${AIR}/hci-toy.sock ]; do sleep 0.2; done
      start toy ble/simulator/toy-main.ts
      systemctl restart pawpost-ble
    `);
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await house.do("pawpost code"))?.[0] ?? "";
    secrets.push(code, PASSPHRASE);
    // By the page's own hash: a backup is opened with the passphrase later.
    const fetch = fetchThrough(await house.openGate(8_080));
    guardian = await Guardian.claim(fetch, code, PERSON, PASSPHRASE, argon2id);
    const hands = toyHands(house.path(`${AIR}/toy.sock`));
    const toy = await claimToy(guardian, hands, { toyName: TOY, childName: CHILD });
    const { id } = await guardian.send(await prepareClip(hum(1, 1), 16_000), toy);
    const isIn = (state: string) =>
      untilHouse(guardian, ({ messages }) =>
        messages.some((one) => one.id === id && one.state.startsWith(state)),
      );
    await isIn("on_toy");
    await hands.press("play");
    await isIn("played");
    expect(JSON.parse(await house.do("pawpost code --json"))).toMatchObject({
      claimCode: null,
      presenceCode: null,
    });
  });

  test("once it is claimed no phone says the Wi-Fi any more, where all else is as it was", async () => {
    await house.do("systemctl start pawpost-improv");
    expect(await improv()).toEqual(["inactive", "active"]);
    expect(await house.do("systemctl --failed --no-legend")).toBe("");
    await house.do(`
      systemctl stop improv-air
      rm -r /usr/bin/nmcli /run/systemd/system/pawpost-improv.service.d
      systemctl daemon-reload
    `);
  });

  test("root is told how it is, changes a setting, and has Tab and a manual page", async () => {
    expect(JSON.parse(await house.do("pawpost status --json"))).toMatchObject({
      claimed: true,
      guardians: 1,
      toys: [{ name: TOY }],
    });
    expect(await house.do("pawpost logs --unit hub --since 1h")).toContain("pawpost-hub[");
    const said = await house.do("pawpost config set log_level info && pawpost config check");
    expect(said).toContain("sudo systemctl try-restart pawpost-hub pawpost-link\n");
    expect(said).toContain("A hub would start with /etc/pawpost/config.yaml.");
    expect(await house.do("stat -c '%U %a' /etc/pawpost/config.yaml /etc/pawpost/config.yaml.~1~")).toBe(
      "root 644\nroot 644\n",
    );
    expect((await house.run("setpriv --reuid=nobody --clear-groups pawpost status")).status).not.toBe(0);
    const { stdout } = await run("dpkg-deb", ["--contents", file], { maxBuffer: 16_777_216 });
    for (const path of [
      "bash-completion/completions/pawpost",
      "zsh/vendor-completions/_pawpost",
      "fish/vendor_completions.d/pawpost.fish",
      "man/man1/pawpost.1.gz",
    ])
      expect(stdout).toContain(` ./usr/share/${path}\n`);
  });

  test("a code for who is at the machine is asked for there, and stands in no journal", async () => {
    await guardian.stepUp();
    await guardian.client.call("POST", "/presence/code");
    const { presenceCode } = JSON.parse(await house.do("pawpost code --json")) as { presenceCode: string };
    expect(presenceCode).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    secrets.push(presenceCode);
  });

  test("the journal has each process's lines as fields, and nobody's name, code, token or address", async () => {
    const journal = await house.do("journalctl --no-pager -o export -u 'pawpost-*'");
    for (const name of ["hub", "ble"]) expect(journal).toContain(`SYSLOG_IDENTIFIER=pawpost-${name}\n`);
    expect(journal).toMatch(/^MESSAGE_ID=[0-9a-f]{32}$/m);
    expect(journal).toMatch(/^PAWPOST_MILLISECONDS=\d+$/m);
    expect(secrets.length).toBeGreaterThan(3);
    for (const secret of [PERSON, CHILD, TOY, ...secrets]) expect(journal).not.toContain(secret);
    expect(journal.match(/(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}/i)).toBeNull();
    // The test of that: what is said there by mistake is found.
    await house.do(`systemd-cat --identifier=pawpost-hub echo "${PERSON}"`);
    expect(await house.do("journalctl --no-pager -o export -t pawpost-hub")).toContain(PERSON);
  });

  test("a hub that hangs is ended and started anew by systemd, and one that was killed at once", async () => {
    const pid = async () => (await house.do("systemctl show -P MainPID pawpost-hub")).trim();
    const first = await pid();
    await house.do(`kill -KILL ${first}`);
    await house.until(
      `test "$(systemctl show -P MainPID pawpost-hub)" -gt 0 -a "$(systemctl show -P MainPID pawpost-hub)" != ${first}`,
    );
    await house.active("pawpost-hub");
    const second = await pid();
    await house.do(`kill -STOP ${second}`);
    await house.until("journalctl --no-pager -u pawpost-hub | grep -q 'Watchdog timeout'", 60_000);
    await house.until(`test "$(systemctl show -P MainPID pawpost-hub)" != ${second}`, 60_000);
    await house.active("pawpost-hub");
    await isAtHome();
  });

  // Not every machine that tests run on lets anybody have that, a service of systemd's neither.
  const mayBeOnTime = spawnSync("chrt", ["-r", "1", "true"]).status === 0;
  test.runIf(mayBeOnTime)(
    "the radio is on time by systemd's right, and has none of its own to be",
    async () => {
      const pid = (await house.do("systemctl show -P MainPID pawpost-ble")).trim();
      expect(await house.do(`chrt -p ${pid}`)).toContain("SCHED_RR|SCHED_RESET_ON_FORK");
      expect(await house.do(`grep CapEff /proc/${pid}/status`)).toMatch(/0000000000003000$/m);
    },
  );

  test("all of it starts at once, and when it stops the radio is gone before the hub begins to go", async () => {
    const at = async (unit: string, what: string) =>
      Number(await house.do(`systemctl show -P ${what}TimestampMonotonic pawpost-${unit}`));
    await house.do("systemctl restart pawpost.target");
    await house.active("pawpost-hub", "pawpost-ble");
    expect(await at("ble", "ExecMainStart")).toBeLessThan(await at("hub", "ActiveEnter"));
    await house.do("systemctl stop pawpost.target");
    // That waits for the target alone. A unit that nobody wants any more forgets its times; the journal does not.
    await house.until('test "$(systemctl show -P ActiveState pawpost-hub)" = inactive');
    const said = await house.do("journalctl --no-pager --output=cat --identifier=systemd -n 60");
    const last = [
      "Reached target pawpost.target",
      "Stopped pawpost-ble.service",
      "Stopping pawpost-hub.service",
      "Stopped pawpost-hub.service",
    ];
    const places = last.map((line) => said.lastIndexOf(line));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(-1);
    await house.do("systemctl start pawpost.target");
    await house.active("pawpost-hub", "pawpost-ble");
  });

  test("link runs once the hub wants it, and not before", async () => {
    expect((await house.run("systemctl is-active pawpost-link")).out.trim()).toBe("inactive");
    await house.do("install -o pawpost-hub -m 600 /dev/null /run/pawpost/wants/link");
    await house.active("pawpost-link");
  });

  test("backs up to a stick that comes while the hub runs, and pulled it is not taken for an empty one", async () => {
    await house.do("pawpost backup to /media/pawpost");
    await house.active("pawpost-hub");
    // No stick yet: the mount point is root's, and nothing is written to the card.
    await house.do("! pawpost backup create");
    expect(await house.do("ls /media/pawpost")).toBe("");
    await house.do(`mount -t tmpfs -o "uid=$(id -u pawpost-hub),mode=0700" stick /media/pawpost`);
    const made = JSON.parse(await house.do("pawpost backup create --json")) as { files: number };
    expect(made.files).toBeGreaterThan(2);
    expect(await house.do("stat -c %U /media/pawpost/pawpost-backup-*")).toBe("pawpost-hub\n");
    expect(await house.do("pawpost backup verify /media/pawpost")).toMatch(/is whole/);
    // Into root's own folder it may not write.
    expect((await house.run("pawpost backup to /root")).out).toContain("Error [backup.hidden]");
    expect((await house.run("pawpost backup to /srv")).out).toContain("Error [backup.not-writable]");
    expect(await house.do("grep backup_to /etc/pawpost/config.yaml")).toBe("backup_to: /media/pawpost\n");
    await house.do("cp -a /media/pawpost /run/kept-stick && umount /media/pawpost");
    expect((await house.run("pawpost backup create")).out).toContain("Error [backup.gone]");
    await isAtHome();
  });

  /** A release of what is installed under another number, signed by the household's three keys. @param then changes what lies in it */
  async function offerVersion(version: string, counter: number, then = ""): Promise<void> {
    const name = `pawpost-${version}-build.tar.gz`;
    await house.do(`
      set -e
      rm -rf /root/offer /root/tree; mkdir -p /root/offer
      cp -a "$(readlink -f /opt/pawpost/current)" /root/tree
      cd /root/tree
      sed -i '0,/"version": "[0-9.]*"/s//"version": "${version}"/' package.json
      ${then}
      tar -c -I 'gzip -1' -f /root/offer/${name} --format=ustar --hard-dereference --owner=0 --group=0 $(ls -A)
    `);
    const build = await readFile(house.path(`/root/offer/${name}`));
    const release = {
      kind: "pawpost-release-1",
      counter,
      version,
      from: "0.1.0",
      issued: new Date(Date.now() - 60_000).toISOString(),
      expires: new Date(Date.now() + 86_400_000).toISOString(),
      advisories: [],
      builds: [
        {
          machine: process.arch === "x64" ? "amd64" : "arm64",
          file: name,
          bytes: build.byteLength,
          sha256: createHash("sha256").update(build).digest("hex"),
        },
      ],
    };
    await house.write("/root/offer/release.json", project.signed(release));
  }
  const runs = async () =>
    (await house.do("readlink /opt/pawpost/current /opt/pawpost/updater")).trim().split("\n");

  test("a newer version is brought in on a stick, and what the family has goes on", async () => {
    await house.do(
      `printf 'project_keys: [${project.publicKeys.join(", ")}]\n' >>/etc/pawpost/config.yaml; systemctl restart pawpost-hub`,
    );
    await house.active("pawpost-hub", "pawpost-ble");
    await offerVersion("0.1.1", 1);
    const said = await house.do("pawpost update --from /root/offer/release.json --now");
    expect(said).toContain("Updated from 0.1.0 to 0.1.1.");
    expect(await runs()).toEqual(["versions/0.1.1", "versions/0.1.1"]);
    expect(await house.do("pawpost --version")).toBe("0.1.1\n");
    expect(await house.do("systemctl --failed --no-legend; ls /var/lib/pawpost")).toBe("ble\nhub\n");
    expect(await house.do("find /run/pawpost -mindepth 1 ! -type l -perm /007")).toBe("");
    await house.active("pawpost-hub", "pawpost-ble");
    await isAtHome();
  });

  test("one that does not start is gone back from by itself, which is said", async () => {
    await offerVersion("0.1.2", 2, "echo 'process.exit(78)' >bundled/hub/main.js");
    const { status, out } = await house.run("pawpost update --from /root/offer/release.json --now");
    expect([status, out]).toEqual([1, expect.stringContaining("0.1.2 did not start well. Back at 0.1.1")]);
    expect(await runs()).toEqual(["versions/0.1.1", "versions/0.1.1"]);
    await house.active("pawpost-hub", "pawpost-ble");
    await isAtHome();
  });

  test("killed in the middle of the trial, the version before runs again by itself", async () => {
    await offerVersion("0.1.3", 3, "echo 'setInterval(() => undefined, 1e3)' >bundled/hub/main.js");
    await house.do("pawpost update --from /root/offer/release.json --now >/dev/null 2>&1 &");
    await house.until(`test "$(readlink /opt/pawpost/current)" = versions/0.1.3`, 180_000);
    await house.do("systemctl kill --kill-who=main --signal=KILL pawpost-update");
    await house.until(`test "$(readlink /opt/pawpost/current)" = versions/0.1.1`, 180_000);
    await house.active("pawpost-hub", "pawpost-ble");
    await isAtHome();
    expect(await house.do("ls /var/lib/pawpost")).toBe("ble\nhub\n");
  });

  test("removed, it keeps what the family has; installed again, it goes on", async () => {
    await house.do("DEBIAN_FRONTEND=noninteractive dpkg -r pawpost");
    expect((await house.run("systemctl is-active pawpost-hub")).out.trim()).not.toBe("active");
    expect((await house.run("ls /opt/pawpost /usr/bin/pawpost")).status).not.toBe(0);
    expect(await house.do("ls /var/lib/pawpost")).toBe("ble\nhub\n");
    const again = await house.do(`DEBIAN_FRONTEND=noninteractive dpkg -i /mnt/${file.split("/").at(-1)}`);
    expect(again).toContain("The page asks for no code.");
    await isAtHome();
  });

  test("purged where nobody can be asked, what the family has is kept", async () => {
    expect(await house.do("DEBIAN_FRONTEND=noninteractive dpkg -P pawpost")).toContain(
      "Kept: /var/lib/pawpost",
    );
    expect(await house.do("ls /var/lib/pawpost")).toBe("ble\nhub\n");
  });

  test("purged by who says so at a terminal, it is erased; by who says anything else, it is not", async () => {
    await house.do(`DEBIAN_FRONTEND=noninteractive dpkg -i /mnt/${file.split("/").at(-1)}`);
    // script(1) is the terminal that is asked on.
    const answered = (answer: string, command: string) =>
      house.do(`printf '%s\\n' '${answer}' | script --quiet --return --command '${command}' /dev/null`);
    await house.do("cp /var/lib/dpkg/info/pawpost.postrm /run/postrm; dpkg -r pawpost");
    expect(await answered("yes", "/run/postrm purge")).toContain("Kept: /var/lib/pawpost");
    expect(await house.do("ls /var/lib/pawpost")).toBe("ble\nhub\n");
    expect(await answered("erase", "dpkg -P pawpost")).toContain("Erased: /var/lib/pawpost");
    expect((await house.run("ls /var/lib/pawpost")).status).not.toBe(0);
  });

  test("a new machine goes on from the stick: brought back by root, it is the hub's own user's", async () => {
    await house.do(`DEBIAN_FRONTEND=noninteractive dpkg -i /mnt/${file.split("/").at(-1)}`);
    await house.active("pawpost-hub");
    await house.do(`
      mount -t tmpfs -o "uid=$(id -u pawpost-hub),mode=0700" stick /media/pawpost
      cp -a /run/kept-stick/. /media/pawpost/`);
    const restore = `printf '%s\\n' '${PASSPHRASE}' | pawpost backup restore /media/pawpost --nobody-out --json`;
    expect(JSON.parse(await house.do(restore))).toMatchObject({ messages: 1, guardians: 1 });
    await house.active("pawpost-hub");
    expect(await house.do("find /var/lib/pawpost/hub ! -user pawpost-hub")).toBe("");
    expect(await house.do("pawpost code")).toContain("The page asks for no code.");
    expect((await house.run(restore)).out).toContain("Error [restore.not-new]");
    await house.active("pawpost-hub");
  });
});
