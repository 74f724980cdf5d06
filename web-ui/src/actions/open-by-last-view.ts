/** The page before the hub has answered: opened with what this browser saw last, and what it writes down for that. */
import { effect } from "@preact/signals";
import type { SessionInfo } from "../../../hub/contract/api.ts";
import { SignatureError } from "../../../hub/contract/errors.ts";
import type { Roster } from "../../../hub/contract/roster.ts";
import { JOIN_PATH } from "../keys/invitation-link.ts";
import { type LastView, lastingHouse, lastingPost, readLastView, writeLastView } from "../keys/last-view.ts";
import type { Page } from "../page-state.ts";
import { believeRoster } from "./enter.ts";
import { findTakes } from "./takes.ts";

/** How exactly it is known when home was last reached. */
const EVERY_MS = 60_000;
/** What is another one at every look, and by itself no reason to write. */
const MOVING: ReadonlySet<string> = new Set(["at", "now", "seenAt"]);

/**
 * Somebody was in here when the hub was last reached: they are at home at once, with what was to be seen then and as of when that was. The hub is asked
 * who it is before anything is sent to it (`read-anew.ts`), and whether the session counts.
 * @returns whether there was anything to go on by
 * @throws SignatureError, KeyError where what was kept does not fit what this browser believes
 */
export async function openByLastView(page: Page): Promise<boolean> {
  if (location.pathname === JOIN_PATH || page.handOver.value !== undefined) return false;
  const { store } = page;
  const [session, kept, vaults] = await Promise.all([store.session(), store.lastView(), store.vaults()]);
  const view = kept === undefined ? undefined : readLastView(kept);
  if (session === undefined || view === undefined || view.info.ath !== session.ath) return false;
  const { info, house, post, alerts, people, at } = view;
  const roster = await believeView(page, info);
  if (roster === undefined) return false;
  page.client.bind({ nonce: session.nonce, ath: session.ath });
  page.client.noteCut();
  page.vaults.value = vaults;
  page.connection.value = { kind: "asked", since: at };
  page.house.value = house;
  page.wasNew.value = view.isNew ?? false;
  page.alerts.value = alerts;
  page.people.value = people;
  page.post.value = post;
  page.session.value = { info, roster };
  await findTakes(page);
  page.isWhole.value = true;
  page.phase.value = { kind: info.person.role === "relative" ? "relative" : "inside" };
  return true;
}

/** @returns `undefined` where this browser saw a longer list since it wrote the view down: the hub is asked before anything is shown */
async function believeView(page: Page, info: SessionInfo): Promise<Roster | undefined> {
  try {
    return await believeRoster(page, info);
  } catch (error) {
    if (error instanceof SignatureError && error.code === "roster.older-than-known") return undefined;
    throw error;
  }
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
    void page.store.putLastView(writeLastView(view)).catch(() => undefined);
  };
  return effect(write);
}

function viewOf(page: Page, at: number): LastView | undefined {
  const session = page.session.value;
  const house = page.house.value;
  const post = page.post.value;
  const alerts = page.alerts.value;
  const people = page.people.value;
  const connection = page.connection.value;
  if (session === undefined || connection.kind === "lost") return undefined;
  // Who is in is news already; all else is as it was.
  const isAsked = connection.kind === "asked";
  if (house === undefined && post === undefined) return undefined;
  return {
    info: session.info,
    ...(house === undefined
      ? {}
      : { house: lastingHouse(house), isNew: isAsked ? page.wasNew.value : house.messages.length === 0 }),
    ...(alerts === undefined ? {} : { alerts: [...alerts] }),
    ...(people === undefined ? {} : { people }),
    ...(post === undefined ? {} : { post: lastingPost(post) }),
    at: isAsked ? connection.since : at,
  };
}
