/**
 * A toy is removed while a message lies on it and others wait, `pawpost-ble` is dead, and the hub is killed right behind its answer: nothing
 * that was said is lost, nothing is told that is not so, ble lets go of the toy when it is back, and a paw makes it the family's again.
 */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ToyView } from "../../hub/contract/api.ts";
import { claimBear, claimToy, untilHouse } from "../support/claim-bear.ts";
import { type Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { removeToy } from "../support/remove-toy.ts";
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

const stateOf = async (id: string) =>
  (await guardian.state()).messages.find((message) => message.id === id)?.state;

test("removed with ble dead, and the hub killed behind its answer", async () => {
  const clip = await prepareClip(hum(1, 3), 16_000, Math.random);
  const [there, waits] = [randomId(), randomId()];
  await guardian.send(clip, toy, there);
  await expect.poll(() => stateOf(there), WAIT).toBe("on_toy");
  await guardian.send(clip, toy, waits);
  await stack.kill("ble");
  await removeToy(guardian, toy.id);
  await stack.kill("hub");
  await stack.begin("hub");

  const { toys, goneToys } = await guardian.state();
  expect([toys, goneToys]).toMatchObject([[], [{ id: toy.id, name: "Bear", emptied: null }]]);
  expect([await stateOf(there), await stateOf(waits)]).toEqual(["on_toy_unconfirmed", "cancelled"]);
  for (const id of [there, waits])
    expect((await guardian.listen(id)).toyBytes, "what was said is there").toEqual(clip.toyBytes);

  await stack.begin("ble");
  await untilHouse(guardian, ({ radio }) => radio.online && radio.adapter === "on");
  const anew = await claimToy(guardian, hands, { toyName: "Bear again", childName: "Child" });
  expect(anew.id).not.toBe(toy.id);
  expect(anew.child).toBe(toy.child);
  const next = randomId();
  await guardian.send(await prepareClip(hum(0.5, 7), 16_000, Math.random), anew, next);
  await expect.poll(() => stateOf(next), WAIT).toBe("on_toy");
  await hands.press("play");
  await expect.poll(() => stateOf(next), WAIT).toBe("played");
  expect([await stateOf(there), await stateOf(waits)]).toEqual(["on_toy_unconfirmed", "cancelled"]);
});
