/** Recordings on this device that were neither sent nor thrown away: who may go on with them, and when they are cleared away. */
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { newId } from "../new-id.ts";
import type { Page } from "../page-state.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import { takeLock } from "../recording/tab-locks.ts";
import { type NewTake, NO_CUT, type Take, type TakeNotes } from "../recording/take-store.ts";

/** A draft that nobody wanted for a week is not wanted. */
export const KEPT_MS = 7 * 24 * 3_600_000;

/** One that begins now. This tab is at it from here on. @param to see `TakeNotes` @param more what is decided about it already */
export function newTake(
  page: Page,
  to: PublicId,
  more: Partial<Omit<TakeNotes, "to">> = {},
): NewTake | undefined {
  const person = page.session.value?.info.person.id;
  if (person === undefined) return undefined;
  const id = newId();
  void takeUp(page, id);
  return { id, person, startedAt: Date.now(), notes: { to, title: "", cut: NO_CUT, ...more } };
}

/** Looks for what is there for this person, and clears away what nobody will ask for. Where nothing is kept, nothing is found. */
export async function findTakes(page: Page): Promise<void> {
  const [takes, taken] = await Promise.all([
    page.takes.all().catch((): readonly Take[] => []),
    page.tabLocks.taken(),
  ]);
  const free = takes.filter(({ id }) => !taken.has(takeLock(id)));
  const isOver = (take: Take) =>
    take.state === "sent" || take.milliseconds === 0 || take.startedAt + KEPT_MS < Date.now();
  await Promise.all(free.filter(isOver).map(({ id }) => page.takes.remove(id).catch(() => undefined)));
  const person = page.session.value?.info.person.id;
  page.found.value = free.filter((take) => take.person === person && !isOver(take));
}

/** This tab is at it, and no other. @returns whether that is so */
export async function takeUp(page: Page, id: string): Promise<boolean> {
  // Remembered before it is answered: who asks again meanwhile, or lets go, means the same one.
  const taking = page.takesInHand.get(id) ?? page.tabLocks.take(takeLock(id));
  page.takesInHand.set(id, taking);
  const isOurs = (await taking) !== undefined;
  if (!isOurs) page.takesInHand.delete(id);
  return isOurs;
}

/** One that is being sent stays with this tab until that is over. */
export async function letGo(page: Page, id: string): Promise<void> {
  if (page.sending.has(id)) return;
  const taking = page.takesInHand.get(id);
  page.takesInHand.delete(id);
  const giveBack = await taking;
  await giveBack?.();
  await findTakes(page);
}

/** @returns its pieces; `undefined` where another tab is at it, or it is gone */
export async function openTake(page: Page, id: string): Promise<readonly RawSound[] | undefined> {
  const sounds = (await takeUp(page, id)) ? await page.takes.sounds(id).catch(() => []) : [];
  if (sounds.length > 0) return sounds;
  await letGo(page, id);
  return undefined;
}

/** A sound that did not come from the microphone here: kept like one that did. @returns whether it is */
export async function keepSound(page: Page, take: NewTake, sound: RawSound): Promise<boolean> {
  try {
    await page.takes.begin(take);
    await page.takes.add(take.id, 0, sound);
    await page.takes.change(take.id, { state: "draft" });
    return true;
  } catch {
    return false; // Full, or cleared: it goes on in memory, and the page says so.
  }
}

/** What was decided about it. Where nothing is kept, the page remembers it for as long as it is open. */
export const noteTake = (page: Page, id: string, notes: TakeNotes): Promise<void> =>
  page.takes.change(id, { notes }).catch(() => undefined);

/** What was not sent goes with what is erased; other phones keep theirs until the week is over. @param isMeant all where it is left out */
export async function eraseTakes(page: Page, isMeant: (take: Take) => boolean = () => true): Promise<void> {
  const takes = await page.takes.all().catch((): readonly Take[] => []);
  await Promise.all(takes.filter(isMeant).map(({ id }) => page.takes.remove(id).catch(() => undefined)));
  await findTakes(page);
}

export async function discardTake(page: Page, id: string): Promise<void> {
  await page.takes.remove(id).catch(() => undefined); // A browser that keeps nothing has nothing to remove.
  await letGo(page, id);
}
