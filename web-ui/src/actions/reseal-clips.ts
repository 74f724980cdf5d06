/**
 * Seals anew, clip by clip, what earlier vaults keep (`hub/contract/vault-change.ts`). Everything is opened and compared in the
 * worker; the page only carries. May be stopped anywhere, by anything, and begun again: what is done is done.
 */

import { sha256 } from "../../../hub/contract/sha256.ts";
import { olderClips, resealingStarted } from "../../../hub/contract/vault-change.ts";
import { HubRefusal } from "../hub/errors.ts";
import type { Page } from "../page-state.ts";
import { leave } from "./enter.ts";
import { isUnreadable } from "./is-unreadable.ts";
import { NotNow, withStepUp } from "./step-up.ts";
import { describeTrouble, type Trouble } from "./trouble.ts";
import { unlockAll } from "./unlock-all.ts";

export interface Resealing {
  readonly state: "running" | "paused" | "failed";
  readonly total: number;
  readonly done: number;
  /** Clips that do not open: damaged, or sealed to a vault whose key nobody here has. They stay as they are. */
  readonly unreadable: number;
  readonly trouble: Trouble | undefined;
}

/** Clips under way at once: one is on the line while another is in the worker. */
const AT_ONCE = 4;

export async function startResealing(page: Page): Promise<void> {
  if (page.resealing.value?.state === "running") return;
  page.resealing.value = { state: "running", total: 0, done: 0, unreadable: 0, trouble: undefined };
  try {
    await unlockAll(page);
    const begin = () => page.client.call("POST", "/vault/resealing", { schema: resealingStarted });
    const { clips } = await withStepUp(page, begin);
    change(page, { total: clips });
    await resealAll(page);
    const now = page.resealing.value;
    if (now?.state !== "running") return;
    if (now.unreadable === 0) page.resealing.value = undefined;
    else change(page, { state: "paused" });
  } catch (error) {
    if (error instanceof HubRefusal && error.problem.status === 401)
      return leave(page, true, error.problem.by);
    if (error instanceof NotNow) change(page, { state: "paused" });
    else change(page, { state: "failed", trouble: describeTrouble(error) });
  }
}

/** What is under way ends; nothing new begins. */
export const pauseResealing = (page: Page): void => change(page, { state: "paused" });

async function resealAll(page: Page): Promise<void> {
  const isGoingOn = () => page.resealing.value?.state === "running" && page.session.value !== undefined;
  let before: string | null = null;
  do {
    const path: string = before === null ? "/vault/clips" : `/vault/clips?before=${before}`;
    const { clips, next } = await page.client.call("GET", path, { schema: olderClips });
    const waiting = clips.map(({ id }) => id);
    const carry = async () => {
      for (let id = waiting.shift(); id !== undefined && isGoingOn(); id = waiting.shift()) {
        const isDone = await resealClip(page, id);
        const now = page.resealing.value;
        change(page, isDone ? { done: (now?.done ?? 0) + 1 } : { unreadable: (now?.unreadable ?? 0) + 1 });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, carry));
    before = next;
  } while (before !== null && isGoingOn());
}

/** @returns whether it is sealed to the vault of now, by whomever; `false` when it does not open */
async function resealClip(page: Page, id: string): Promise<boolean> {
  const roster = page.session.value?.roster;
  if (roster === undefined) return false;
  const { recipient } = roster.vault;
  const keys = [...page.vaults.value.values()];
  try {
    const sealed = await page.client.bytes(`/messages/${id}/archive/old`);
    const { resealed, inside } = await page.clips.call("reseal", { sealed, keys, recipient });
    // What counts is what the hub's disk has, not what was sent.
    const kept = await page.client.put(`/messages/${id}/archive`, resealed);
    const newest = page.vaults.value.get(roster.vault.number);
    const isSame =
      newest !== undefined &&
      (await page.clips.call("inside", { sealed: kept, keys: [newest] }).catch(() => "")) === inside;
    if (!isSame) return false;
    await page.client.call("POST", `/messages/${id}/archive/replace`, {
      json: { sealed: await sha256(kept) },
    });
    return true;
  } catch (error) {
    if (error instanceof HubRefusal && DONE_BY_OTHERS.includes(error.code)) return true;
    // Another device of the family is at it, too: it does this one.
    if (error instanceof HubRefusal && error.code === "vault.other-copy") return true;
    if (isUnreadable(error)) return false;
    throw error;
  }
}

/** Sealed anew by another device, or erased meanwhile. */
const DONE_BY_OTHERS = ["vault.resealed", "message.unknown", "message.not-here"];

function change(page: Page, facts: Partial<Resealing>): void {
  const now = page.resealing.value;
  if (now !== undefined) page.resealing.value = { ...now, ...facts };
}
