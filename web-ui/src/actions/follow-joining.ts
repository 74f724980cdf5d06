/** Waits until a guardian has said yes, and goes in by itself. */
import { sessionInfo } from "../../../hub/contract/api.ts";
import { rosterPerson } from "../../../hub/contract/roster.ts";
import { signRosterEntry } from "../../../hub/contract/roster-entry.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { HubRefusal, HubUnreachable } from "../hub/errors.ts";
import { KeyError } from "../keys/errors.ts";
import type { OwnKeys } from "../keys/own-keys.ts";
import { followRoster } from "../keys/roster-pin.ts";
import { deviceSigner } from "../keys/signing-key.ts";
import { openVaults } from "../keys/vault-keys.ts";
import type { JoinStage, Page } from "../page-state.ts";
import { deviceLabel } from "./device-label.ts";
import { believeRoster, enter } from "./enter.ts";
import { isOver, lookAt } from "./join.ts";
import { showDistrust } from "./show-distrust.ts";
import { describeTrouble } from "./trouble.ts";

type Waiting = Extract<JoinStage, { kind: "waiting" }>;

const PAUSE_MS = 2_000;

/** @returns when the person is in, when the link leads nowhere any more, or when `signal` aborts */
export async function followJoining(page: Page, stage: Waiting, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await isIn(page, stage)) return;
    } catch (error) {
      if (showDistrust(page, error)) return;
      if (error instanceof HubRefusal && isOver(error)) {
        const problem = describeTrouble(error);
        const isAlmostIn = error.code === "invitation.used" && stage.keys !== undefined;
        await page.store.putJoining(undefined);
        // The answer was lost on the way: what a visitor who was here before finds is right.
        if (isAlmostIn) location.replace("/");
        else page.phase.value = { kind: "join", stage: { kind: "over", problem } };
        return;
      }
      // Away for a while, or the roster has grown in between: it is tried again.
      if (!(error instanceof HubUnreachable || error instanceof HubRefusal)) throw error;
    }
    await browserTimer.pause(PAUSE_MS, signal).catch(() => undefined); // Aborted: the loop ends.
  }
}

async function isIn(page: Page, { link, keys }: Waiting): Promise<boolean> {
  const { view, roster } = await lookAt(page, link);
  await page.store.putRoster(link.hub, followRoster(roster, await page.store.roster(link.hub)));
  if (view.state !== "confirmed") return false;
  if (keys === undefined) {
    // A guardian whose browser keeps no such keys: the passphrase opens them.
    await page.store.putJoining(undefined);
    history.replaceState(null, "", "/");
    const nobody = { hasEnded: false, endedBy: undefined, isOtherHub: false };
    page.phase.value = { kind: "sign-in", hub: link.hub, ...nobody };
    return true;
  }
  const me = rosterPerson(roster, view.person);
  if (me?.signingKey !== keys.signing.publicKey || me.recipient !== keys.recipient)
    throw new KeyError("keys.not-mine", "the roster names other keys than those made here");
  await goIn(page, view.person, roster, keys);
  return true;
}

async function goIn(
  page: Page,
  person: Parameters<typeof rosterPerson>[1],
  roster: Parameters<typeof openVaults>[2] & { readonly hub: Waiting["link"]["hub"]; readonly head: string },
  keys: OwnKeys,
): Promise<void> {
  const { client, store, device } = page;
  const facts = (await store.joining())?.facts;
  // A relative's keys lie nowhere else: whatever happens to the answer, they are here.
  if (facts?.role === "relative") await store.putOwnKeys(roster.hub, keys);
  const entry = await signRosterEntry(
    roster.hub,
    roster.head,
    { kind: "device", person, deviceKey: device.publicKey },
    deviceSigner(keys.signing),
  );
  const info = await client.call("POST", "/join/enter", {
    json: {
      invitation: facts?.invitation,
      entry,
      device: { key: device.publicKey, label: deviceLabel(navigator.userAgent) },
    },
    schema: sessionInfo,
  });
  const grown = await believeRoster(page, info);
  const vaults =
    info.person.role === "relative" ? undefined : await openVaults(info.vaults, keys.identity, grown);
  await store.putJoining(undefined);
  history.replaceState(null, "", "/");
  await enter(page, info, grown, vaults);
}
