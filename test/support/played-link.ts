/** Takes `pawpost-link`'s place beside a running hub: remembers what it was to carry out of the house, and carries nothing. */
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { LINK, type PushJob } from "../../hub/contract/link-job.ts";
import { openLinkServer } from "../../hub/link/open-link-server.ts";
import { makePushBrowser, type PushBrowser } from "./push-browser.ts";
import { makeRecordingLog } from "./quiet-log.ts";
import type { RunningStack } from "./running-stack.ts";

/** Browsers' own push service; the last part of the path says whose browser. */
const BASE = "https://updates.push.services.mozilla.com/wpush/v2/";

export interface PlayedLink extends AsyncDisposable {
  /** A browser of that name, which wants to be told. */
  browser(name: string): PushBrowser;
  /** How often it was told. */
  told(name: string): number;
  /** Until that browser was told, and as long again as pushes that leave together may lie apart. */
  untilTold(name: string): Promise<void>;
}

export async function openPlayedLink({ runFolder }: Pick<RunningStack, "runFolder">): Promise<PlayedLink> {
  const jobs: PushJob[] = [];
  const server = await openLinkServer({
    socketPath: join(runFolder.path, LINK.socket),
    log: makeRecordingLog(),
    queue: {
      async push(job) {
        jobs.push(job);
        return "delivered";
      },
    },
    dialOut: async () => undefined,
    askNameServers: async () => ({ servers: [] }),
  });
  const played: PlayedLink = {
    browser: (name) => makePushBrowser(BASE + name),
    async untilTold(name) {
      await expect.poll(() => played.told(name), { timeout: 10_000 }).toBeGreaterThan(0);
      await wait(250);
    },
    told: (name) => jobs.filter(({ endpoint }) => endpoint === BASE + name).length,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return played;
}
