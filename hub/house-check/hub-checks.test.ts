/** Each check of the hub's own folder seen well, and seen to find what is wrong: with real files, sockets, certificates and a real store. */
import {
  chmod,
  link,
  mkdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type CheckedHouse, look, openCheckedHouse } from "../../test/support/checked-house.ts";
import { toIntegerSamples } from "../audio/samples.ts";
import { encodeWav } from "../audio/wav.ts";
import { issueHomeCertificate, makeHomeAuthority } from "../certificates/home-authority.ts";
import { systemClock } from "../clock/system-clock.ts";
import type { HubFacts } from "../contract/house-check.ts";
import { LINK } from "../contract/link-job.ts";
import type { OutsideView, Sight } from "../contract/outside-view.ts";
import { hours } from "../domain/duration.ts";
import { listenLocally } from "../local-socket/listen-locally.ts";
import { RelayRefused } from "../ports/relay.ts";
import { backupCheck } from "./checks/backup.ts";
import { type ClockContext, clockCheck } from "./checks/clock.ts";
import { diskCheck } from "./checks/disk.ts";
import { exposureCheck } from "./checks/exposure.ts";
import { filesCheck } from "./checks/files.ts";
import { leftoversCheck } from "./checks/leftovers.ts";
import { portsCheck } from "./checks/ports.ts";
import { pushCheck } from "./checks/push.ts";
import { relayCheck } from "./checks/relay.ts";
import { soundCheck } from "./checks/sound.ts";
import { tlsCheck } from "./checks/tls.ts";
import { parseListeners } from "./listeners.ts";

let house: CheckedHouse & AsyncDisposable;
let hub: string;
beforeAll(async () => {
  house = await openCheckedHouse();
  hub = join(house.rig.dir, "hub");
  await house.rig.claim();
});
afterAll(() => house?.[Symbol.asyncDispose]());

const context = (change?: Parameters<CheckedHouse["context"]>[0]) => house.context(change);
const withFacts = async (change: Partial<HubFacts>) => house.context({ hub: await house.facts(change) });
const GONE_HUB = { hub: undefined };

async function put(name: string, bytes: string | Uint8Array, mode = 0o600): Promise<string> {
  const path = join(house.rig.dir, name);
  await writeFile(path, bytes, { mode });
  onTestFinished(() => rm(path, { force: true }));
  return path;
}

describe("who may read files", () => {
  test("a hub’s own folder is its user’s alone", async () => {
    expect(await look(filesCheck, await context())).toMatchObject({
      verdict: "ok",
      says: expect.stringMatching(/^\d{3,} files and folders are their own user’s alone\.$/),
    });
  });

  test.each([
    ["a key that others may read", "hub/push.key", 0o644, 0o600],
    ["a folder that others may look into", "hub/archive", 0o755, 0o700],
    ["a household that its group may read", "hub/household.sealed", 0o640, 0o600],
  ])("%s is wrong, named, and mended", async (_, name, open, shut) => {
    const path = join(house.rig.dir, name);
    await chmod(path, open);
    const found = await look(filesCheck, await context());
    expect(found).toMatchObject({ verdict: "fail", next: "pawpost doctor --fix" });
    expect(found.says).toContain(`${path}: open to others`);
    expect((await stat(path)).mode & 0o777).toBe(open);
    const fixed = await look(filesCheck, await context({ mends: true }));
    expect(fixed).toMatchObject({ verdict: "ok", mended: [expect.stringContaining(path)] });
    expect((await stat(path)).mode & 0o777).toBe(shut);
  });

  test("what a link leads to is not touched, and the link is told", async () => {
    const elsewhere = await put("elsewhere", "somebody’s own", 0o644);
    const path = join(hub, "library", "link");
    await symlink(elsewhere, path);
    onTestFinished(() => rm(path));
    const found = await look(filesCheck, await context({ mends: true }));
    expect(found).toMatchObject({ verdict: "fail", says: expect.stringContaining("a link") });
    expect((await stat(elsewhere)).mode & 0o777).toBe(0o644);
  });

  test("a key that is gone is told before anybody starts the hub", async () => {
    const [path, kept] = [join(hub, "pepper.key"), join(house.rig.dir, "kept")];
    await link(path, kept);
    await rm(path);
    onTestFinished(async () => {
      await link(kept, path);
      await rm(kept);
    });
    expect(await look(filesCheck, await context())).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining("pepper.key is gone"),
      next: expect.stringContaining("Do not start"),
    });
  });

  test("settings that others may write, and a socket that is open to everybody", async () => {
    const settings = await put("config.yaml", "version: 1\n");
    await chmod(settings, 0o666);
    expect(await look(filesCheck, await context())).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining("others may write it (666)"),
    });
    await chmod(settings, 0o644);
    const { runDir = "" } = await context();
    await using _socket = await listenLocally(createServer(), join(runDir, "for-ble/mqtt.sock"));
    expect((await look(filesCheck, await context())).verdict).toBe("ok");
    await chmod(join(runDir, "for-ble/mqtt.sock"), 0o666);
    expect(await look(filesCheck, await context({ mends: true }))).toMatchObject({
      verdict: "fail",
      next: expect.stringContaining("chmod 660"),
    });
  });

  test("where nothing was kept yet, nothing is wrong", async () => {
    expect((await look(filesCheck, await context({ dataDir: "/not/there" }))).verdict).toBe("ok");
  });
});

