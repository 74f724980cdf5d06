/** The page's figures: how soon it can be used on a poor phone with a poor line, and how much of it there is. */
import { type FigureGroup, type FigureResult, figure, median } from "./figure.ts";
import { loadAverage } from "./load-average.ts";
import { measureJavaScript } from "./web-javascript.ts";
import { type MeasuredOpenings, measureOpenings } from "./web-opening.ts";
import type { Opening } from "./web-slow-page.ts";

const ROUNDS = 7;
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
  },
};

const KB = 1_000;

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

function* openingFigures({ cold, known }: MeasuredOpenings): Iterable<FigureResult> {
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
  yield figure(SHIFT, {
    value: Math.max(...[...cold, ...known].map(({ layoutShift }) => layoutShift)),
    unit: "cumulative layout shift",
    goal: ["=", 0],
    rounds: cold.length + known.length,
    beside: {},
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
