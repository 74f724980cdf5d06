/** A page as on a phone with a poor line: processor slowed to a quarter, 1.6 Mb/s, 150 ms from a request to its answer. */
import type { BrowserContext, CDPSession, Page } from "playwright-core";

const CPU_SLOWDOWN = 4;
const LATENCY_MS = 150;
const DOWN_BYTES_A_SECOND = 1_600_000 / 8;
const UP_BYTES_A_SECOND = 750_000 / 8;
/** Interactive: what was asked for is there, and the page's thread does nothing for longer than 50 ms for this long. */
const QUIET_MS = 500;

export interface SlowPage {
  readonly page: Page;
  readonly devtools: CDPSession;
}

export async function openSlowPage(context: BrowserContext): Promise<SlowPage> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: DOWN_BYTES_A_SECOND,
    uploadThroughput: UP_BYTES_A_SECOND,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  return { page, devtools };
}

export interface Opening {
  /** From the address being asked for to the control being there and the thread being free, ms. */
  readonly interactiveMs: number;
  readonly firstPaintMs: number;
  /** Cumulative layout shift until the page was quiet, without those that follow a press. */
  readonly layoutShift: number;
  readonly longTasks: number;
  /** JavaScript that had come when the control was there, bytes as sent. */
  readonly scriptBytes: number;
}

/** Opens an address and measures until `control` (a CSS selector) can be used. */
export async function measureOpening(slow: SlowPage, address: string, control: string): Promise<Opening> {
  await slow.page.addInitScript(watch, control);
  await slow.page.goto(address);
  await slow.page.waitForFunction(() => (globalThis as Watched).controlAt !== undefined, undefined, {
    timeout: 60_000,
  });
  return slow.page.evaluate(settle, QUIET_MS);
}

interface Watched {
  controlAt?: number;
  scriptBytes?: number;
  shifts?: number;
  tasks?: { readonly end: number }[];
}

/** Runs in the page, before anything of it does. */
function watch(control: string): void {
  const seen = globalThis as Watched;
  seen.shifts = 0;
  seen.tasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks?.push({ end: startTime + duration });
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[])
      if (!entry.hadRecentInput) seen.shifts = (seen.shifts ?? 0) + entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const look = () => {
    if (document.querySelector(control) === null) return;
    observer.disconnect();
    // Once it was drawn.
    requestAnimationFrame(() =>
      setTimeout(() => {
        seen.controlAt = performance.now();
        const scripts = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
        seen.scriptBytes = scripts
          .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
      }),
    );
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true, attributes: true });
}

/** Cumulative layout shift of a page that was opened by {@link measureOpening}. */
export const shiftsSoFar = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as Watched).shifts ?? 0);

/** Runs in the page. */
async function settle(quietMs: number): Promise<Opening> {
  const seen = globalThis as Watched;
  const last = () => Math.max(seen.controlAt ?? 0, ...(seen.tasks ?? []).map(({ end }) => end));
  while (performance.now() < last() + quietMs) await new Promise((done) => setTimeout(done, 100));
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return {
    interactiveMs: last(),
    firstPaintMs: paint?.startTime ?? Number.NaN,
    layoutShift: seen.shifts ?? 0,
    longTasks: seen.tasks?.length ?? 0,
    scriptBytes: seen.scriptBytes ?? 0,
  };
}
