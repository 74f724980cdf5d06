import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { speak } from "../../test/support/speech.ts";
import { decodeMessage } from "../audio/message-codec/decode-message.ts";
import { encodeRecording } from "../audio/recording-codec/encode-recording.ts";
import { parseWav } from "../audio/wav.ts";
import { systemClock } from "../clock/system-clock.ts";
import { ms, seconds } from "../domain/duration.ts";
import { type ClipCheckOptions, openClipCheck } from "./open-clip-check.ts";

function openCheck(options: Partial<ClipCheckOptions> = {}) {
  const logger = makeRecordingLog();
  const check = openClipCheck({ clock: systemClock, logger, ...options });
  onTestFinished(() => check[Symbol.asyncDispose]());
  return { check, log: logger.lines };
}

/** A worker of the test's own, as a module in the address itself. */
const script = (code: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from "node:worker_threads";${code}`)}`,
  );

const tone = (rateHz: number, milliseconds: number) =>
  Int16Array.from({ length: (rateHz * milliseconds) / 1_000 }, (_, n) => 9_000 * Math.sin(n / 9));

test("shapes a sentence from a WAV file into a message that it then lets pass", async () => {
  const { check } = openCheck();
  const shaped = await check.wav(await readFile(await speak("Good night, little bear. Sleep well.")));
  if (shaped.kind === "refused") throw new Error(shaped.code);
  expect(shaped.waveform.length).toBeGreaterThanOrEqual(30);
  const kept = parseWav(shaped.wav);
  expect(kept).toMatchObject({ sampleRateHz: 16_000, channelCount: 1 });
  expect(kept.samples).toEqual(decodeMessage(shaped.toyBytes).samples);
  expect(await check.message(shaped.toyBytes)).toEqual({ kind: "ok", milliseconds: shaped.milliseconds });
});

test("reads a toy's recording, and holds it to what was seen", async () => {
  const { check } = openCheck();
  const bytes = encodeRecording(tone(8_000, 2_000), { bitsPerCode: 5 });
  const read = await check.recording(bytes, 2_000);
  if (read.kind === "refused") throw new Error(read.code);
  expect(Math.abs(read.milliseconds - 2_000)).toBeLessThan(40);
  expect(parseWav(read.wav)).toMatchObject({ sampleRateHz: 8_000, channelCount: 1 });
  expect(Math.max(...read.waveform)).toBeGreaterThan(200);
  expect(await check.recording(bytes, 2_200)).toMatchObject({
    kind: "refused",
    code: "recording.wrong-duration",
  });
});

test.each([
  ["a message", "message", "message.bad-magic"],
  ["a recording", "recording", "recording.bad-magic"],
  ["a WAV file", "wav", "wav.bad-magic"],
] as const)("refuses what is not %s", async (_, kind, code) => {
  const { check } = openCheck();
  const noise = new TextEncoder().encode("this is not audio at all, whatever its name says it is");
  const answer = kind === "recording" ? check.recording(noise, undefined) : check[kind](noise);
  expect(await answer).toMatchObject({ kind: "refused", code });
});

test("leaves the caller's bytes as they were", async () => {
  const { check } = openCheck();
  const bytes = encodeRecording(tone(8_000, 500), { bitsPerCode: 4 });
  const before = Uint8Array.from(bytes);
  await check.recording(bytes, undefined);
  expect(bytes).toEqual(before);
});

test("ends a thread that does not come to an end, and starts another for the next clip", async () => {
  const { check, log } = openCheck({
    script: script(`parentPort.on("message", ({ bytes }) => {
      while (bytes[0] === 1);
      parentPort.postMessage({ kind: "ok", milliseconds: 7 });
    });`),
    // The next one begins within it, too, on a machine that has other work.
    deadline: ms(2_000),
  });
  const [stuck, next] = await Promise.all([check.message(Uint8Array.of(1)), check.message(Uint8Array.of(2))]);
  expect(stuck).toMatchObject({ kind: "refused", code: "check.took-too-long" });
  expect(next).toEqual({ kind: "ok", milliseconds: 7 });
  expect(log).toContainEqual({
    level: "warn",
    phrase: "checking a clip took too long",
    facts: { kind: "message" },
  });
});

test.each([
  ["throws", "throw new Error('boom')"],
  ["exits", "process.exit(3)"],
  ["eats memory", "const all = []; for (;;) all.push(new Array(100_000).fill({}).map(() => ({ n: 1 })))"],
])("survives a thread that %s", async (_, misdeed) => {
  const { check } = openCheck({
    script: script(`parentPort.on("message", ({ bytes }) => {
      if (bytes[0] === 1) { ${misdeed}; }
      parentPort.postMessage({ kind: "ok", milliseconds: 7 });
    });`),
  });
  const [broken, next] = await Promise.all([
    check.message(Uint8Array.of(1)),
    check.message(Uint8Array.of(2)),
  ]);
  expect(broken).toMatchObject({ kind: "refused", code: "check.crashed" });
  expect(next).toEqual({ kind: "ok", milliseconds: 7 });
});

const COUNTING = script(`import { threadId } from "node:worker_threads";
  parentPort.on("message", () => parentPort.postMessage({ kind: "ok", milliseconds: threadId }));`);

test("keeps its thread while clips come, and ends it half a minute after the last", async () => {
  const clock = makeManualClock();
  const { check } = openCheck({ clock, script: COUNTING });
  const threadOf = async () => {
    const answer = await check.message(Uint8Array.of(1));
    return answer.kind === "ok" ? answer.milliseconds : answer.code;
  };
  const first = await threadOf();
  await clock.advance(seconds(29));
  expect(await threadOf()).toBe(first);
  await clock.advance(seconds(29));
  expect(await threadOf()).toBe(first);
  await clock.advance(seconds(31));
  expect(await threadOf()).not.toBe(first);
});

test("takes eight clips in waiting and refuses the next", async () => {
  const { check } = openCheck({ script: COUNTING });
  const answers = await Promise.all(Array.from({ length: 10 }, () => check.message(Uint8Array.of(1))));
  expect(answers.map(({ kind }) => kind)).toEqual([...Array(9).fill("ok"), "refused"]);
  expect(answers[9]).toMatchObject({ code: "check.busy" });
});

test("refuses a clip over 32 MiB unseen", async () => {
  const { check } = openCheck();
  expect(await check.wav(new Uint8Array(33 * 1024 * 1024))).toMatchObject({ code: "clip.too-large" });
});

test("answers whoever waits when the hub stops", async () => {
  const { check } = openCheck({ script: script("parentPort.on('message', () => {})") });
  const waiting = [check.message(Uint8Array.of(1)), check.message(Uint8Array.of(2))];
  await check[Symbol.asyncDispose]();
  for (const answer of await Promise.all([...waiting, check.message(Uint8Array.of(3))])) {
    expect(answer).toMatchObject({ kind: "refused", code: "check.stopped" });
  }
});
