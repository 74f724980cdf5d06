/** Where a test fails that drives a browser, what stood on its pages says why: on a machine that nobody sits at, nothing else does. */
import { setTimeout as wait } from "node:timers/promises";
import { afterEach } from "vitest";
import { openPages } from "./browser.ts";

const MOST = 2_000;

afterEach(async ({ task }) => {
  if (task.result?.state !== "fail") return;
  for (const page of openPages()) {
    const texts = page
      .locator("body")
      .allInnerTexts()
      .catch(() => []);
    const [text = "(it does not answer)"] = await Promise.race([texts, wait(5_000, [])]);
    console.log(`on ${page.url()}, when "${task.name}" failed:\n${text.slice(0, MOST)}`);
  }
});
