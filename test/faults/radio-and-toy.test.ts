/** A radio and a toy that fail under the running processes: ble lives, says how it stands, and recovers. */
import { rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeMessage } from "../../hub/audio/message-codec/decode-message.ts";
import type { MessageView, ToyView } from "../../hub/contract/api.ts";
import { claimBear, untilHouse } from "../support/claim-bear.ts";
import { type Guardian, hum, prepareClip } from "../support/guardian.ts";
import { likeness } from "../support/likeness.ts";
import { RunningStack } from "../support/running-stack.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const WAIT = { timeout: 90_000, interval: 100 };

let stack: RunningStack;
let guardian: Guardian;
let hands: ToyHands;
let toy: ToyView;
let pids: Record<"hub" | "ble", number>;

beforeAll(async () => {
  stack = await RunningStack.start({ cheapHash: true, drain: "demo" });
  hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  ({ guardian, toy } = await claimBear(stack, hands));
  pids = { hub: stack.pid("hub"), ble: stack.pid("ble") };
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

const adapter = async () => (await guardian.state()).radio.adapter;
const messageNow = async (id: string): Promise<MessageView | undefined> =>
  (await guardian.state()).messages.find((message) => message.id === id);
const stateNow = async (id: string) => (await messageNow(id))?.state;
const answers = async () =>
  (await guardian.state()).messages.filter(({ direction }) => direction === "from-toy");

/** Both are the processes that began, and said nothing of an error that nobody expected. */
function expectAlive(): void {
  for (const [name, pid] of Object.entries(pids)) {
    expect(stack.pid(name as "hub")).toBe(pid);
    process.kill(pid, 0);
  }
  expect(stack.lines.filter((line) => /unhandled|uncaught|^\w+: +at /i.test(line))).toEqual([]);
}

/** The message is on the toy; the child presses the paw and hears it, once. */
async function expectHeard(id: string, clip: Awaited<ReturnType<typeof prepareClip>>): Promise<void> {
  await expect.poll(() => stateNow(id), WAIT).toMatch(/^on_toy/);
  const { heard } = await hands.state();
  await hands.press("play");
  await expect.poll(() => stateNow(id), WAIT).toBe("played");
  expect((await hands.state()).heard).toBe(heard + 1);
  const sound = (await hands.heard()) ?? new Int16Array();
  expect(likeness(sound, decodeMessage(clip.toyBytes).samples)).toBeGreaterThan(0.95);
}

/** Something else at the hub's end of the virtual radio, until disposed. */
async function imposter(onSocket: (socket: Socket) => void): Promise<AsyncDisposable> {
  const path = join(stack.runFolder.path, "hci-hub.sock");
  await rm(path, { force: true });
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined); // ble hangs up on nonsense, as it should
    socket.on("close", () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

test("a radio that dies, babbles or says nothing: ble says so, and goes on when it is back", async () => {
  await stack.kill("air");
  await expect.poll(adapter, WAIT).not.toBe("on");
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false);
  const clip = await prepareClip(hum(0.5, 2), 16_000);
  const { id } = await guardian.send(clip, toy);
  {
    // Bytes that are no H4 packet, again and again.
    await using _babble = await imposter((socket) => {
      const timer = setInterval(() => socket.write(Buffer.from("this is not a controller\n".repeat(40))), 20);
      socket.on("close", () => clearInterval(timer));
    });
    await pause(1_500);
    expect(await adapter()).not.toBe("on");
    expectAlive();
  }
  {
    // A controller that takes everything and never answers.
    let taken = 0;
    await using _mute = await imposter((socket) => {
      socket.on("data", (bytes) => {
        taken += bytes.length;
      });
    });
    await expect.poll(() => taken, WAIT).toBeGreaterThan(0);
    await pause(1_000);
    expect(await adapter()).not.toBe("on");
    expectAlive();
  }
  expect(await stateNow(id)).toBe("queued");
  await stack.begin("air");
  await stack.kill("toy"); // it was on an air that is no more
  await stack.begin("toy");
  await expect.poll(adapter, WAIT).toBe("on");
  await expectHeard(id, clip);
  expectAlive();
});

test("a toy that vanishes in the middle of a delivery gets its message when it is back, once", async () => {
  const clip = await prepareClip(hum(1.6, 3), 16_000);
  const { id } = await guardian.send(clip, toy);
  await expect.poll(async () => (await messageNow(id))?.progress?.percent ?? 0, WAIT).toBeGreaterThan(5);
  await stack.kill("toy");
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false);
  await expect.poll(() => stateNow(id), WAIT).toBe("queued");
  await stack.begin("toy");
  await expectHeard(id, clip);
  const steps = (await messageNow(id))?.history.map(({ state }) => state) ?? [];
  expect(steps.slice(0, 4)).toEqual(["queued", "delivering", "queued", "delivering"]);
  expectAlive();
});

test("a toy that is switched off and on in the middle of a delivery, likewise", async () => {
  const clip = await prepareClip(hum(1.6, 4), 16_000);
  const { id } = await guardian.send(clip, toy);
  await expect.poll(async () => (await messageNow(id))?.progress?.percent ?? 0, WAIT).toBeGreaterThan(5);
  await hands.power(false);
  await expect.poll(() => stateNow(id), WAIT).toBe("queued");
  await hands.power(true);
  await expectHeard(id, clip);
  expectAlive();
});

test("a toy that is switched off while the child records, and one that is out of reach: what it kept comes home", async () => {
  await hands.say(Int16Array.from(hum(2, 6, 8_000), (sample) => sample * 32_767));
  await hands.press("record");
  await pause(700);
  await hands.power(false); // the half recording is the toy's own affair: nothing must break
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false);
  await hands.power(true);
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === true);
  // The look that follows a link makes no sound, but a red hand that is pressed in it is not always taken: it is over before ble is killed.
  await pause(2_000);
  const before = (await answers()).length;
  await stack.kill("ble");
  await hands.say(Int16Array.from(hum(2, 7, 8_000), (sample) => sample * 32_767));
  await hands.press("record");
  await pause(1_800);
  await hands.press("record");
  await stack.begin("ble");
  pids.ble = stack.pid("ble");
  await expect.poll(async () => (await answers()).length, WAIT).toBeGreaterThan(before);
  const [answer] = await answers();
  // Nobody watched when it was made: it is kept apart.
  expect(answer?.state).toBe("quarantined");
  expect((await guardian.listen(answer?.id ?? "")).wav.byteLength).toBeGreaterThan(8_000 * 2);
  expectAlive();
});

