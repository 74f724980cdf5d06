import type { HubCard } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import { JOIN_PATH } from "../keys/invitation-link.ts";
import { cut, type Page } from "../page-state.ts";
import { speakAll } from "../speak-language.ts";
import { haltAtOtherFamily } from "./other-family.ts";
import { showDistrust } from "./show-distrust.ts";

/**
 * Finds out where we are: a new hub, a session that goes on, or a door. Who was in here goes on at once, and the hub is asked meanwhile; else it is tried
 * until it answers.
 */
export async function openPage(page: Page, signal: AbortSignal): Promise<void> {
  if (await goOn(page)) return;
  for (let pause = 500; !signal.aborted; pause = Math.min(pause * 2, 10_000)) {
    try {
      return await findPhase(page);
    } catch (error) {
      if (showDistrust(page, error)) return;
      if (!(error instanceof HubUnreachable || error instanceof HubRefusal)) throw error;
      page.phase.value = { kind: "unreachable" };
      await browserTimer.pause(pause, signal).catch(() => undefined); // Aborted: the loop ends.
    }
  }
}

/** Away from home nothing may say no: after so long nobody is there. */
const DOOR_MS = 5_000;

/** @returns whether the page goes on, or has stopped for good */
async function goOn(page: Page): Promise<boolean> {
  // At the door it is not needed.
  const [session, isOnTheWay] = await Promise.all([page.store.session(), isJoining(page)]);
  if (session === undefined || isOnTheWay) return false;
  try {
    const { openByLastView } = await import("../inside.ts");
    if (!(await openByLastView(page))) return false;
  } catch (error) {
    if (showDistrust(page, error)) return true;
    throw error;
  }
  setTimeout(() => {
    const { value } = page.connection;
    if (value.kind === "asked") page.connection.value = cut(value, Date.now());
  }, DOOR_MS);
  return true;
}

async function askWhoIsThere(page: Page): Promise<HubCard> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(new HubUnreachable("nobody came to the door")), DOOR_MS);
  try {
    return await page.client.card(waiting.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function findPhase(page: Page): Promise<void> {
  const card = await askWhoIsThere(page);
  if (await haltAtOtherFamily(page, card)) return;
  const { hub, claimed } = card;
  if (await isJoining(page)) {
    const [{ findJoining }] = await Promise.all([import("./join.ts"), speakAll()]);
    if (await findJoining(page, hub)) return;
  }
  const kept = await page.store.session();
  if (!claimed) {
    page.phase.value = { kind: "claim", hub };
    return;
  }
  let endedBy: string | undefined;
  if (kept?.hub === hub) {
    const { takeUpSession } = await import("../inside.ts");
    const taken = await takeUpSession(page, kept);
    if (taken.isIn) return;
    endedBy = taken.endedBy;
  }
  if (await enterAsRelative(page, hub)) return;
  const isKnown = (await page.store.roster(hub)) !== undefined;
  const isOtherHub = !isKnown && (await page.store.knowsAnyHub());
  page.phase.value = { kind: "sign-in", hub, hasEnded: kept?.hub === hub, endedBy, isOtherHub };
}

/** A link was opened here just now, or what came of one is not at its end. */
const isJoining = async ({ store }: Page): Promise<boolean> =>
  location.pathname === JOIN_PATH || (await store.joining())?.facts !== undefined;

/** Nobody types anything: the roster names this device, or it does not any more. */
async function enterAsRelative(page: Page, hub: PublicId): Promise<boolean> {
  if ((await page.store.ownKeys(hub)) === undefined) return false;
  const [{ signInAsRelative }] = await Promise.all([import("./join.ts"), speakAll()]);
  return signInAsRelative(page);
}
