/** The family's figures: how fast one is in, how fast a recording is heard, how soon a lost device is shut out. */
import { measureListening } from "./family-listening.ts";
import { measureResealing } from "./family-reseal.ts";
import { measureResharing } from "./family-reshare.ts";
import { measureRevocations } from "./family-revocation.ts";
import { measureSignIns } from "./family-sign-in.ts";
import { measureTimelines } from "./family-timeline.ts";
import { type FigureGroup, type FigureResult, figure, median, quantile } from "./figure.ts";
import { loadAverage } from "./load-average.ts";

const REVOCATIONS = 200;
const RESHARED = 1_000;
const RESEALED = 1_000;
const LISTENED = 40;
const SIGN_INS = 500;
const TIMELINES = 300;
const FEW = 1_000;
/** As many as the breach of the maker's database exposed. */
const MANY = 2_182_337;

export const familyFigures: FigureGroup = {
  prefix: "family",
  async *run({ report, isWanted }) {
    if (isWanted("family.sign-in.passkey.p99")) yield await signInFigure(report);
    if (isWanted("family.listening.p95")) yield await listeningFigure(report);
    if (isWanted("family.reshare.1000")) yield await reshareFigure(report);
    if (isWanted("family.reseal.1000")) yield await resealFigure(report);
    if (isWanted("family.revocation.p100")) yield await revocationFigure(report);
    if (isWanted("family.timeline.first-page")) yield await timelineFigure(report);
  },
};

type Report = (line: string) => void;

async function signInFigure(report: Report): Promise<FigureResult> {
  report(`family: ${SIGN_INS} sign-ins by passkey, each verified`);
  const { signInMs, passphraseMs, bareMs } = await measureSignIns(SIGN_INS);
  return figure("family.sign-in.passkey.p99", {
    value: quantile(signInMs, 0.99),
    unit: "ms",
    goal: ["<", 150],
    rounds: signInMs.length,
    beside: {
      p50Ms: quantile(signInMs, 0.5),
      worstMs: Math.max(...signInMs),
      // A request that changes nothing, and a sign-in by passphrase: the hub's Argon2id is most of it.
      bareRequestP50Ms: quantile(bareMs, 0.5),
      passphraseP50Ms: quantile(passphraseMs, 0.5),
      ...loadAverage(),
    },
  });
}

async function listeningFigure(report: Report): Promise<FigureResult> {
  report(`family: a recording of ten seconds is opened and begins to play in Chromium, ${LISTENED} times`);
  const { playingMs, bareMs, bytes } = await measureListening(LISTENED);
  return figure("family.listening.p95", {
    value: quantile(playingMs, 0.95),
    unit: "ms",
    goal: ["<", 400],
    rounds: playingMs.length,
    beside: {
      p50Ms: quantile(playingMs, 0.5),
      worstMs: Math.max(...playingMs),
      bytes,
      // The same browser with a WAV of as many seconds that nobody sealed, out of its own memory.
      barePlayerP50Ms: quantile(bareMs, 0.5),
      barePlayerP95Ms: quantile(bareMs, 0.95),
      ...loadAverage(),
    },
  });
}

async function reshareFigure(report: Report): Promise<FigureResult> {
  report(`family: ${RESHARED} answers of ten seconds are sealed anew for a relative`);
  const tell = (done: number) => void (done % 250 === 0 && report(`family: ${done} of ${RESHARED} shared`));
  const { wholeMs, longestSilenceMs, sealingMs, clips, bytes } = await measureResharing(RESHARED, tell);
  return figure("family.reshare.1000", {
    value: wholeMs / 1_000,
    unit: "s",
    goal: ["<", 60],
    rounds: clips,
    beside: {
      longestSilenceMs,
      bytes,
      // Opening and sealing one, by the page's own code, in Node.
      sealingP50Ms: quantile(sealingMs, 0.5),
      ...loadAverage(),
    },
  });
}

async function resealFigure(report: Report): Promise<FigureResult> {
  report(`family: the lock is changed, and ${RESEALED} answers of ten seconds are sealed anew`);
  const tell = (done: number) =>
    void (done % 250 === 0 && report(`family: ${done} of ${RESEALED} sealed anew`));
  const { wholeMs, longestSilenceMs, sealingMs, clips } = await measureResealing(RESEALED, tell);
  return figure("family.reseal.1000", {
    value: wholeMs / 1_000,
    unit: "s",
    goal: ["<", 60],
    rounds: clips,
    beside: {
      longestSilenceMs,
      // Opening, sealing, and opening what came back, by the page's own code, in Node.
      sealingP50Ms: quantile(sealingMs, 0.5),
      ...loadAverage(),
    },
  });
}

async function revocationFigure(report: Report): Promise<FigureResult> {
  report(`family: ${REVOCATIONS} devices are signed out while each holds an open stream`);
  const { deadMs, bareMs, entries } = await measureRevocations(REVOCATIONS);
  return figure("family.revocation.p100", {
    value: Math.max(...deadMs),
    unit: "ms",
    goal: ["<", 1_000],
    rounds: deadMs.length,
    beside: {
      p50Ms: quantile(deadMs, 0.5),
      p99Ms: quantile(deadMs, 0.99),
      // A request that changes nothing, by the same browser.
      bareRequestP50Ms: quantile(bareMs, 0.5),
      // Each device is vouched for and struck out: the roster that is verified grows by two a round.
      rosterEntriesAtEnd: entries,
      ...loadAverage(),
    },
  });
}

async function timelineFigure(report: Report): Promise<FigureResult> {
  report(
    `family: a timeline of ${MANY.toLocaleString("en")} messages is filled, which takes minutes; then read`,
  );
  const { fewMs, manyMs, seededS } = await measureTimelines(TIMELINES, { few: FEW, many: MANY }, report);
  return figure("family.timeline.first-page", {
    value: median(manyMs) / median(fewMs),
    unit: "times",
    goal: ["<=", 1.3],
    rounds: manyMs.length,
    beside: {
      messages: MANY,
      p50Ms: median(manyMs),
      p99Ms: quantile(manyMs, 0.99),
      // The same page of a hub with a thousand.
      fewP50Ms: median(fewMs),
      fewP99Ms: quantile(fewMs, 0.99),
      seededS,
      ...loadAverage(),
    },
  });
}
