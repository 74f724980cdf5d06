/** The page's side of starting anew, for who has the code from the hub's machine and a toy at hand: `hub/contract/starting-anew.ts`. */
import { sessionInfo } from "../../../hub/contract/api.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { type AnewView, anewView } from "../../../hub/contract/starting-anew.ts";
import type { FollowTimer } from "../hub/follow.ts";
import { KeyError } from "../keys/errors.ts";
import { makeFirstGuardian } from "../keys/first-guardian.ts";
import type { Page } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";

/** How often the hub is asked whether a paw was pressed. */
const LOOK_EVERY_MS = 1_000;

export interface AnewWish {
  readonly code: string;
  readonly name: string;
  readonly passphrase: string;
}

interface Waiting {
  readonly timer: Pick<FollowTimer, "pause">;
  readonly signal: AbortSignal;
  readonly onPaw: (paw: AnewView["paw"]) => void;
}

/**
 * Shows the code, waits until a paw was pressed, and begins. What this browser knew of the family that was, it forgets: the person at it has
 * just taken its place.
 * @param onPaw told of each change
 * @throws HubRefusal `anew.*`, HubUnreachable, KeyError, SignatureError; the signal's reason
 */
export async function startAnew(
  page: Page,
  wish: AnewWish,
  { timer, signal, onPaw }: Waiting,
): Promise<void> {
  const ask = { schema: anewView, signal };
  let view = await page.client.call("POST", "/anew/code", { ...ask, json: { code: wish.code } });
  onPaw(view.paw);
  while (view.paw === "waiting") {
    await timer.pause(LOOK_EVERY_MS, signal);
    view = await page.client.call("GET", "/anew", ask);
  }
  onPaw(view.paw);
  if (view.paw === "pressed") await begin(page, wish, view.vault);
}

async function begin(page: Page, { name, passphrase }: AnewWish, number: number): Promise<void> {
  const { hub } = await page.client.card();
  const device = { key: page.device.publicKey, label: deviceLabel(navigator.userAgent) };
  const { request, vault } = await makeFirstGuardian(
    { hub, name, passphrase, device },
    page.hashPassphrase,
    number,
  );
  const info = await page.client.call("POST", "/anew", { json: request, schema: sessionInfo });
  // Another roster than the one that was just made here is nobody's to believe.
  if (info.roster.join() !== request.roster.join())
    throw new KeyError("keys.not-mine", "another roster came back");
  await page.store.forgetFamily(hub);
  await enter(page, info, await believeRoster(page, info), new Map([[number, vault]]));
}

/** Somebody has compared the six words: this browser is as one that nobody used there yet, but for what it knows of the history. */
export async function forgetFormerFamily(page: Page, hub: PublicId): Promise<void> {
  await page.store.forgetFamily(hub);
  page.client.bind(undefined);
  location.reload();
}
