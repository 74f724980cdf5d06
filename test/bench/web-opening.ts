/**
 * The first page that a family sees: the door of a hub that somebody lives in, from an empty cache; and home, in a browser that
 * somebody is signed in with and that keeps the page.
 */
import type { BrowserContext } from "playwright-core";
import { argon2 } from "../../web-ui/src/keys/argon2.ts";
import { openBrowser } from "../support/browser.ts";
import { claimToy } from "../support/claim-bear.ts";
import { cookieFetch, Guardian } from "../support/guardian.ts";
import { RunningStack } from "../support/running-stack.ts";
import { toyHands } from "../support/toy-hands.ts";
import { measureOpening, type Opening, openSlowPage } from "./web-slow-page.ts";

const DOOR = "main input:enabled";
const HOME = "main .recording-bar button:enabled";
const NAME = "Guardian";
const PASSPHRASE = "four lanterns beside our kettle";

export interface MeasuredOpenings {
  readonly cold: readonly Opening[];
  readonly known: readonly Opening[];
}

export async function measureOpenings(rounds: number): Promise<MeasuredOpenings> {
  await using stack = await RunningStack.start();
  const fetch = cookieFetch(() => stack.address);
  const guardian = await Guardian.claim(fetch, stack.claimCode, NAME, PASSPHRASE, argon2);
  const hands = toyHands(`${stack.runFolder.path}/toy.sock`);
  await claimToy(guardian, hands, { toyName: "Bear", childName: "Child" });
  const browser = await openBrowser();
  try {
    const cold: Opening[] = [];
    while (cold.length < rounds) {
      // A context of its own has an empty cache.
      const context = await browser.newContext();
      cold.push(await measureOpening(await openSlowPage(context), stack.address, DOOR));
      await context.close();
    }
    const context = await browser.newContext();
    await signIn(context, stack.address);
    const known: Opening[] = [];
    while (known.length < rounds) {
      const slow = await openSlowPage(context);
      known.push(await measureOpening(slow, stack.address, HOME));
      await slow.page.close();
    }
    return { cold, known };
  } finally {
    await browser.close();
  }
}

async function signIn(context: BrowserContext, address: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole("textbox", { name: "Your name" }).fill(NAME);
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator(HOME).waitFor({ timeout: 60_000 });
  await page.close();
}
