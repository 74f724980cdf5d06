/**
 * `kill -9` of ble between the last byte of an upload and the note that it is done, and then its sender takes the message back:
 * nobody is told "taken back" while the child could still hear it.
 */
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ToyView } from "../../hub/contract/api.ts";
import { claimBear } from "../support/claim-bear.ts";
import { type Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { RunningStack } from "../support/running-stack.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const WAIT = { timeout: 90_000, interval: 60 };

let stack: RunningStack;
let guardian: Guardian;
let hands: ToyHands;
let toy: ToyView;

beforeAll(async () => {
  stack = await RunningStack.start({ cheapHash: true });
  hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  ({ guardian, toy } = await claimBear(stack, hands));
});

afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

/** Resolves when the toy came to rest after an upload: 250 ms before ble calls it done. */
function endOfUpload(): Promise<void> {
  return new Promise((ended, failed) => {
    const asked = request(
      { socketPath: join(stack.runFolder.path, "toy.sock"), path: "/events" },
      (answer) => {
        let before = "";
        answer.setEncoding("utf8");
        answer.on("data", (text: string) => {
          for (const [, stateName = ""] of text.matchAll(/"stateName":"(\w+)"/g)) {
            if (before === "audioUpload" && stateName === "idle") {
              asked.destroy();
              ended();
            }
            before = stateName;
          }
        });
      },
    );
    asked.on("error", failed);
    asked.end();
  });
}

const stateOf = async (id: string) =>
  (await guardian.state()).messages.find((message) => message.id === id)?.state;

test.each([
  ["ble alone", ["ble"]],
  ["ble, and the hub before it has an answer", ["ble", "hub"]],
] as const)("killed: %s", { timeout: 240_000 }, async (_, victims) => {
  const clip = await prepareClip(hum(1.5, victims.length), 16_000, Math.random);
  const id = randomId();
  const arrived = endOfUpload();
  await guardian.send(clip, toy, id);
  await arrived;
  await stack.kill("ble");
  expect((await hands.state()).slots[1], "all of it is in the slot").toBe(clip.milliseconds);

  await guardian.client.call("POST", `/messages/${id}/cancel`);
  if (victims.length > 1) {
    await stack.kill("hub");
    await stack.begin("hub");
  }
  await pause(1_000);
  expect(await stateOf(id), "nobody can know yet").toBe("delivering");

  await stack.begin("ble");
  await expect.poll(() => stateOf(id), WAIT).toBe("cancelled");
  const { slots, heart, heard } = await hands.state();
  expect(heart.mode).toBe("off");
  // The built-in silence lies over it; nothing at all does where a busy machine made the toy restart itself meanwhile.
  expect([0, 1_000]).toContain(slots[1]);
  const isSilence = slots[1] === 1_000;
  await hands.press("play");
  // An empty slot is played for five seconds.
  if (isSilence) await expect.poll(async () => (await hands.state()).heard, WAIT).toBe(heard + 1);
  else await expect.poll(async () => (await hands.state()).activity, WAIT).toBe("playing");
  await expect.poll(async () => (await hands.state()).activity, WAIT).toBe("idle");
  expect((await hands.state()).heard).toBe(isSilence ? heard + 1 : heard);
  const samples = isSilence ? ((await hands.heard()) ?? new Int16Array()) : new Int16Array(16_000);
  expect(samples.length).toBe(16_000);
  expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(33);
  expect(await stateOf(id)).toBe("cancelled");

  // The toy is as good as before: the next one arrives and is heard.
  const next = randomId();
  await guardian.send(await prepareClip(hum(0.5, 7), 16_000, Math.random), toy, next);
  await expect.poll(() => stateOf(next), WAIT).toBe("on_toy");
  await hands.press("play");
  await expect.poll(() => stateOf(next), WAIT).toBe("played");
});
