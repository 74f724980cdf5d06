/** The family's figures: how fast a recording is heard, how soon a lost device is shut out. */
import { measureListening } from "./family-listening.ts";
import { measureRevocations } from "./family-revocation.ts";
import { type FigureGroup, type FigureResult, figure, quantile } from "./figure.ts";
import { loadAverage } from "./load-average.ts";

const REVOCATIONS = 200;
const LISTENED = 40;

export const familyFigures: FigureGroup = {
  prefix: "family",
  async *run({ report, isWanted }) {
    if (isWanted("family.listening.p95")) yield await listeningFigure(report);
    if (isWanted("family.revocation.p100")) yield await revocationFigure(report);
  },
};

type Report = (line: string) => void;

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