describe("what a kill left", () => {
  const OLD = new Date(Date.now() - hours(2));

  test("a file that was never whole is told, and erased where it is to be mended; a young one is somebody’s work", async () => {
    const now = await context({ clock: systemClock });
    await put(`hub/archive/${"a".repeat(24)}.tmp`, "young");
    expect((await look(leftoversCheck, now)).verdict).toBe("ok");
    const path = await put(`hub/archive/${"b".repeat(24)}.tmp`, "half of a clip");
    await utimes(path, OLD, OLD);
    expect(await look(leftoversCheck, now)).toMatchObject({
      verdict: "warn",
      says: expect.stringContaining(path),
      next: "scripts/pawpost doctor --fix",
    });
    expect(await look(leftoversCheck, { ...now, mends: true })).toMatchObject({
      verdict: "ok",
      mended: [`${path}: erased`],
    });
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("a socket behind which nobody is, and none that is served", async () => {
    const now = await context();
    const [stale, served] = [join(now.runDir ?? "", "stale.sock"), join(now.runDir ?? "", "served.sock")];
    const gone = createServer();
    await new Promise<void>((listening) => gone.listen(`${stale}.own`, listening));
    await link(`${stale}.own`, stale); // its name outlives it, as after a kill
    await new Promise((closed) => gone.close(closed));
    await using _served = await listenLocally(createServer(), served);
    expect(await look(leftoversCheck, now)).toMatchObject({
      verdict: "warn",
      says: `Left behind: ${stale}.`,
    });
    const fixed = await look(leftoversCheck, { ...now, mends: true });
    expect(fixed).toMatchObject({ verdict: "ok", mended: [`${stale}: removed`] });
    expect((await stat(served)).isSocket()).toBe(true);
  });
});

describe("no sound in the open", () => {
  const wav = encodeWav(toIntegerSamples(new Float32Array(800)), 16_000);

  test("what the hub keeps is sealed", async () => {
    expect((await look(soundCheck, await context())).verdict).toBe("ok");
  });

  test.each([
    ["a WAV under another name", "hub/archive/notes.txt", wav],
    ["a toy’s message", "hub/waiting/clear.clip", Uint8Array.of(0x41, 0x55, 0x80, 0x3e, 0, 0, 0, 0)],
    ["a recording that only its name tells", "from-the-toy.m4a", "whatever"],
  ])("%s is found, said where, and left alone", async (_, name, bytes) => {
    const path = await put(name, bytes);
    const found = await look(soundCheck, await context({ mends: true }));
    expect(found).toMatchObject({ verdict: "fail", mended: [] });
    expect(found.says).toContain(path);
    expect(found.next).toContain(`shred -u ${path}`);
    expect((await stat(path)).size).toBe(bytes.length);
  });

  test("what the pretend toy holds is the toy’s", async () => {
    await mkdir(join(house.rig.dir, "toy"));
    await put("toy/flash.wav", wav);
    expect((await look(soundCheck, await context())).verdict).toBe("ok");
  });

  test("a readable message that waits for too long", async () => {
    const path = await put("hub/waiting/forgotten.clip", "under the device key");
    const then = new Date(house.rig.clock.now() - hours(16 * 24));
    await utimes(path, then, then);
    expect(await look(soundCheck, await context())).toMatchObject({
      verdict: "warn",
      says: expect.stringContaining("longer than 14 days"),
    });
  });
});

describe("room on the disk", () => {
  test("there is some, with the ballast; without it the doctor makes it again", async () => {
    expect((await look(diskCheck, await context())).verdict).toBe("ok");
    await truncate(join(hub, "ballast"), 5);
    expect(await look(diskCheck, await context())).toMatchObject({
      verdict: "warn",
      says: expect.stringContaining("ballast is gone"),
    });
    expect(await look(diskCheck, await context({ mends: true }))).toMatchObject({
      verdict: "ok",
      mended: [expect.stringContaining("made again, 12 MiB")],
    });
    const ballast = await readFile(join(hub, "ballast"), "latin1");
    expect(ballast.length).toBe(12 * 1_048_576);
    // What a file system would keep once, or hardly at all, gives no room up.
    const blocks = new Set(ballast.match(/.{4096}/gs));
    expect(blocks.size).toBe(3_072);
    expect(gzipSync(Buffer.from([...blocks].slice(0, 100).join(""), "latin1")).length).toBeGreaterThan(
      400_000,
    );
  });

  test("a ballast that leads elsewhere is not written through", async () => {
    const victim = await put("victim", "somebody’s own");
    await rm(join(hub, "ballast"));
    await symlink(victim, join(hub, "ballast"));
    await look(diskCheck, await context({ mends: true }));
    expect((await stat(victim)).size).toBe(Buffer.byteLength("somebody’s own"));
    expect((await look(diskCheck, await context())).verdict).toBe("ok");
  });
});

describe("the clock", () => {
  const at = async (hub: Partial<HubFacts>, isTold?: boolean): Promise<ClockContext> => ({
    ...(await withFacts(hub)),
    isTold: async () => isTold,
  });

  test.each([
    ["fits what was written last", 0, true, "ok"],
    ["fits, and nobody says whether it is told the time", 0, undefined, "ok"],
    ["is told by no time server", 0, false, "warn"],
    ["is behind what was written last", -hours(3), true, "fail"],
    ["is far ahead of the hub’s own count", hours(200 * 24), true, "warn"],
  ] as const)("%s", async (_, ahead, isTold, verdict) => {
    const now = house.rig.clock.now();
    const facts = { livedAt: now - ahead, lastEntryAt: now - ahead };
    expect((await look(clockCheck, await at(facts, isTold))).verdict).toBe(verdict);
  });

  test("a clock that was set back under a running hub", async () => {
    const { clock } = house.rig;
    clock.stepWallClock(-hours(30));
    onTestFinished(() => clock.stepWallClock(hours(30)));
    expect(await look(clockCheck, await context())).toMatchObject({
      verdict: "fail",
      says: expect.stringMatching(/^The clock is (?:29|30) hours behind/),
      next: expect.stringContaining("timedatectl"),
    });
  });
});

async function listening(server: Server, host = "127.0.0.1"): Promise<number> {
  await new Promise<void>((on) => server.listen(0, host, on));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe("who listens", () => {
  test("nobody of ours but where the settings say so; another of the same process is found", async () => {
    const page = await listening(createServer());
    const rooms = await listening(createServer(), "0.0.0.0");
    const facts = { address: `http://localhost:${page}`, mayListen: [{ host: "0.0.0.0", port: rooms }] };
    expect(await look(portsCheck, await withFacts(facts))).toMatchObject({
      verdict: "ok",
      says: expect.stringContaining(`0.0.0.0:${rooms}`),
    });
    for (const host of ["127.0.0.1", "::"]) {
      const rogue = createServer();
      const port = await listening(rogue, host);
      expect(await look(portsCheck, await withFacts(facts))).toMatchObject({
        verdict: "fail",
        says: expect.stringContaining(`${host === "::" ? "[::]" : host}:${port}`),
        next: expect.stringContaining("ss -ltnp"),
      });
      await new Promise((closed) => rogue.close(closed));
    }
    expect((await look(portsCheck, await withFacts(facts))).verdict).toBe("ok");
  });

  test("on a machine of Pawpost’s own another program is told, too", async () => {
    const other = await listening(createServer(), "0.0.0.0");
    // Another process of nobody's: this one's sockets are then others'.
    const hub = await house.facts({ pid: 1 });
    expect(await look(portsCheck, await house.context({ hub, isInstalled: true }))).toMatchObject({
      verdict: "warn",
      says: expect.stringContaining(`0.0.0.0:${other}`),
    });
    const uid = process.getuid?.() ?? 0;
    expect(
      await look(portsCheck, await house.context({ hub, isInstalled: true, users: [uid] })),
    ).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining(`0.0.0.0:${other}`),
    });
  });

  test("the kernel’s tables, of both families", () => {
    const table = [
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0",
      "   1: 0701A8C0:01BB 0901A8C0:C3A2 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0",
      "   2: B80D0120000000000000000001000000:22B3 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000   997        0 4713 1 0",
    ].join("\n");
    expect(parseListeners(table)).toEqual([
      { host: "127.0.0.1", port: 8_080, uid: 1_000, inode: "4711" },
      { host: "2001:db8::1", port: 8_883, uid: 997, inode: "4713" },
    ]);
  });
});

describe("names and certificates", () => {
  const NAME = "pawpost-abcdefgh.local";
  let authority: Awaited<ReturnType<typeof makeHomeAuthority>>;
  let issued: Awaited<ReturnType<typeof issueHomeCertificate>>;
  beforeAll(async () => {
    authority = await makeHomeAuthority(NAME);
    issued = await issueHomeCertificate(authority, NAME, Date.now());
  });
  const home = (port: number, change = {}) => ({
    name: NAME,
    port,
    isListening: true,
    authority: authority.root,
    certificate: issued.chain,
    ...change,
  });
  const at = async (facts: Partial<HubFacts>) => ({ ...(await withFacts(facts)), clock: systemClock });
  const serve = (shown: { readonly key: string; readonly chain: string }) =>
    listening(createHttpsServer({ key: shown.key, cert: shown.chain }));

  test("the home name is really shown by what its authority vouches for", async () => {
    expect(await look(tlsCheck, await at({ home: home(await serve(issued)) }))).toMatchObject({
      verdict: "ok",
      says: expect.stringMatching(/^pawpost-abcdefgh\.local is shown, good for 39\d days\.$/),
    });
  });

  test("another program that answers at that port, or nobody, is found", async () => {
    const other = await issueHomeCertificate(await makeHomeAuthority(NAME), NAME, Date.now());
    expect(await look(tlsCheck, await at({ home: home(await serve(other)) }))).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining("sees something else"),
    });
    const server = createServer();
    const port = await listening(server);
    await new Promise((closed) => server.close(closed));
    expect((await look(tlsCheck, await at({ home: home(port) }))).says).toContain("ECONNREFUSED");
    expect(await look(tlsCheck, await at({ home: home(port, { isListening: false }) }))).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining("Nobody listens"),
    });
  });

  const away = async (made: number, name = NAME, onlyFor = NAME) => {
    const { chain } = await issueHomeCertificate(authority, name, Date.now() + made);
    const relay = {
      zone: "family.example",
      domain: "hub.family.example",
      hasCertificate: true,
      onlyFor,
      names: 1,
      line: { state: "up" as const, milliseconds: 12 },
    };
    return look(tlsCheck, await at({ relay, awayCertificate: chain }));
  };
  test.each([
    ["good", 0, "ok", "good for"],
    ["over", -hours(500 * 24), "fail", "is over since"],
    ["soon over, and not renewed", -hours(350 * 24), "warn", "is over in"],
    ["from the future", hours(5 * 24), "fail", "clock is behind"],
  ])("away from home, one that is %s", async (_, made, verdict, text) => {
    const found = await away(made);
    expect(found.verdict).toBe(verdict);
    expect(`${found.says} ${found.next}`).toContain(text);
  });

  test("one for another name, or none at all", async () => {
    expect((await away(0, NAME, "other.hub.family.example")).says).toContain(
      "not for other.hub.family.example",
    );
    const { relay } = await house.facts({});
    expect(relay).toBeNull();
    expect((await look(tlsCheck, await at({}))).says).toContain("on this machine alone");
  });
});

