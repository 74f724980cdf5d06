/**
 * Tells the phones: whatever guardians are to know, and what the post brings, reaches each device that asked for it within ten seconds, page open or not. How far each was
 * told is on the disk, so that what happened just before a kill is told after it, and nothing twice. Many things at once are one push.
 */
import type { PublicKey } from "../contract/jws.ts";
import { type Duration, minutes, seconds } from "../domain/duration.ts";
import type { House } from "./house.ts";
import { newsFor, nextNews } from "./push-news.ts";
import { mayBeTold } from "./push-subscriptions.ts";

/** What comes together is told together. */
const GATHER = seconds(1);
/** Between two pushes to one device. With {@link GATHER} and the way there it stays below ten seconds. */
const REST = seconds(5);
/** How late a reminder may be. */
const LOOK_AGAIN = minutes(5);
/** After a push that did not get out of the house; the last one repeats, until the alert was seen. */
const TRY_AGAIN: readonly Duration[] = [seconds(5), seconds(15), minutes(1), minutes(5), minutes(10)];

export function startPushing(house: House): Disposable {
  const { pushes, pushLine, clock, log } = house;
  const stopping = new AbortController();
  const busy = new Map<PublicKey, AbortController>();

  /** @returns how it ended, or `nothing` where there was nothing to tell, or nobody */
  const tellOnce = async (device: PublicKey, signal: AbortSignal) => {
    const subscription = pushes.of(device);
    if (subscription === undefined || !mayBeTold(house, subscription)) return "nothing";
    const news = newsFor(house, subscription.person);
    const next = nextNews(news, subscription.told);
    if (next === undefined) return "nothing";
    const outcome = await pushLine.send(subscription, next.kind, signal);
    if (signal.aborted) return "nothing";
    if (outcome === "gone") await pushes.delete(device);
    // Refused is refused: to say it again would not help.
    if (outcome === "delivered" || outcome === "refused")
      await pushes.change(device, { told: { ...pushes.of(device)?.told, ...next.tells } });
    return outcome;
  };

  const keepTelling = async (device: PublicKey, signal: AbortSignal): Promise<void> => {
    await clock.sleep(GATHER, signal);
    for (let failures = 0; ; ) {
      const outcome = await tellOnce(device, signal);
      if (outcome === "nothing" || outcome === "gone") return;
      if (outcome === "failed") failures += 1;
      else failures = 0;
      if (outcome === "refused" || failures === 1)
        log.warn("a phone could not be told", { code: `push.${outcome}` });
      const wait = TRY_AGAIN[Math.min(failures, TRY_AGAIN.length) - 1] ?? REST;
      await clock.sleep(wait, signal);
    }
  };

  const look = (): void => {
    for (const subscription of pushes.all()) {
      const { device, person, told } = subscription;
      if (busy.has(device) || !mayBeTold(house, subscription)) continue;
      if (nextNews(newsFor(house, person), told) === undefined) continue;
      const over = new AbortController();
      const signal = AbortSignal.any([stopping.signal, over.signal]);
      busy.set(device, over);
      const done = () => {
        if (busy.get(device) === over) busy.delete(device);
      };
      keepTelling(device, signal).then(
        () => {
          done();
          look(); // What happened while the last one was on its way out found it busy.
        },
        (error: unknown) => {
          done();
          if (!signal.aborted) house.fail(error);
        },
      );
    }
  };

  pushes.onDelete((device) => {
    busy.get(device)?.abort();
    busy.delete(device);
  });
  house.alerts.onChange(look);
  house.reports.onChange(look);
  house.postNews.onChange(look);
  house.postNews.recall(house.messages).catch(house.fail);
  const keepLooking = async () => {
    for (;;) {
      await clock.sleep(LOOK_AGAIN, stopping.signal);
      look();
    }
  };
  keepLooking().catch((error: unknown) => {
    if (!stopping.signal.aborted) house.fail(error);
  });
  if (pushes.all().length > 0) pushLine.wake();
  look();
  return { [Symbol.dispose]: () => stopping.abort() };
}
