import type { PushOutcome, PushRequest, PushState } from "../contract/push.ts";
import { lifeLeft } from "../domain/session-life.ts";
import type { Session } from "../ports/household.ts";
import type { PushSubscription } from "../ports/push.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { newsFor } from "./push-news.ts";

/** More than a family's guardians have devices. */
export const MOST_SUBSCRIPTIONS = 64;
const TEST_EVERY_MS = 5_000;

export const viewPush = ({ pushes, pushLine }: House, session: Session): PushState => ({
  key: pushLine.publicKey,
  isOn: pushes.of(session.device)?.person === session.person,
});

/** Whether the one who subscribed there is a guardian still, and signed in there. */
export const mayBeTold = (house: House, { device, person }: PushSubscription): boolean => {
  const now = { wall: house.clock.now(), lived: house.lived.now() };
  return (
    house.household.people().some(({ id, role }) => id === person && role === "guardian") &&
    house.household
      .sessions()
      .some((session) => session.device === device && session.person === person && lifeLeft(session, now) > 0)
  );
};

/**
 * From here on this device is told, too; of what comes, not of what was before. Again, it takes the place of the one before.
 * @throws RequestRefused `push.not-a-service`, `push.too-many`
 */
export async function subscribe(
  house: House,
  { person, device }: Session,
  { endpoint, keys }: PushRequest,
): Promise<void> {
  const { pushes, pushLine } = house;
  if (!pushLine.accepts({ endpoint, ...keys }))
    throw new RequestRefused("push.not-a-service", "not an address or a key of a push service");
  if (pushes.of(device) === undefined && pushes.all().length >= MOST_SUBSCRIPTIONS) {
    const idle = pushes.all().find((one) => !mayBeTold(house, one));
    if (idle === undefined) throw new RequestRefused("push.too-many", "no room for another device");
    await pushes.delete(idle.device);
  }
  const told = newsFor(house, person);
  await pushes.put({ device, person, endpoint, ...keys, told }, [
    { at: house.clock.now(), kind: "push-on", person, subject: null, device },
  ]);
  pushLine.wake();
}

/** This device is not told any more. Said twice, it is written once. */
export async function unsubscribe(house: House, { person, device }: Session): Promise<void> {
  const entry = { at: house.clock.now(), kind: "push-off", person, subject: null, device } as const;
  await house.pushes.delete(device, [entry]);
}

/**
 * Tells this device at once, so that its person sees that it works.
 * @throws RequestRefused `push.none`, `push.too-soon`
 */
export async function tryPush(
  house: House,
  { person, device }: Session,
  signal: AbortSignal,
): Promise<PushOutcome> {
  const { pushes, pushLine, clock } = house;
  const subscription = pushes.of(device);
  if (subscription?.person !== person) throw new RequestRefused("push.none", "this device is not told");
  if (Math.abs(clock.now() - (subscription.triedAt ?? 0)) < TEST_EVERY_MS)
    throw new RequestRefused("push.too-soon", "told for a test just now");
  await pushes.change(device, { triedAt: clock.now() });
  const outcome = await pushLine.send(subscription, "test", signal);
  if (outcome === "gone") await pushes.delete(device);
  return outcome;
}