const LINE = {
  zone: "family.example",
  domain: "hub.family.example",
  hasCertificate: true,
  onlyFor: null,
  names: 1,
};
describe("the way in from outside", () => {
  test.each([
    [{ state: "up", milliseconds: 21 }, "ok", "in 21 ms"],
    [{ state: "starting" }, "warn", "does not run"],
    [{ state: "connecting" }, "warn", "being dialled"],
    [{ state: "down", why: "silent" }, "fail", "Nobody answers"],
    [{ state: "down", why: "wrong-relay" }, "fail", "Somebody else answers"],
    [{ state: "down", why: "revoked" }, "fail", "has taken this hub off"],
    [{ state: "down", why: "refused" }, "fail", "does not let this hub in"],
  ] as const)("%j", async (line, verdict, text) => {
    const found = await look(relayCheck, await withFacts({ relay: { ...LINE, line } }));
    expect(found.verdict).toBe(verdict);
    expect(found.says).toContain(text);
  });

  test("a hub that joined none has nothing to reach", async () => {
    expect((await look(relayCheck, await context())).verdict).toBe("ok");
  });
});

describe("telling closed pages", () => {
  const publicKey = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString("base64url");

  test("a key that is none; a device to be told, and nobody who dials out; and with one", async () => {
    expect(
      (await look(pushCheck, await withFacts({ push: { publicKey: "", subscriptions: 0 } }))).verdict,
    ).toBe("fail");
    expect((await look(pushCheck, await withFacts({ push: { publicKey, subscriptions: 0 } }))).verdict).toBe(
      "ok",
    );
    const wanted = await withFacts({ push: { publicKey, subscriptions: 2 } });
    expect(await look(pushCheck, wanted)).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining("2 devices are to be told"),
    });
    await using _link = await listenLocally(createServer(), join(wanted.runDir ?? "", LINK.socket));
    expect((await look(pushCheck, wanted)).verdict).toBe("ok");
  });
});

