/** A toy of a family that can less than others, on the real page: nothing is offered that it has no part for. `ble/bridge/two-families.test.ts` has the driver that says so. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TOY_SKILLS } from "../../hub/domain/toy-skill.ts";
import { openBrowser } from "../support/browser.ts";
import { expectManners } from "../support/expect-manners.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { RunningStack } from "../support/running-stack.ts";

const LONG = { timeout: 90_000 };
let stack: RunningStack;
let browser: Browser;
let ble: PlayedBle;
let page: Page;

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true, only: ["hub"] }),
    openBrowser(),
  ]);
  ble = await PlayedBle.open(stack);
  ble.isOfFamily([], false);
  page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await page.goto(stack.address);
  await claimHub(page, stack.claimCode, "Robin", "four lanterns beside our kettle");
  await findToy(page, "Lantern", "Mika");
  await page.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
});
afterAll(async () => {
  await browser?.close();
  await ble?.[Symbol.asyncDispose]();
  await stack?.[Symbol.asyncDispose]();
});

const button = (name: string) => page.getByRole("button", { name, exact: true });
/** What only some toys can, by the words for it. */
const OF_SOME = ["Mailbox of four", "Save its batteries", /^1: /, /^3 to 5: /] as const;
const shown = async () =>
  (await Promise.all(OF_SOME.map((words) => page.getByText(words).count()))).map((count) => count > 0);

test("among the toys", async () => {
  await button("Toys").click();
  await page.getByRole("heading", { name: "What lies on it" }).waitFor(LONG);
  await page.getByText("Nothing that the hub knows of.", { exact: true }).waitFor(LONG);
  expect(await shown()).toEqual([false, false, false, false]);
  // All that every toy can is there.
  for (const name of ["Volume Quiet: Lantern", "Blink its heart: Lantern", "Walk test: Lantern"])
    expect(await button(name).count(), name).toBe(1);
  await expectManners(page);
  // As soon as its room says so.
  ble.isOfFamily(TOY_SKILLS, true);
  await expect.poll(shown, LONG).toEqual([true, true, true, true]);
  ble.isOfFamily(["recording"], true);
  await expect.poll(shown, LONG).toEqual([false, false, true, false]);
});
