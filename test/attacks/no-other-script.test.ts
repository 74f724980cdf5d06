/**
 * T-64. Whatever gets a foot into the page starts no script that was not built with it: no worker and no service worker by a
 * plain address, no worklet out of a blob, no second policy, no inline code and no eval. Without the header's
 * two words for it a plain address starts a worker. That workers come under the same headers: `framing-and-sniffing.test.ts`.
 */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AttackedHub } from "../support/attacked-hub.ts";
import { openBrowserWithWorker } from "../support/browser.ts";
import type { Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowserWithWorker();
});
afterAll(() => browser?.close());

/** What each try came to: the error's name, or `started`. */
async function tryAll(patches: readonly Patch[] = []): Promise<Record<string, string>> {
  await using hub = await AttackedHub.start({ patches });
  const page = await (await browser.newContext()).newPage();
  await page.goto(hub.stack.address);
  await page.getByRole("textbox", { name: "One-time code" }).waitFor();
  const tried = await page.evaluate(async () => {
    const asset = new URL([...document.scripts].find(({ src }) => src !== "")?.src ?? "").pathname;
    const blob = URL.createObjectURL(new Blob(["registerProcessor"], { type: "text/javascript" }));
    // biome-ignore lint/suspicious/noExplicitAny: not in TypeScript's DOM yet
    const types = (globalThis as any).trustedTypes;
    const tries: Record<string, () => unknown> = {
      "a worker by a plain address": () => new Worker(asset),
      "a worker out of a blob": () => new Worker(blob),
      "a shared worker": () => new SharedWorker(asset),
      "a service worker": () => navigator.serviceWorker.register(asset),
      "a worklet out of a blob": () => new OfflineAudioContext(1, 1, 8_000).audioWorklet.addModule(blob),
      "a policy of another name": () =>
        types.createPolicy("other", { createScriptURL: (text: string) => text }),
      "the page's policy once more": () =>
        types.createPolicy("pawpost", { createScriptURL: (text: string) => text }),
      "markup from a string": () => {
        document.createElement("p").innerHTML = "<b>x</b>";
      },
      "a script by a plain address": () => {
        document.createElement("script").src = asset;
      },
    };
    const outcomes: Record<string, string> = {};
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        await attempt();
        outcomes[name] = "started";
      } catch (error) {
        outcomes[name] = (error as Error).name;
      }
    }
    return outcomes;
  });
  await page.context().close();
  return tried;
}

test("nothing starts that was not built with the page", async () => {
  const outcomes = await tryAll();
  expect(Object.keys(outcomes)).toHaveLength(9);
  expect(Object.entries(outcomes).filter(([, outcome]) => outcome === "started")).toEqual([]);
});

test("without trusted types a plain address starts a worker", TAKES_BARRIER_OUT, async () => {
  const file = "hub/api/security-headers.ts";
  const outcomes = await tryAll([
    { file, find: "  \"require-trusted-types-for 'script'\",\n", replace: "" },
    { file, find: '  "trusted-types pawpost",\n', replace: "" },
  ]);
  expect(outcomes).toMatchObject({
    "a worker by a plain address": "started",
    "a policy of another name": "started",
    "markup from a string": "started",
    "a script by a plain address": "started",
  });
});
