/**
 * The first page that a family sees: the door of a hub that somebody lives in, from an empty cache; and home, in a browser that
 * somebody is signed in with and that keeps the page.
 */
import { claimToy } from "../support/claim-bear.ts";
import { toyHands } from "../support/toy-hands.ts";
import { measureOpening, type Opening, openSlowPage } from "./web-slow-page.ts";
import { WebVisit } from "./web-visit.ts";
import { measureWalk } from "./web-walk.ts";

const DOOR = "main input:enabled";
export const HOME = "main .recording-bar button:enabled";

export interface MeasuredOpenings {
  readonly cold: readonly Opening[];
  readonly known: readonly Opening[];
  /** What moved by itself afterwards, screen by screen. */
  readonly walk: ReadonlyMap<string, number>;
}

export async function measureOpenings(rounds: number): Promise<MeasuredOpenings> {
  await using visit = await WebVisit.open();
  const { stack, guardian, browser } = visit;
  const hands = toyHands(`${stack.runFolder.path}/toy.sock`);
  await claimToy(guardian, hands, { toyName: "Bear", childName: "Child" });
  const cold: Opening[] = [];
  while (cold.length < rounds) {
    // A context of its own has an empty cache.
    const context = await browser.newContext();
    cold.push(await measureOpening(await openSlowPage(context), stack.address, DOOR));
    await context.close();
  }
  const context = await browser.newContext();
  const page = await visit.signIn(context, HOME);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.close();
  const known: Opening[] = [];
  while (known.length < rounds) {
    const slow = await openSlowPage(context);
    known.push(await measureOpening(slow, stack.address, HOME));
    if (known.length === rounds) return { cold, known, walk: await measureWalk(slow.page) };
    await slow.page.close();
  }
  throw new RangeError("no rounds");
}