describe("backups", () => {
  const at = async (backup: Partial<HubFacts["backup"]>, hasFamily = true) =>
    look(
      backupCheck,
      await withFacts({
        hasFamily,
        backup: { folder: "/stick", lastAt: null, failing: null, keeper: null, ...backup },
      }),
    );
  const ago = (count: number) => house.rig.clock.now() - hours(count);

  test.each([
    ["none is made", { folder: null }, "warn", "No backup is made"],
    ["the first is to come", {}, "warn", "None was made yet"],
    ["one of last night", { lastAt: "9" }, "ok", "9 hours old, and was read back"],
    ["a night was missed", { lastAt: "30" }, "warn", "30 hours old"],
    ["three days were", { lastAt: "80" }, "fail", "3 days old"],
    ["the last try failed, a day after", { lastAt: "30", failing: "backup.gone" }, "fail", "[backup.gone]"],
    ["the last try failed, just now", { lastAt: "3", failing: "backup.gone" }, "ok", "3 hours old"],
  ])("%s", async (_, { lastAt, failing, ...rest }: Record<string, string | null>, verdict, text) => {
    const found = await at({
      ...rest,
      lastAt: lastAt === undefined ? null : ago(Number(lastAt)),
      failing: typeof failing === "string" ? { code: failing, since: 0 } : null,
    });
    expect(found.verdict).toBe(verdict);
    expect(found.says).toContain(text);
  });

  const kept = { address: "192.168.1.7:8883", since: new Date(0).toISOString(), failing: null };
  const day = (count: number) => new Date(ago(count)).toISOString();
  test.each([
    [
      "at another hub alone, of last night",
      { folder: null },
      { last: () => day(9) },
      "ok",
      "192.168.1.7:8883 is 9",
    ],
    [
      "there too late, and here in time",
      { lastAt: 9 },
      { last: () => day(80) },
      "fail",
      "192.168.1.7:8883 is 3 days",
    ],
    ["there in time, and here too late", { lastAt: 80 }, { last: () => day(9) }, "fail", "/stick is 3 days"],
    ["none there yet", { lastAt: 9 }, { last: () => null }, "warn", "None was made yet at 192.168.1.7:8883"],
    [
      "it does not answer",
      { lastAt: 9 },
      { last: () => day(30), failing: "keeper.unreachable" },
      "fail",
      "[keeper.unreachable]",
    ],
  ])(
    "%s",
    async (_, { lastAt, ...here }: { folder?: null; lastAt?: number }, { last, ...there }, verdict, text) => {
      const keeper = { ...kept, ...there, last: last() };
      const found = await at({ ...here, lastAt: lastAt === undefined ? null : ago(lastAt), keeper });
      expect(found).toMatchObject({ verdict, says: expect.stringContaining(text) });
    },
  );

  test("a hub without a family has nothing to back up", async () => {
    expect((await at({ folder: null }, false)).verdict).toBe("ok");
  });
});

