/** How long messages are kept, and erasing them. What cannot be undone asks first who is there. */
import { type MessageView, messageView, sessionInfo } from "../../../hub/contract/api.ts";
import { everythingErased, type KeptView, keptView } from "../../../hub/contract/keeping.ts";
import type { KeepDays } from "../../../hub/domain/keep-time.ts";
import { signEntries } from "../keys/sign-entries.ts";
import { newId } from "../new-id.ts";
import type { Page } from "../page-state.ts";
import { leave } from "./enter.ts";
import { hearHouse } from "./hear-house.ts";
import { eraseParcels } from "./outbox.ts";
import { readAnew } from "./read-anew.ts";
import { stepUp, withStepUp } from "./step-up.ts";
import { takeSession } from "./take-session.ts";
import { eraseTakes } from "./takes.ts";

/** With a star a message stays when its time is over. @throws HubRefusal, HubUnreachable */
export async function starMessage(page: Page, { id }: MessageView, kept: boolean): Promise<void> {
  hear(page, await page.client.call("PUT", `/messages/${id}/kept`, { json: { kept }, schema: messageView }));
}

/** Gone in ten seconds. @throws NotNow, HubRefusal, HubUnreachable */
export async function eraseMessage(page: Page, { id }: MessageView): Promise<void> {
  const erase = () => page.client.call("DELETE", `/messages/${id}`, { schema: messageView });
  hear(page, await withStepUp(page, erase));
}

/** @throws HubRefusal `message.erased` when it is too late; HubUnreachable */
export async function keepAfterAll(page: Page, { id }: MessageView): Promise<void> {
  hear(page, await page.client.call("DELETE", `/messages/${id}/erasure`, { schema: messageView }));
}

/** @throws HubRefusal, HubUnreachable */
export const loadKept = (page: Page): Promise<KeptView> =>
  page.client.call("GET", "/kept", { schema: keptView });

/** @throws NotNow, HubRefusal, HubUnreachable */
export const chooseKeepTime = (page: Page, child: string, days: KeepDays): Promise<void> =>
  withStepUp(page, () => page.client.call("PUT", `/children/${child}/keep-time`, { json: { days } }));

/**
 * A child's toys are nobody's then: the guardian's own key signs so, for which the step-up opens it.
 * @throws NotNow, HubRefusal, HubUnreachable, SignatureError, KeyError
 */
export async function eraseChild(page: Page, child: string): Promise<void> {
  const { signer } = await stepUp(page);
  const { roster } = await readAnew(page);
  const toys = (page.house.value?.toys ?? []).filter((toy) => toy.child === child);
  const entries = toys.map(({ id }) => ({ kind: "toy", toy: id, child: newId() }) as const);
  const json = { entries: await signEntries(roster, entries, signer) };
  const path = `/children/${child}/erase` as const;
  await takeSession(page, await page.client.call("POST", path, { json, schema: sessionInfo }));
  const theirs = new Set<string>(toys.map(({ id }) => id));
  await eraseTakes(page, ({ notes }) => theirs.has(notes.to));
  const house = page.house.value;
  if (house !== undefined)
    page.house.value = { ...house, children: house.children.filter(({ id }) => id !== child) };
}

/** @throws NotNow, HubRefusal, HubUnreachable */
export const erasePerson = (page: Page, person: string): Promise<void> =>
  withStepUp(page, () => page.client.call("POST", `/people/${person}/erase`));

/**
 * The hub ends, and a new one begins in its place. Toys leave the family first, as the guardian's own key signs: the step-up opens it.
 * @throws NotNow, HubRefusal, HubUnreachable, SignatureError, KeyError
 */
export async function eraseEverything(page: Page, backups: "keep" | "erase"): Promise<void> {
  const { signer } = await stepUp(page);
  const { roster, info } = await readAnew(page);
  const toys = page.house.value?.toys ?? [];
  const entries = toys.map(({ id }) => ({ kind: "toy-out", toy: id }) as const);
  const json = { hub: info.hub, entries: await signEntries(roster, entries, signer), backups };
  const receipt = await page.client.call("POST", "/erase-everything", { json, schema: everythingErased });
  await eraseTakes(page);
  await eraseParcels(page);
  await leave(page, false);
  page.phase.value = { kind: "erased", receipt, toys: toys.map(({ name }) => name) };
}

const hear = (page: Page, message: MessageView) => hearHouse(page, { kind: "message", message });
