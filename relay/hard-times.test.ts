/** A relay whose disk is full, or whose clock is years off. Full is `/dev/full`: what is written there ends as on any full disk, ENOSPC. */

import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, symlink, unlink, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../hub/clock/system-clock.ts";
import type { RelayNote } from "../hub/contract/relay-note.ts";
import { enrol, openRelaySession } from "../hub/link/relay/relay-session.ts";
import { openHubSigner } from "../hub/store/hub-signer.ts";
import { hasOwnDisk, onOwnDisk } from "../test/support/own-disk.ts";
import { makePatchedCopy, type Patch } from "../test/support/patched-copy.ts";
import { codeBy, helloBy, openRelayRig, type RelayRig, ZONE } from "../test/support/relay-rig.ts";
import { makeEnrolmentCode } from "./enrol/enrolment-codes.ts";
import { readEnrolments } from "./keep/enrolments.ts";
import { openRelayKeys } from "./keep/relay-keys.ts";
import { revoke } from "./keep/revocations.ts";
import type { openRelay } from "./open-relay.ts";
import { nameOfKey } from "./wire/key-name.ts";

const NOTHING = { labels: [], proofs: { txt: [], issuers: [], named: [] } };
const joinHub = async (rig: RelayRig, signer = openHubSigner(randomBytes(32)), now = Date.now()) => {
  const code = await makeEnrolmentCode(rig.folder, randomBytes);
  // By the clock of the machine that both run on.
  const codes = join(rig.folder, "codes");
  for (const name of await readdir(codes)) await utimes(join(codes, name), now / 1_000, now / 1_000);
  const operator = nameOfKey(rig.relay.operator);
  const note = await enrol(
    { host: "127.0.0.1", port: rig.relay.port, zone: ZONE, operator },
    codeBy(code, signer),
  );
  return { note, signer };
};

