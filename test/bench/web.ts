/** The page's figures: how soon it can be used on a poor phone with a poor line, and how much of it there is. */
import { type FigureGroup, type FigureResult, figure, median, quantile } from "./figure.ts";
import { loadAverage } from "./load-average.ts";
import { measureJavaScript } from "./web-javascript.ts";
import { measureLighthouse } from "./web-lighthouse.ts";
import { type MeasuredOpenings, measureOpenings } from "./web-opening.ts";
import { measureRecording } from "./web-recording.ts";
import { measureScrolling } from "./web-scrolling.ts";
import type { Opening } from "./web-slow-page.ts";
import { measureWizard } from "./web-wizard.ts";

const ROUNDS = 7;
const MESSAGES = 10_000;
const SCROLLING = "web.scrolling.input-delay.p95";
const RECORDING = "web.recording.samples-out-of-place";
const WIZARD = "web.wizard";
const LIGHTHOUSE = "web.lighthouse";
const [COLD, INSTALLED, SHIFT, FIRST, WHOLE] = [
  "web.first-page.cold",
  "web.first-page.installed",
  "web.layout-shift",
  "web.javascript.before-the-door",
  "web.javascript.whole",
] as const;

export const webFigures: FigureGroup = {
  prefix: "web",
  async *run({ report, isWanted }) {
    if (isWanted(WHOLE)) yield await wholeFigure();
    if ([COLD, INSTALLED, SHIFT, FIRST].some(isWanted)) {
      report(
        `web: the page is opened ${ROUNDS} times from an empty cache, and ${ROUNDS} times where it is known`,
      );
      yield* openingFigures(await measureOpenings(ROUNDS));
    }
    if (isWanted(SCROLLING)) yield await scrollingFigure(report);
    if (isWanted(WIZARD)) yield await wizardFigure(report);
    if (isWanted(RECORDING)) yield await recordingFigure(report);
    if (CATEGORIES.some((category) => isWanted(`${LIGHTHOUSE}.${category}`)))
      yield* lighthouseFigures(report);
  },
};

const KB = 1_000;
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
type Report = (line: string) => void;

async function scrollingFigure(report: Report): Promise<FigureResult> {
  report(`web: a timeline of ${MESSAGES} messages is scrolled to its end`);
  const { delaysMs, bareMs, shown } = await measureScrolling(MESSAGES);
  return figure(SCROLLING, {
    value: quantile(delaysMs, 0.95),
    unit: "ms",
    goal: ["<", 50],
    rounds: delaysMs.length,
    beside: {
      p50Ms: quantile(delaysMs, 0.5),
      worstMs: Math.max(...delaysMs),
      messagesShown: shown,
      // An empty page in the same browser, slowed as much.
      barePageP95Ms: quantile(bareMs, 0.95),
      ...loadAverage(),
    },
  });
}

async function recordingFigure(report: Report): Promise<FigureResult> {
  report("web: forty seconds are recorded from a microphone that counts");
  const { samples, gaps, rateHz } = await measureRecording();
  return figure(RECORDING, {
    value: gaps.reduce((sum, { missing }) => sum + Math.abs(missing), 0),
    unit: "samples",
    goal: ["=", 0],
    rounds: 1,
    beside: { samples, rateHz, seconds: samples / rateHz, ...loadAverage() },
  });
}

async function wizardFigure(report: Report): Promise<FigureResult> {
  report("web: a newcomer goes from the first page to the first message on the toy, at a newcomer's pace");
  const { seconds, humanSeconds, taps, letters, words } = await measureWizard();
  return figure(WIZARD, {
    value: seconds,
    unit: "s",
    goal: ["<", 180],
    rounds: 1,
    beside: {
      personSeconds: humanSeconds,
      machineSeconds: seconds - humanSeconds,
      taps,
      letters,
      wordsRead: words,
      ...loadAverage(),
    },
  });
}

async function* lighthouseFigures(report: Report): AsyncIterable<FigureResult> {
  report("web: Lighthouse looks at the door");
  const { scores, failed } = await measureLighthouse();
  for (const category of CATEGORIES)
    yield figure(`${LIGHTHOUSE}.${category}`, {
      value: scores[category],
      unit: "of 100",
      goal: ["=", 100],
      rounds: 1,
      beside: { audits: failed.join(" ") || "all passed", ...loadAverage() },
    });
}

async function wholeFigure(): Promise<FigureResult> {
  const { wholeBytes, dictionaryBytes, files, largest, largestBytes } = await measureJavaScript();
  return figure(WHOLE, {
    value: wholeBytes / KB,
    unit: "kB gzipped",
    goal: ["<=", 260],
    rounds: 1,
    beside: { files, largest, largestKB: largestBytes / KB, dictionariesKB: dictionaryBytes / KB },
  });
}

function* openingFigures({ cold, known, walk }: MeasuredOpenings): Iterable<FigureResult> {
  const ms = (openings: readonly Opening[]) => openings.map(({ interactiveMs }) => interactiveMs);
  const beside = (openings: readonly Opening[]) => ({
    slowestMs: Math.max(...ms(openings)),
    fastestMs: Math.min(...ms(openings)),
    firstPaintMs: median(openings.map(({ firstPaintMs }) => firstPaintMs)),
    longTasks: median(openings.map(({ longTasks }) => longTasks)),
    ...loadAverage(),
  });
  yield figure(COLD, {
    value: median(ms(cold)),
    unit: "ms",
    goal: ["<=", 1_500],
    rounds: cold.length,
    beside: beside(cold),
  });
  yield figure(INSTALLED, {
    value: median(ms(known)),
    unit: "ms",
    goal: ["<=", 500],
    rounds: known.length,
    beside: beside(known),
  });
  const moving = [...walk].filter(([, shift]) => shift > 0);
  yield figure(SHIFT, {
    value: Math.max(...[...cold, ...known].map(({ layoutShift }) => layoutShift), ...walk.values()),
    unit: "cumulative layout shift",
    goal: ["=", 0],
    rounds: cold.length + known.length + walk.size,
    beside: { screens: walk.size, moving: moving.map(([name]) => name).join(", ") || "none" },
  });
  yield figure(FIRST, {
    value: Math.max(...cold.map(({ scriptBytes }) => scriptBytes)) / KB,
    unit: "kB gzipped",
    goal: ["<=", 70],
    rounds: cold.length,
    // What a browser has drawn by then is a line of text that needs none.
    beside: { firstPaintMs: median(cold.map(({ firstPaintMs }) => firstPaintMs)) },
  });
}
