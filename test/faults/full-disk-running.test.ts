/** The running processes on disks that fill up: each says so with a code, loses nothing it took, and goes on when there is room. */
import { mkdir, open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeMessage } from "../../hub/audio/message-codec/decode-message.ts";
import { alertList } from "../../hub/contract/alerts.ts";
import { type MessageView, messagePage, type ToyView } from "../../hub/contract/api.ts";
import { reportList } from "../../hub/contract/report.ts";
import { claimBear } from "../support/claim-bear.ts";
import { type Fetch, type Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { likeness } from "../support/likeness.ts";
import { hasOwnDisk, onOwnDisk } from "../support/own-disk.ts";
import { RunningStack } from "../support/running-stack.ts";
import { report } from "../support/stranger.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const WAIT = { timeout: 90_000, interval: 100 };
/** Each has a file system of its own at its own folder, in a mount namespace that goes with the process. */
const DISKS = { hub: "48m", ble: "1m" } as const;
type Victim = keyof typeof DISKS;

let dir: Awaited<ReturnType<typeof makeTempDir>>;
let stack: RunningStack;
let guardian: Guardian;
let hands: ToyHands;
let toy: ToyView;

beforeAll(async () => {
  if (!hasOwnDisk) return;
  dir = await makeTempDir();
  const dataFolder = join(dir.path, "data");
  for (const name of Object.keys(DISKS)) await mkdir(join(dataFolder, name), { recursive: true });
  stack = await RunningStack.start({
    cheapHash: true,
    dataFolder,
    change(name, spec) {
      if (name !== "hub" && name !== "ble") return spec;
      const program = [spec.command, ...spec.args];
      return { ...spec, ...onOwnDisk(join(dataFolder, name), DISKS[name], program) };
    },
  });
  hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  ({ guardian, toy } = await claimBear(stack, hands));
});

afterAll(async () => {
  if (process.env.PAWPOST_DEBUG) console.log(stack?.lines.join("\n"));
  await stack?.[Symbol.asyncDispose]();
  await dir?.[Symbol.asyncDispose]();
});

/** Its folder as the process itself sees it; proc(5). */
const insideOf = (name: Victim) => join(`/proc/${stack.pid(name)}/root`, stack.dataFolder, name);

/** Fills the disk of a process until `leftBytes` are left; disposed of, there is room again. */
async function fill(name: Victim, leftBytes: number): Promise<AsyncDisposable> {
  const path = join(insideOf(name), "filler");
  await using file = await open(path, "w");
  const block = Buffer.alloc(4_096);
  for (;;) {
    const { bavail, bsize } = await statfs(insideOf(name));
    const over = bavail * bsize - leftBytes;
    if (over < block.length) break;
    for (let written = 0; written + block.length <= over; written += block.length) await file.write(block);
  }
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

/** The newest ones and the page before them: until a disk is full many are sent. */
async function messageNow(id: string): Promise<MessageView | undefined> {
  const { messages } = await guardian.state();
  const newest = messages.find((message) => message.id === id);
  const last = messages.at(-1);
  if (newest !== undefined || last === undefined) return newest;
  const before = await guardian.client.call("GET", `/messages?before=${last.id}`, { schema: messagePage });
  return before.messages.find((message) => message.id === id);
}
const stateNow = async (id: string) => (await messageNow(id))?.state;
const toldGuardians = async () =>
  (await guardian.client.call("GET", "/alerts", { schema: alertList })).alerts.map(({ class: name }) => name);
const answers = async () =>
  (await guardian.state()).messages.filter(({ direction }) => direction === "from-toy");

async function expectHeard(id: string, clip: Awaited<ReturnType<typeof prepareClip>>): Promise<void> {
  await expect.poll(() => stateNow(id), WAIT).toMatch(/^on_toy/);
  await hands.press("play");
  await expect.poll(() => stateNow(id), WAIT).toBe("played");
  const sound = (await hands.heard()) ?? new Int16Array();
  expect(likeness(sound, decodeMessage(clip.toyBytes).samples)).toBeGreaterThan(0.95);
}

test.skipIf(!hasOwnDisk)(
  "the hub's disk: what is sent is refused with a code, the child's answer waits, and both arrive when there is room",
  async () => {
    const pid = stack.pid("hub");
    const [first, clip] = await Promise.all([
      prepareClip(hum(0.5, 1), 16_000),
      prepareClip(hum(0.5, 2), 16_000),
    ]);
    const kept = await guardian.send(first, toy);
    await expectHeard(kept.id, first);
    const id = randomId();
    {
      await using _full = await fill("hub", 2 * 1_048_576);
      const refused = guardian.send(clip, toy, id);
      await expect(refused).rejects.toMatchObject({ code: "store.disk-full" });
      await expect.poll(toldGuardians, WAIT).toContain("disk-full");
      await hands.say(Int16Array.from(hum(1.5, 5, 8_000), (sample) => sample * 32_767));
      await hands.press("record");
      await pause(1_200);
      await hands.press("record");
      await expect
        .poll(() => stack.lines.some((line) => line.includes("did not take the recording yet")), WAIT)
        .toBe(true);
      expect(await answers()).toEqual([]);
      expect((await guardian.listen(kept.id)).toyBytes).toEqual(first.toyBytes); // reading goes on
    }
    await expect.poll(async () => (await answers()).length, WAIT).toBe(1);
    const [answer] = await answers();
    expect(answer?.state).toBe("received");
    expect((await guardian.listen(answer?.id ?? "")).wav.byteLength).toBeGreaterThan(8_000 * 2);
    await guardian.send(clip, toy, id);
    await expectHeard(id, clip);
    expect(stack.pid("hub")).toBe(pid);
  },
  240_000,
);

test.skipIf(!hasOwnDisk)(
  "ble's disk: a delivery fails with a code, is tried again, and arrives when there is room",
  async () => {
    const pid = stack.pid("ble");
    const [first, clip] = await Promise.all([
      prepareClip(hum(0.5, 4), 16_000),
      prepareClip(hum(0.5, 3), 16_000),
    ]);
    const on = await guardian.send(first, toy);
    await expect.poll(() => stateNow(on.id), WAIT).toMatch(/^on_toy/);
    const full = await fill("ble", 0);
    // A few lines still fit into the journal's last page: messages that are taken back before they go use them up.
    const isFull = () => stack.lines.some((line) => line.startsWith("ble:") && line.includes("journal.full"));
    for (let tries = 0; tries < 80 && !isFull(); tries++) {
      const taken = await guardian.send(clip, toy);
      await guardian.client.call("POST", `/messages/${taken.id}/cancel`);
    }
    await expect.poll(isFull, WAIT).toBe(true);
    await expectHeard(on.id, first); // what is on the toy is heard, and told, with no room to note it
    const { id } = await guardian.send(clip, toy);
    await expect
      .poll(async () => (await messageNow(id))?.history.map(({ cause }) => cause), WAIT)
      .toContain("journal-failed");
    expect(await stateNow(id)).not.toBe("failed");
    await full[Symbol.asyncDispose]();
    await expectHeard(id, clip);
    expect(stack.pid("ble")).toBe(pid);
    process.kill(pid, 0);
  },
  240_000,
);

test.skipIf(!hasOwnDisk)(
  "the hub's disk and a stranger's warning (T-21): taken as long as a line fits, and else refused with a code; never both",
  async () => {
    const stranger: Fetch = (path, init) => fetch(stack.address + path, init);
    const listed = async () =>
      (await guardian.client.call("GET", "/reports", { schema: reportList })).reports.map(({ text }) => text);
    {
      await using _almost = await fill("hub", 2 * 1_048_576);
      expect((await report(stranger, "I can read your data.")).status).toBe(201);
      expect(await listed()).toEqual(["I can read your data."]);
    }
    {
      await using _full = await fill("hub", 0);
      const refused = await report(stranger, "Is anybody there?");
      expect([refused.status, await refused.json()]).toEqual([
        507,
        expect.objectContaining({ code: "store.disk-full" }),
      ]);
      expect(await listed()).toEqual(["I can read your data."]);
    }
    // It took no place of the hour.
    expect((await report(stranger, "Is anybody there?")).status).toBe(201);
    expect(await listed()).toEqual(["Is anybody there?", "I can read your data."]);
  },
  60_000,
);
