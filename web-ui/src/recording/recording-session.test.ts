import { beforeEach, describe, expect, test } from "vitest";
import { publicId } from "../../../hub/contract/public-id.ts";
import { PlayedMicrophone, PlayedTabLocks, PlayedTakeStore } from "../../../test/support/played-recording.ts";
import { MicrophoneError } from "./errors.ts";
import { joinSounds, lengthOf } from "./raw-sound.ts";
import { type RecordingPorts, RecordingSession, type RecordingState } from "./recording-session.ts";
import { type NewTake, NO_CUT } from "./take-store.ts";

const ID = publicId.parse("AAAAAAAAAAAAAAAAAAAAAA");
const TAKE: NewTake = { id: "take", person: ID, startedAt: 0, notes: { to: ID, title: "", cut: NO_CUT } };
/** Sample n names itself, and is exact in 32 bits. */
const named = (n: number) => n / 2 ** 21;

let microphone: PlayedMicrophone;
let takes: PlayedTakeStore;
let locks: PlayedTabLocks;
let cues: string[];
let states: RecordingState[];

beforeEach(() => {
  microphone = new PlayedMicrophone();
  takes = new PlayedTakeStore();
  locks = new PlayedTabLocks();
  cues = [];
  states = [];
});

const ports = (): RecordingPorts => ({
  startRecorder: microphone.start,
  takes,
  locks,
  cue: (what) => cues.push(what),
  isAudible: () => false,
});

