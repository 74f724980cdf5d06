/**
 * `kill -9` of one process, half at random moments, half right at a write of its store or journal: what was acknowledged is
 * never lost, and nothing is doubled. Doubled would be a second slot, a heart that blinks for what was heard, or an
 * upload of what was heard.
 */
import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import { decodeMessage } from "../../hub/audio/message-codec/decode-message.ts";
import { type MessageView, messagePage, type ToyView } from "../../hub/contract/api.ts";
import { claimBear } from "../support/claim-bear.ts";
import { type Clip, type Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { hearToy } from "../support/hear-toy.ts";
import { likeness } from "../support/likeness.ts";
import { RunningStack } from "../support/running-stack.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const WAIT = { timeout: 90_000, interval: 200 };
/** Times that it is killed while the child answers. */
const ANSWERS = 2;

/** The broker lives in the hub. */
type Victim = "hub" | "ble";

interface Seen {
  upload: number;
  blink: number;
}

/** What the toy is seen to do, until the result is disposed. */
function watchToy(socketPath: string, seen: Seen): Disposable {
  let before = { stateName: "", heart: "" };
  return hearToy(socketPath, ({ stateName, heart }) => {
    if (stateName !== before.stateName && stateName === "bufferPrime") seen.upload += 1;
    if (heart.mode !== before.heart && heart.mode === "blink") seen.blink += 1;
    before = { stateName, heart: heart.mode };
  });
}

/** The hub may be gone at any moment: a page asks again until it answers. */
async function ask<T>(question: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await question();
    } catch (error) {
      if (
        tries > 300 ||
        (error instanceof Error && error.name === "HubRefusal" && !/busy|radio|wrong/.test(error.message))
      )
        throw error;
      await pause(50);
    }
  }
}

/** @returns false when so many writes did not come */
function nextWrites(folder: string, count: number): Promise<boolean> {
  return new Promise((done) => {
    let left = count;
    const end = (wasWritten: boolean) => {
      clearTimeout(late);
      watcher.close();
      done(wasWritten);
    };
    const late = setTimeout(() => end(false), 60_000);
    const watcher = watch(folder, () => {
      left -= 1;
      if (left === 0) end(true);
    });
  });
}

