/** The page while the hub is away: opened by what this browser last saw, and what it writes down for that. */
import { effect } from "@preact/signals";
import { JOIN_PATH } from "../keys/invitation-link.ts";
import { type LastView, lastingHouse, lastingPost } from "../keys/last-view.ts";
import type { Page } from "../page-state.ts";
import { believeRoster } from "./enter.ts";

/** How exactly it is known when home was last reached. */
const EVERY_MS = 60_000;
/** What is another one at every look, and by itself no reason to write. */
const MOVING: ReadonlySet<string> = new Set(["at", "now", "seenAt"]);

/**
 * Somebody was in here when the hub was last reached: they go on as if the line had just been cut. The hub is asked who it is before anything is
 * sent to it (`read-anew.ts`), and whether the session counts.
 * @returns whether there was anything to go on by
 * @throws SignatureError, KeyError where what was kept does not fit what this browser believes
 */
export async function openOffline(page: Page): Promise<boolean> {
  if (location.pathname === JOIN_PATH || page.handOver.value !== undefined) return false;
  const session = await page.store.session();
  const view = session === undefined ? undefined : await page.store.lastView();
  if (session === undefined || view === undefined || view.info.ath !== session.ath) return false;
  const { info, house, post, at } = view;
  const roster = await believeRoster(page, info);
  page.client.bind({ nonce: session.nonce, ath: session.ath });
  page.client.noteCut();
  page.vaults.value = await page.store.vaults();
  page.connection.value = { kind: "lost", since: at };
  page.house.value = house;
  page.post.value = post;
  page.session.value = { info, roster };
  page.phase.value = { kind: info.person.role === "relative" ? "relative" : "inside" };
  return true;
}

/** Writes down what there is to go on by, for as long as home is reached. @param now Unix ms */
export function keepLastView(page: Page, now: () => number): () => void {
  let written = "";
  let writtenAt = Number.NEGATIVE_INFINITY;
  const write = () => {
    const view = viewOf(page, now());
    if (view === undefined) return;
    const text = JSON.stringify(view, (name, value) => (MOVING.has(name) ? undefined : value));
    if (text === written && view.at - writtenAt < EVERY_MS) return;
    [written, writtenAt] = [text, view.at];
    // A browser that is full opens less well without the hub, and no worse with it.
    void page.store.putLastView(view).catch(() => undefined);
  };
  return effect(write);
}

function viewOf(page: Page, at: number): LastView | undefined {
  const session = page.session.value;
  const house = page.house.value;
  const post = page.post.value;
  if (session === undefined || page.connection.value.kind === "lost") return undefined;
  if (house === undefined && post === undefined) return undefined;
  return {
    info: session.info,
    ...(house === undefined ? {} : { house: lastingHouse(house) }),
    ...(post === undefined ? {} : { post: lastingPost(post) }),
    at,
  };
}
