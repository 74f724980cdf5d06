/**
 * The codec's figures: how fast, and in the same run whether what came out is right. Speed depends on the machine, so a
 * plain FFT loop that never changes is timed between the rounds; the ratio to it can be compared between machines.
 */
import { decodeMessage, decodeMessageFrames } from "../../hub/audio/message-codec/decode-message.ts";
import { encodeMessage, encodeMessageFrames } from "../../hub/audio/message-codec/encode-message.ts";
import { FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE_HZ } from "../../hub/audio/message-codec/frame-layout.ts";
import { decodeRecording } from "../../hub/audio/recording-codec/decode-recording.ts";
import { runFftLoop } from "./codec-fft-loop.ts";
import { correlation, largestDifference, segmentalSnr } from "./codec-measures.ts";
import {
  MESSAGE_VECTORS,
  RECORDING_VECTORS,
  readAppEncoded,
  readInput,
  readRecording,
  readRecordingOracle,
  readReferenceDecode,
  SPEECH_VECTORS,
} from "./codec-vectors.ts";
import { type FigureGroup, type FigureResult, figure, median } from "./figure.ts";

const SECONDS = 60;
const ROUNDS = 9;
const WARM_UP_ROUNDS = 3;
/** The reference leaves the two lowest bits out, so near silence it can only be held to this. */
const QUIET_PEAK = 8;

export const codecFigures: FigureGroup = {
  prefix: "codec",
  async *run({ report }) {
    report("codec: comparing with the vectors");
    yield recordingsExact();
    yield messageFrameErrors();
    yield messageCorrelation();
    yield encoderAdvantage();
    report(`codec: ${WARM_UP_ROUNDS} + ${ROUNDS} rounds of ${SECONDS} s of speech`);
    yield* speeds();
  },
};

function* speeds(): Generator<FigureResult> {
  const speech = sixtySecondsOfSpeech();
  const frameCount = speech.length / FRAME_SAMPLES;
  const frames = new Uint8Array(frameCount * FRAME_BYTES);
  const decoded = new Int16Array(speech.length);
  const encodeMs: number[] = [];
  const decodeMs: number[] = [];
  const fftMs: number[] = [];
  /** Encoder and decoder together, set-up included. Negative when a collection fell into the round. */
  const heapBytes: number[] = [];
  let frameErrors = 0;
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const fft = timed(runFftLoop);
    const heapBefore = process.memoryUsage().heapUsed;
    const times = {
      fft,
      encode: timed(() => encodeMessageFrames(speech, frames)),
      decode: timed(() => {
        frameErrors += decodeMessageFrames(frames, decoded);
      }),
    };
    if (round < 0) continue;
    heapBytes.push(process.memoryUsage().heapUsed - heapBefore);
    fftMs.push(times.fft);
    encodeMs.push(times.encode);
    decodeMs.push(times.decode);
  }
  const facts = {
    fftLoopMs: round(median(fftMs), 1),
    frameErrors,
    heapBytesPerFrame: round(median(heapBytes) / frameCount, 1),
    segmentalSnrDb: round(segmentalSnr(speech, decoded, FRAME_SAMPLES), 2),
  };
  for (const { name, goal, times } of [
    { name: "encode", goal: 900, times: encodeMs },
    { name: "decode", goal: 700, times: decodeMs },
  ]) {
    yield figure(`codec.${name}.x-real-time`, {
      value: (SECONDS * 1000) / median(times),
      unit: "x real time",
      goal: [">=", goal],
      rounds: ROUNDS,
      beside: {
        medianMs: round(median(times), 1),
        fastestMs: round(Math.min(...times), 1),
        slowestMs: round(Math.max(...times), 1),
        ratioToFftLoop: round(median(times) / median(fftMs), 3),
        ...facts,
      },
    });
  }
}

/** The speech vector over and over at changing loudness, so that no two stretches encode alike. */
function sixtySecondsOfSpeech(): Int16Array {
  const voice = readInput("speech1");
  return Int16Array.from({ length: SECONDS * SAMPLE_RATE_HZ }, (_, n) => {
    const gain = 0.5 + 0.4 * Math.cos((2 * Math.PI * n) / (7 * SAMPLE_RATE_HZ));
    return Math.round(gain * (voice[n % voice.length] as number));
  });
}

function recordingsExact(): FigureResult {
  const exact = RECORDING_VECTORS.filter(({ name }) => {
    const { samples } = decodeRecording(readRecording(name));
    const oracle = readRecordingOracle(name);
    return samples.length === oracle.length && largestDifference(samples, oracle) === 0;
  });
  return figure("codec.recordings.exact", {
    value: exact.length,
    unit: "vectors",
    goal: ["=", RECORDING_VECTORS.length],
    rounds: 1,
    beside: { exact: exact.map(({ name }) => name).join(" ") },
  });
}

function messageFrameErrors(): FigureResult {
  const errors = MESSAGE_VECTORS.map((name) => {
    const ours = decodeMessage(encodeMessage(readInput(name)));
    return decodeMessage(readAppEncoded(name)).frameErrors + ours.frameErrors;
  });
  return figure("codec.messages.frame-errors", {
    value: errors.reduce((sum, count) => sum + count, 0),
    unit: "frames",
    goal: ["=", 0],
    rounds: 1,
    beside: { files: 2 * MESSAGE_VECTORS.length },
  });
}

function messageCorrelation(): FigureResult {
  const beside: Record<string, number> = {};
  for (const name of MESSAGE_VECTORS) {
    const reference = readReferenceDecode(name);
    const { samples } = decodeMessage(readAppEncoded(name));
    const isQuiet = largestDifference(reference, new Int16Array(reference.length)) <= QUIET_PEAK;
    if (isQuiet) beside[`${name}LargestDifference`] = largestDifference(samples, reference);
    else beside[name] = round(correlation(samples, reference), 6);
  }
  const correlations = MESSAGE_VECTORS.flatMap((name) => beside[name] ?? []);
  return figure("codec.messages.least-correlation", {
    value: Math.min(...correlations),
    unit: "correlation",
    goal: [">", 0.99],
    rounds: 1,
    beside,
  });
}

function encoderAdvantage(): FigureResult {
  const beside: Record<string, number> = {};
  const advantages = MESSAGE_VECTORS.filter((name) => name !== "silence").map((name) => {
    const input = readInput(name);
    const snr = (file: Uint8Array) => segmentalSnr(input, decodeMessage(file).samples, FRAME_SAMPLES);
    const [ours, app] = [snr(encodeMessage(input)), snr(readAppEncoded(name))];
    beside[`${name}OursDb`] = round(ours, 3);
    beside[`${name}AppDb`] = round(app, 3);
    return { name, advantage: ours - app };
  });
  const ofSpeech = advantages.filter(({ name }) => (SPEECH_VECTORS as readonly string[]).includes(name));
  return figure("codec.encoder.segmental-snr-over-app", {
    value: Math.min(...ofSpeech.map(({ advantage }) => advantage)),
    unit: "dB",
    goal: [">=", 0],
    rounds: 1,
    beside,
  });
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