test("a page that streams while the hub is killed is told at once, and goes on with the hub that comes back", async () => {
  const read = async (stream: Response) => {
    const reader = stream.body?.getReader();
    let bytes = 0;
    for (;;) {
      const chunk = await reader?.read().catch(() => undefined); // cut off, or ended
      if (chunk === undefined || chunk.done) return bytes;
      bytes += chunk.value.byteLength;
    }
  };
  const open = () => guardian.client.open("GET", "/events");
  const first = await open();
  const reading = read(first);
  const began = performance.now();
  await stack.kill("hub");
  expect(await reading).toBeGreaterThan(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  await stack.begin("hub");
  pids.hub = stack.pid("hub");
  const clip = await prepareClip(hum(0.5, 8), 16_000);
  const second = await open();
  expect(second.status).toBe(200);
  const { id } = await guardian.send(clip, toy);
  await expectHeard(id, clip);
  await second.body?.cancel();
});

test("the same toy is asked for again, and is known", async () => {
  const refused = guardian.client.call("POST", `/toys/${toy.id}/claim`, {
    json: { toyName: "Bear", childName: "Child" },
  });
  await expect(refused).rejects.toMatchObject({ code: "toy.already-claimed" });
  await writeFile(join(stack.dataFolder, "unrelated"), ""); // a stranger's file in the folder harms nobody
  expectAlive();
});
