/** The post between a guardian and a toy, over the real processes: hub, broker, ble, noble, air, bleno, toy. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HouseState, type MessageView, messageView, type ToyView } from "../../hub/contract/api.ts";
import { stampTimes } from "../../hub/contract/times.ts";
import { cookieFetch, Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { RunningStack } from "../support/running-stack.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

let stack: RunningStack;
let guardian: Guardian;
let hands: ToyHands;
let toy: ToyView;

const LONG = { timeout: 90_000, interval: 100 };

beforeAll(async () => {
  stack = await RunningStack.start();
  guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
  );
  hands = toyHands(`${stack.runFolder.path}/toy.sock`);
});

afterAll(async () => {
  if (process.env.PAWPOST_DEBUG) console.log(stack.lines.join("\n"));
  await stack?.[Symbol.asyncDispose]();
});

const messageNow = async (id: string): Promise<MessageView | undefined> =>
  (await guardian.state()).messages.find((message) => message.id === id);

async function until(claim: (house: HouseState) => boolean, what: string): Promise<HouseState> {
  let house = await guardian.state();
  await expect
    .poll(
      async () => {
        house = await guardian.state();
        return claim(house);
      },
      { ...LONG, message: what },
    )
    .toBe(true);
  return house;
}

test("a toy is found by its heart and claimed by its paw", async () => {
  await until(({ radio }) => radio.online && radio.adapter === "on", "radio on");
  await guardian.client.call("POST", "/toys/search");
  const found = await until(({ candidates }) => candidates.length === 1, "a candidate");
  const [candidate] = found.candidates;
  await guardian.client.call("POST", `/toys/${candidate?.id}/claim`, {
    json: { toyName: "Bear", childName: "Child" },
  });
  await until(({ candidates }) => candidates[0]?.claim === "waiting-for-paw", "waiting for the paw");
  expect((await hands.state()).heart.mode).toBe("blink");
  await hands.press("play");
  const house = await until(({ toys }) => toys[0]?.connected === true, "the toy is ours and connected");
  toy = house.toys[0] as ToyView;
  expect(house).toMatchObject({ toys: [{ name: "Bear" }], children: [{ name: "Child" }], candidates: [] });
});

test("a message reaches the toy, its heart blinks, and the child hears it", async () => {
  const clip = await prepareClip(hum(3, 1), 16_000);
  const sent = await guardian.send(clip, toy);
  expect(sent.state).toBe("queued");
  await expect.poll(async () => (await messageNow(sent.id))?.state, LONG).toBe("on_toy");
  expect((await hands.state()).heart.mode).toBe("blink");
  await hands.press("play");
  await expect.poll(async () => (await messageNow(sent.id))?.state, LONG).toBe("played");
  expect((await hands.heard())?.length).toBeGreaterThan(2 * 16_000);
  const history = (await messageNow(sent.id))?.history.map(({ state }) => state) ?? [];
  // A machine that is busy for a moment may cost a try, and nothing else.
  expect(history.join(" ")).toMatch(/^queued (delivering queued )*delivering on_toy played$/);
});

test("the child's answer arrives sealed, and the guardian's vault opens it", async () => {
  const speech = Int16Array.from(hum(3, 5, 8_000), (sample) => sample * 32_767);
  await hands.say(speech);
  await hands.press("record");
  await new Promise((soon) => setTimeout(soon, 2_500));
  await hands.press("record");
  const house = await until(({ messages }) => messages[0]?.direction === "from-toy", "an answer");
  const [answer] = house.messages;
  expect(answer).toMatchObject({ state: "received", toy: toy.id });
  const opened = await guardian.listen(answer?.id ?? "");
  expect(opened.about).toMatchObject({ direction: "from-toy", toy: "Bear", child: "Child" });
  expect(opened.wav.byteLength).toBeGreaterThan(8_000 * 2 * 2);
});

test("a message for a moment waits for it, and is on the toy just after it and not before", async () => {
  const clip = await prepareClip(hum(1, 3), 16_000);
  const id = randomId();
  const due = Math.ceil((guardian.client.hubNow() + 6_000) / 1_000) * 1_000;
  const stamp = await guardian.stamp(
    clip,
    toy,
    id,
    stampTimes({ kind: "at" }, due, guardian.client.hubNow()),
  );
  const form = await guardian.form(clip, toy, id, {
    stamp,
    when: { kind: "at", at: new Date(due).toISOString() },
  });
  const sent = await guardian.client.call("POST", "/messages", { form, schema: messageView });
  expect(sent).toMatchObject({ state: "scheduled", waitsFor: { reason: "moment" } });
  await expect.poll(async () => (await messageNow(id))?.state, LONG).toBe("on_toy");
  const { history = [] } = (await messageNow(id)) ?? {};
  expect(history.map(({ state }) => state).join(" ")).toMatch(
    /^scheduled queued (delivering queued )*delivering on_toy$/,
  );
  for (const { state, at } of history)
    if (state !== "scheduled") expect(Date.parse(at)).toBeGreaterThanOrEqual(due);
  const left = history.find(({ state }) => state === "queued")?.at ?? "";
  expect(Date.parse(left) - due).toBeLessThan(30_000);
  const { heard } = await hands.state();
  await hands.press("play");
  await expect.poll(async () => (await hands.state()).heard, LONG).toBe(heard + 1);
});