/** What waits for nothing but the store is done by then. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

async function begin(before?: string): Promise<RecordingSession> {
  const kept = before === undefined ? [] : await takes.sounds(before);
  const session = new RecordingSession(ports(), TAKE, (state) => states.push(state), kept);
  await session.start();
  return session;
}

const last = <K extends RecordingState["kind"]>(kind: K): Extract<RecordingState, { kind: K }> => {
  const state = states.at(-1);
  expect(state?.kind).toBe(kind);
  return state as Extract<RecordingState, { kind: K }>;
};

const keptMs = async () => lengthOf(await takes.sounds(TAKE.id));

describe("a recording that nothing disturbs", () => {
  test("shows a level before a tenth of a second is over", async () => {
    await begin();
    microphone.speak(100, () => 0.25);
    const { levels, elapsedMs } = last("running");
    expect(levels.at(-1)).toBe(0.25);
    expect(elapsedMs).toBeLessThanOrEqual(100);
  });

  test("gives every sample once and in order, to who listens and to the store", async () => {
    const session = await begin();
    for (let second = 0; second < 5; second += 1) {
      microphone.speak(1_000, named);
      await settle();
    }
    microphone.speak(345, named);
    await session.stop();
    const { sound, isKept } = last("stopped");
    expect(isKept).toBe(true);
    expect(sound.pcm.length).toBe(48 * 5_345);
    expect(sound.pcm.every((sample, n) => sample === named(n))).toBe(true);
    const kept = await joinSounds(await takes.sounds(TAKE.id));
    expect(kept.pcm).toEqual(sound.pcm);
    expect((await takes.all())[0]?.state).toBe("draft");
    expect(cues).toEqual(["started", "stopped"]);
  });

  test("is written every second, so that a crash costs no more", async () => {
    await begin();
    for (let tenth = 1; tenth <= 45; tenth += 1) {
      microphone.speak(100);
      await settle();
      expect(tenth * 100 - (await keptMs())).toBeLessThanOrEqual(1_000);
    }
    expect((await takes.all())[0]?.state).toBe("recording");
  });

  test("what is in memory is written at once when the page goes out of sight", async () => {
    const session = await begin();
    microphone.speak(700);
    session.flush();
    await settle();
    expect(await keptMs()).toBeCloseTo(700, 0);
  });

  test("stops by itself at 40 s, and not a sample later", async () => {
    await begin();
    microphone.speak(41_000);
    await settle();
    await settle();
    expect(lengthOf([last("stopped").sound])).toBe(40_000);
    expect(microphone.isOpen).toBe(false);
  });

  test("says that nobody is to be heard after four seconds, and takes it back at a word", async () => {
    await begin();
    microphone.speak(3_900, () => 0.001);
    expect(last("running").isSilent).toBe(false);
    microphone.speak(300, () => 0.001);
    expect(last("running").isSilent).toBe(true);
    microphone.speak(100, () => 0.1);
    expect(last("running").isSilent).toBe(false);
  });

  test("discarded, it leaves nothing", async () => {
    const session = await begin();
    microphone.speak(2_500);
    await session.discard();
    expect(await takes.all()).toEqual([]);
    expect(microphone.isOpen).toBe(false);
    expect(await locks.taken()).toEqual(new Set());
  });
});

describe("a call comes in", () => {
  test("what was said is there and kept; it goes on from there, and there is one sound in the end", async () => {
    const session = await begin();
    microphone.speak(2_300, named);
    microphone.interrupt();
    await settle();
    expect(last("interrupted")).toMatchObject({ isKept: true });
    expect(last("interrupted").milliseconds).toBeCloseTo(2_300, 0);
    expect(await keptMs()).toBeCloseTo(2_300, 0);
    expect(microphone.isOpen).toBe(false);

    await session.goOn();
    const before = 48 * 2_300;
    microphone.speak(1_200, (n) => named(before + n));
    expect(last("running").elapsedMs).toBeGreaterThan(3_000);
    await session.stop();
    const { pcm } = last("stopped").sound;
    expect(pcm.length).toBe(48 * 3_500);
    expect(pcm.every((sample, n) => sample === named(n))).toBe(true);
    expect((await joinSounds(await takes.sounds(TAKE.id))).pcm).toEqual(pcm);
  });

  test("it can be kept as it is", async () => {
    const session = await begin();
    microphone.speak(1_500);
    microphone.interrupt();
    await settle();
    await session.keep();
    expect(lengthOf([last("stopped").sound])).toBeCloseTo(1_500, 0);
    expect((await takes.all())[0]?.state).toBe("draft");
  });

  test("both parts together are no longer than a message may be", async () => {
    const session = await begin();
    microphone.speak(30_000);
    microphone.interrupt();
    await settle();
    await session.goOn();
    expect(microphone.asked[1]?.longestMs).toBeCloseTo(10_000, 0);
  });

  test("a headset that hears at another rate is brought to the first one's", async () => {
    const session = await begin();
    microphone.speak(1_000);
    microphone.interrupt();
    await settle();
    microphone.sampleRateHz = 16_000;
    await session.goOn();
    microphone.speak(1_000);
    await session.stop();
    const { sound } = last("stopped");
    expect(sound.sampleRateHz).toBe(48_000);
    expect(lengthOf([sound])).toBeCloseTo(2_000, 0);
    expect(await keptMs()).toBeCloseTo(2_000, 0);
  });
});

describe("the page goes away", () => {
  test("closed without a word, what was said is there and can go on in the next page", async () => {
    const session = await begin();
    microphone.speak(1_400, named);
    await session.close();
    await settle();
    expect((await takes.all())[0]).toMatchObject({ state: "recording" });
    expect(await keptMs()).toBeCloseTo(1_400, 0);
    expect(await locks.taken()).toEqual(new Set());

    const next = await begin(TAKE.id);
    const before = 48 * 1_400;
    microphone.speak(1_000, (n) => named(before + n));
    await next.stop();
    const { pcm } = last("stopped").sound;
    expect(pcm.length).toBe(48 * 2_400);
    expect(pcm.every((sample, n) => sample === named(n))).toBe(true);
    expect((await joinSounds(await takes.sounds(TAKE.id))).pcm).toEqual(pcm);
  });
});

describe("the browser is full", () => {
  test("it goes on in memory and says so; what could not be written is written when there is room", async () => {
    const session = await begin();
    takes.isFull = true;
    microphone.speak(2_500, named);
    await settle();
    microphone.speak(100, (n) => named(n));
    expect(last("running").isKept).toBe(false);
    expect(await takes.all()).toEqual([]);
    takes.isFull = false;
    microphone.speak(1_000, named);
    await settle();
    microphone.speak(100, named);
    expect(last("running").isKept).toBe(true);
    await session.stop();
    expect(last("stopped").isKept).toBe(true);
    expect((await joinSounds(await takes.sounds(TAKE.id))).pcm).toEqual(last("stopped").sound.pcm);
  });

  test("what is never kept is not said to be, and is all there to be sent", async () => {
    const session = await begin();
    takes.isFull = true;
    microphone.speak(2_000);
    await session.stop();
    expect(last("stopped").isKept).toBe(false);
    expect(lengthOf([last("stopped").sound])).toBeCloseTo(2_000, 0);
  });

  test("a break while it is full leaves no hole in what is written afterwards", async () => {
    const session = await begin();
    microphone.speak(1_000, named);
    await settle();
    takes.isFull = true;
    microphone.speak(1_000, named);
    microphone.interrupt();
    await settle();
    expect(last("interrupted").isKept).toBe(false);
    takes.isFull = false;
    await session.goOn();
    microphone.speak(1_000, (n) => named(48 * 2_000 + n));
    await session.stop();
    const { pcm } = last("stopped").sound;
    expect(pcm.every((sample, n) => sample === named(n))).toBe(true);
    expect((await joinSounds(await takes.sounds(TAKE.id))).pcm).toEqual(pcm);
  });
});

describe("two tabs", () => {
  test("one records, and the other says so until the first is done", async () => {
    const session = await begin();
    const other: RecordingState[] = [];
    const second = new RecordingSession(ports(), { ...TAKE, id: "other" }, (state) => other.push(state));
    await second.start();
    expect(other.at(-1)?.kind).toBe("elsewhere");
    expect(microphone.asked).toHaveLength(1);
    microphone.speak(500);
    await session.stop();
    await second.start();
    expect(other.at(-1)?.kind).toBe("running");
  });
});

describe("there is no microphone", () => {
  test("says why, leaves nothing behind, and lets the next one try", async () => {
    microphone.failure = new MicrophoneError("microphone.denied");
    const session = await begin();
    expect(last("failed").error).toBe(microphone.failure);
    expect(await takes.all()).toEqual([]);
    expect(cues).toEqual([]);
    microphone.failure = undefined;
    await session.start();
    last("running");
  });

  test("one that opens after somebody went away is closed again", async () => {
    const session = new RecordingSession(ports(), TAKE, (state) => states.push(state));
    const starting = session.start();
    await session.close();
    await starting;
    expect(microphone.isOpen).toBe(false);
    expect(await locks.taken()).toEqual(new Set());
  });
});
