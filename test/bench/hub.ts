/** The hub's figures: how fast it takes a message in, what it holds in memory, how soon it is there. */
import { type FigureGroup, type FigureResult, figure, median, quantile } from "./figure.ts";
import { measureIdle, pairPss } from "./hub-idle.ts";
import { measureStarts } from "./hub-start.ts";
import { measureUploads } from "./hub-upload.ts";
import { loadAverage } from "./load-average.ts";

const SAMPLES = 500;
const AT_ONCE = 4;
const PARALLEL_SAMPLES = 200;
const STARTS = 5;

const UPLOAD_MS = 60;
/** Times the p99 of writing and flushing as many bytes: a slow disk is not the hub's fault. */
const UPLOAD_TIMES_BARE = 8;

export const hubFigures: FigureGroup = {
  prefix: "hub",
  async *run({ report, isWanted }) {
    if (isWanted("hub.upload.p99")) yield await uploadFigure(report);
    if (isWanted("hub.idle.pss")) yield await idleFigure(report);
    if (isWanted("hub.start.second-run")) yield await startFigure(report);
  },
};

type Report = (line: string) => void;

async function uploadFigure(report: Report): Promise<FigureResult> {
  report(`hub: ${SAMPLES} uploads of ten seconds, then ${PARALLEL_SAMPLES} by ${AT_ONCE} at once`);
  const { aloneMs, parallelMs, bareMs, firstMs, bytes } = await measureUploads(SAMPLES, {
    atOnce: AT_ONCE,
    samples: PARALLEL_SAMPLES,
  });
  const bareP99Ms = quantile(bareMs, 0.99);
  return figure("hub.upload.p99", {
    value: quantile(aloneMs, 0.99),
    unit: "ms",
    goal: ["<=", Math.max(UPLOAD_MS, UPLOAD_TIMES_BARE * bareP99Ms)],
    rounds: SAMPLES,
    beside: {
      p50Ms: quantile(aloneMs, 0.5),
      worstMs: Math.max(...aloneMs),
      firstSinceStartMs: firstMs,
      bytes,
      bareWriteP50Ms: quantile(bareMs, 0.5),
      bareWriteP99Ms: bareP99Ms,
      fourAtOnceP50Ms: quantile(parallelMs, 0.5),
      fourAtOnceP99Ms: quantile(parallelMs, 0.99),
      fourAtOnceSamples: parallelMs.length,
      ...loadAverage(),
    },
  });
}

async function idleFigure(report: Report): Promise<FigureResult> {
  const idle = await measureIdle(report);
  const { hub, ble } = idle.afterStart;
  return figure("hub.idle.pss", {
    value: pairPss(idle.afterStart),
    unit: "MB",
    goal: ["<=", 150],
    rounds: 1,
    beside: {
      processesOnThatNode: idle.mappedBy,
      hubPss: hub.pssMb,
      hubUss: hub.ussMb,
      blePss: ble.pssMb,
      bleUss: ble.ussMb,
      // The libraries with no code of ours.
      barePss: pairPss(idle.bare),
      bareHubPss: idle.bare.hub.pssMb,
      bareBlePss: idle.bare.ble.pssMb,
      bareWithOurFlagsPss: pairPss(idle.bareWithOurFlags),
      veryFirstStartPss: pairPss(idle.afterFirstStart),
      // A toy connected, a message delivered, 40 s of nothing.
      afterDeliveryPss: pairPss(idle.afterDelivery),
      afterDeliveryHubUss: idle.afterDelivery.hub.ussMb,
      afterDeliveryBleUss: idle.afterDelivery.ble.ussMb,
    },
  });
}

async function startFigure(report: Report): Promise<FigureResult> {
  const { firstMs, secondMs, bareMs, setupMs } = await measureStarts(STARTS, report);
  return figure("hub.start.second-run", {
    value: median(secondMs) / 1_000,
    unit: "s",
    goal: ["<=", 3],
    rounds: STARTS,
    beside: {
      slowestS: Math.max(...secondMs) / 1_000,
      // A Node that serves one word.
      bareNodeS: median(bareMs) / 1_000,
      firstRunAfterSetupS: firstMs / 1_000,
      setupS: setupMs / 1_000,
      ...loadAverage(),
    },
  });
}