test.each([tlsCheck, relayCheck, pushCheck, backupCheck])(
  "without a running hub $id claims nothing, and says how it is started",
  async (check) => {
    expect(await look(check, await context(GONE_HUB))).toMatchObject({
      verdict: "cannot-tell",
      says: expect.stringContaining("The hub does not run"),
      next: "scripts/start",
    });
    expect(await look(check, await context({ ...GONE_HUB, isInstalled: true }))).toMatchObject({
      next: "systemctl start pawpost.target",
    });
  },
);

describe("from the Internet", () => {
  const PORTS = [443, 8_883];
  const seen = (
    address: string,
    open: readonly number[] = [],
    knocked: readonly number[] = PORTS,
  ): Sight => ({
    as: "seen",
    address,
    knocked: [...knocked],
    open: [...open],
  });
  const SILENT: Sight = { as: "unseen", why: "silent" };
  const JOINED = {
    zone: "family.example",
    domain: "hub.family.example",
    hasCertificate: true,
    onlyFor: null,
    names: 1,
    line: { state: "up", milliseconds: 7 },
  } as const;
  const at = async (outside: () => Promise<OutsideView | undefined>) =>
    look(exposureCheck, await house.context({ hub: await house.facts({ relay: JOINED }), outside }));
  const found = (ipv4: Sight, ipv6: Sight) => at(async () => ({ ipv4, ipv6 }));

  test("nothing answers, by either family", async () => {
    expect(await found(seen("203.0.113.9"), seen("2001:db8::9"))).toMatchObject({
      verdict: "ok",
      says: "By IPv4 the relay sees 203.0.113.9; nothing answers there at 443 and 8883. By IPv6 the relay sees 2001:db8::9; nothing answers there at 443 and 8883.",
    });
    expect(await found(seen("203.0.113.9"), SILENT)).toMatchObject({
      verdict: "ok",
      says: expect.stringContaining("By IPv6 the relay is not reached, or it does not look."),
    });
  });

  test("a port that answers is wrong, with the address, the port, and what to do at the router", async () => {
    expect(await found(seen("203.0.113.9", [443]), seen("2001:db8::9"))).toMatchObject({
      verdict: "fail",
      says: expect.stringContaining("By IPv4 the relay sees 203.0.113.9, and port 443 answers there."),
      next: expect.stringContaining("take out what forwards port 443 to this machine"),
    });
    const six = await found(SILENT, seen("2001:db8::9", [443, 8_883]));
    expect(six.verdict).toBe("fail");
    expect(six.next).toMatch(/^In the router close port 443 and 8883 to this machine by IPv6/);
  });

  test("where nobody out there looks, nothing is claimed", async () => {
    const own = seen("192.168.1.7", [], []);
    const refused: Sight = { as: "unseen", why: "too-often" };
    for (const [four, six] of [
      [own, SILENT],
      [SILENT, SILENT],
      [refused, refused],
    ] as const)
      expect((await found(four, six)).verdict).toBe("cannot-tell");
    const away = () => Promise.reject(new RelayRefused("relay.no-link", "away"));
    expect((await at(away)).verdict).toBe("cannot-tell");
    expect(await look(exposureCheck, await context())).toMatchObject({
      verdict: "cannot-tell",
      next: expect.stringContaining("docs/away-from-home.md"),
    });
    expect((await look(exposureCheck, await context(GONE_HUB))).verdict).toBe("cannot-tell");
  });
});