describe("on a full disk", () => {
  let rig: RelayRig;
  beforeEach(async () => {
    rig = await openRelayRig();
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  test("nobody is enrolled and hears why, everybody else is served, and it goes on when there is room", async () => {
    const house = await rig.house();
    const list = join(rig.folder, "enrolments");
    await unlink(list);
    await symlink("/dev/full", list);
    await expect(joinHub(rig)).rejects.toMatchObject({ code: "wire.unavailable" });
    const visitor = house.visit();
    visitor.end("still here");
    expect(await text(visitor)).toBe("still here");
    await unlink(list);
    const { note, signer } = await joinHub(rig);
    (await openRelaySession(note, helloBy(1, signer, note), NOTHING)).line.end();
    expect((await readEnrolments(rig.folder, rig.relay.operator)).hubs.has(signer.publicKey)).toBe(true);
  });
});

/** Runs a command line on a disk that is full but for what `folder` holds already. */
const onFullDisk = (words: string): Promise<{ readonly code: number; readonly said: string }> =>
  new Promise((resolve) => {
    const cli = new URL("../scripts/cli/main.ts", import.meta.url).pathname;
    void mkdtemp(join(tmpdir(), "pawpost-full-")).then((folder) => {
      const script = words
        .replaceAll("PAWPOST", `${process.execPath} ${cli} relay`)
        .replaceAll("DIR", folder)
        .replaceAll("FILL", `{ head -c 4000000 /dev/zero > ${folder}/lost+found; } 2>/dev/null || true`);
      const { command, args } = onOwnDisk(folder, "256k", ["sh", "-c", script]);
      execFile(command, args, { timeout: 30_000 }, (error, stdout, stderr) => {
        void rm(folder, { recursive: true, force: true });
        resolve({ code: Number(error?.code ?? 0), said: `${stdout}${stderr}` });
      });
    });
  });

const START =
  "PAWPOST --zone family.example --data DIR --host 127.0.0.1 --address 127.0.0.1 --port 0 --dns-port 0 --metrics-port 0";

test.skipIf(!hasOwnDisk)(
  "a first start on a full disk says so, and what to do",
  async () => {
    const { code, said } = await onFullDisk(`FILL; ${START}`);
    expect(said).toContain("[store.disk-full]");
    expect(said).toContain("What to do: Free some space");
    expect(code).toBe(1);
  },
  60_000,
);

describe.each([
  ["1976", Date.UTC(1976, 0, 1)],
  ["2066", Date.UTC(2066, 0, 1)],
])("by a clock that says %s", (_, start) => {
  test("hubs are enrolled, revoked, enrolled again and visited", async () => {
    let offset = 0;
    const now = () => Date.now() + offset;
    await using rig = await openRelayRig({ now });
    // One that knows the time, and one that is as wrong as the relay will be.
    const houses = [await rig.house(), await rig.house({ clock: { ...systemClock, now } })];
    offset = start - Date.now();
    for (const house of houses) {
      const visitor = house.visit();
      visitor.end("by any clock");
      expect(await text(visitor)).toBe("by any clock");
    }
    const { operatorSigner } = await openRelayKeys(rig.folder, now);
    if (operatorSigner === undefined) throw new TypeError("no operator");
    const { note, signer } = await joinHub(rig, undefined, now());
    await revoke(rig.folder, signer.publicKey, operatorSigner, now());
    await isOut(note, signer);
    // And then it is put right, or wrong the other way: what came later still counts as later.
    offset -= 365 * DAY;
    const again = await joinHub(rig, signer, now());
    (await openRelaySession(again.note, helloBy(2, signer, again.note), NOTHING)).line.end();
  });
});

const DAY = 86_400_000;
const isOut = (note: RelayNote, signer: ReturnType<typeof openHubSigner>) =>
  expect
    .poll(() => openRelaySession(note, helloBy(1, signer, note), NOTHING).catch((error) => error.code))
    .toBe("wire.revoked");

test("an invitation that was made years ahead is none when the clock is put right", async () => {
  await using rig = await openRelayRig();
  await expect(joinHub(rig, undefined, Date.now() + 40 * 365 * DAY)).rejects.toMatchObject({
    code: "wire.wrong-code",
  });
});

describe("the test of that", () => {
  const openRigWithout = async (patch: Patch, options: Parameters<typeof openRelayRig>[0] = {}) => {
    await using parts = new AsyncDisposableStack();
    const copy = parts.use(await makePatchedCopy([patch], ["relay"]));
    const own = await copy.load<{ openRelay: typeof openRelay }>("relay/open-relay.ts");
    const rig = parts.use(await openRelayRig(options, own.openRelay));
    const kept = parts.move();
    return { rig, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  };

  test("where an enrolment has just the time of the clock, who was invited again stays out", async () => {
    let offset = 0;
    const now = () => Date.now() + offset;
    const onlyTheClock = {
      file: "relay/keep/revocations.ts",
      find: "momentAfter: (hub, now) => Math.max(now, (revoked.get(hub) ?? -1) + 1),",
      replace: "momentAfter: (_, now) => now,",
    };
    await using without = await openRigWithout(onlyTheClock, { now });
    const { rig } = without;
    const { operatorSigner } = await openRelayKeys(rig.folder, now);
    if (operatorSigner === undefined) throw new TypeError("no operator");
    const { note, signer } = await joinHub(rig);
    await revoke(rig.folder, signer.publicKey, operatorSigner, now());
    await isOut(note, signer);
    offset -= 365 * DAY;
    const again = await joinHub(rig, signer, now());
    await isOut(again.note, signer);
  });

  test("where only age counts against an invitation, it is good for forty years", async () => {
    await using without = await openRigWithout({
      file: "relay/enrol/enrolment-codes.ts",
      find: "if (Math.abs(now - mtimeMs) >= CODE_LIFE) return",
      replace: "if (now - mtimeMs >= CODE_LIFE) return",
    });
    await joinHub(without.rig, undefined, Date.now() + 40 * 365 * DAY);
  });

  test("where a line that could not be written counts as written, a hub is enrolled whom nobody can take back", async () => {
    await using without = await openRigWithout({
      file: "relay/enrol/enrol-path.ts",
      find: "        await taken.giveBack();\n        throw error;",
      replace: "        void error;",
    });
    const { rig } = without;
    await rig.house();
    const list = join(rig.folder, "enrolments");
    await unlink(list);
    await symlink("/dev/full", list);
    const { note, signer } = await joinHub(rig);
    (await openRelaySession(note, helloBy(1, signer, note), NOTHING)).line.end();
  });
});