export function killRounds(victim: Victim, rounds: number): void {
  const random = seededRandom(Number(process.env.PAWPOST_SEED ?? 1), `kills of ${victim}`);
  let stack: RunningStack;
  let guardian: Guardian;
  let hands: ToyHands;
  let toy: ToyView;
  const seen: Seen = { upload: 0, blink: 0 };
  let watching: Disposable;

  beforeAll(async () => {
    stack = await RunningStack.start({ cheapHash: true, drain: "demo" });
    hands = toyHands(join(stack.runFolder.path, "toy.sock"));
    ({ guardian, toy } = await claimBear(stack, hands));
    watching = watchToy(join(stack.runFolder.path, "toy.sock"), seen);
  }, 240_000);

  afterAll(async () => {
    watching?.[Symbol.dispose]();
    await stack?.[Symbol.asyncDispose]();
  }, 240_000);

  /** Among the newest fifty. */
  const messageNow = async (id: string): Promise<MessageView | undefined> =>
    (await ask(() => guardian.state())).messages.find((message) => message.id === id);

  /** All there are, fifty at a time. */
  const stateOfEach = async (): Promise<ReadonlyMap<string, MessageView["state"]>> => {
    const all = new Map<string, MessageView["state"]>();
    for (let last = ""; ; ) {
      const path = last === "" ? "/messages" : `/messages?before=${last}`;
      const { messages } = await ask(() => guardian.client.call("GET", path, { schema: messagePage }));
      for (const { id, state } of messages) all.set(id, state);
      const oldest = messages.at(-1);
      if (oldest === undefined) return all;
      last = oldest.id;
    }
  };

  const written = () => join(stack.dataFolder, victim, victim === "hub" ? "index" : "");

  /**
   * Kills at a random moment of what comes, or right when the victim has written its store or journal.
   * @returns whether it was at a write
   */
  async function killSomewhere(atWrite: boolean): Promise<boolean> {
    const wasWritten = atWrite ? await nextWrites(written(), 1 + Math.floor(random() * 3)) : false;
    if (!atWrite) await pause(random() * 2_500);
    await stack.kill(victim);
    await stack.begin(victim);
    return wasWritten;
  }

  const heardByTheChild = async (clip: Clip): Promise<number> => {
    const heard = await hands.heard();
    return heard === undefined ? 0 : likeness(heard, decodeMessage(clip.toyBytes).samples);
  };

  test(`${rounds} kills of ${victim} lose nothing and double nothing`, {
    timeout: rounds * 45_000,
  }, async () => {
    const acknowledged: string[] = [];
    let atWrites = 0;
    const heardAtFirst = (await hands.state()).heard;
    for (let round = 0; round < rounds; round++) {
      const what = `round ${round}`;
      const clip = await prepareClip(hum(0.5, round), 16_000, random);
      const id = randomId();
      const killing = killSomewhere(round % 2 === 0);
      await ask(() => guardian.send(clip, toy, id));
      acknowledged.push(id);
      if (await killing) atWrites += 1;
      await expect
        .poll(async () => (await messageNow(id))?.state, { ...WAIT, message: what })
        .toMatch(/^on_toy/);
      // A press is seen only while the link is held: nobody claims more than that.
      const isHeld = async () => (await ask(() => guardian.state())).toys[0]?.connected;
      await expect.poll(isHeld, { ...WAIT, message: what }).toBe(true);
      // A child takes a second to see it; what is pressed in the very look that follows a link is not always taken, and pressed again.
      await pause(1_000);
      const uploads = seen.upload;
      const heardBefore = (await hands.state()).heard;
      await hands.press("play");
      await expect.poll(async () => (await messageNow(id))?.state, { ...WAIT, message: what }).toBe("played");
      expect((await hands.state()).heard, what).toBe(heardBefore + 1);
      expect(await heardByTheChild(clip), what).toBeGreaterThan(0.95);
      const { slots, heart } = await hands.state();
      expect({ slots: slots.slice(2), heart: heart.mode }, what).toEqual({ slots: [0, 0, 0], heart: "off" });
      const blinks = seen.blink;
      await pause(150);
      expect(seen.upload, `${what}: uploaded again after it was heard`).toBe(uploads);
      expect(seen.blink, `${what}: its heart blinked again after it was heard`).toBe(blinks);
    }
    const atRest = { ...seen };
    await pause(6_000); // longer than anything is told again
    expect(seen, "uploaded or signalled again when all was heard").toEqual(atRest);
    const states = await stateOfEach();
    const lost = acknowledged.filter((id) => states.get(id) !== "played").length;
    const heard = (await hands.state()).heard - heardAtFirst;
    console.log(
      `acknowledged=${acknowledged.length} lost=${lost} heard=${heard} uploads=${seen.upload} killed-at-writes=${atWrites}`,
    );
    expect({ lost, heard }).toEqual({ lost: 0, heard: acknowledged.length });
    expect(atWrites).toBe(Math.ceil(rounds / 2));
    expect(stack.lines.filter((line) => /unhandled|uncaught/i.test(line))).toEqual([]);
  });

  test(`an answer survives the death of ${victim}, and arrives once`, { timeout: 240_000 }, async () => {
    for (let round = 0; round < ANSWERS; round++) {
      const answers = async () =>
        (await ask(() => guardian.state())).messages.filter(({ direction }) => direction === "from-toy");
      const before = await answers();
      await hands.say(Int16Array.from(hum(1.5 + round / 5, round + 40, 8_000), (sample) => sample * 32_767));
      await hands.press("record");
      await pause(1_200 + round * 200);
      await hands.press("record");
      await pause(random() * 1_200);
      await stack.kill(victim);
      await stack.begin(victim);
      await expect.poll(async () => (await answers()).length, WAIT).toBe(before.length + 1);
      const [answer] = await answers();
      expect(answer?.state).toBe("received");
      const opened = await ask(() => guardian.listen(answer?.id ?? ""));
      expect(opened.wav.byteLength).toBeGreaterThan(8_000 * 2);
    }
    await pause(6_000); // longer than an offer is repeated
    const all = (await ask(() => guardian.state())).messages.filter(
      ({ direction }) => direction === "from-toy",
    );
    expect(all.length).toBe(ANSWERS);
  });
}
