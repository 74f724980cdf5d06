import type { AlertView } from "../contract/alerts.ts";
import { publicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { unseenBy } from "../domain/alert-record.ts";
import type { Alert } from "../ports/alert-store.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

const iso = (at: number) => new Date(at).toISOString();

/** As one guardian sees them, what happened last first. */
export const listAlerts = (house: House, guardian: PublicId): AlertView[] =>
  house.alerts
    .all()
    .map((alert) => ({ alert, own: unseenBy(alert, guardian) }))
    .toSorted((one, other) => other.own.lastAt - one.own.lastAt)
    .map(({ alert, own }) => view(alert, own));

const view = ({ id, class: name, count }: Alert, own: ReturnType<typeof unseenBy>): AlertView => ({
  id,
  class: name,
  count,
  unseen: own.count,
  firstAt: iso(own.firstAt),
  lastAt: iso(own.lastAt),
  recent: own.recent.map(({ at, person, subject, device, times }) => ({
    at: iso(at),
    person,
    subject,
    ...(device === undefined ? {} : { device: publicKey.parse(device) }),
    times,
  })),
});

/**
 * One guardian has seen it; the others are still told. Said twice, it is written once.
 * @param count how often it had happened in what the guardian saw
 * @throws RequestRefused `alert.unknown`; `alert.has-grown` where there is more that this guardian has not seen
 */
export async function acknowledgeAlert(
  house: House,
  id: PublicId,
  guardian: PublicId,
  count: number,
): Promise<void> {
  const alert = house.alerts.all().find((one) => one.id === id);
  if (alert === undefined) throw new RequestRefused("alert.unknown", "no such alert");
  if (alert.count !== count) throw new RequestRefused("alert.has-grown", `it happened ${alert.count} times`);
  if (unseenBy(alert, guardian).count === 0) return;
  const at = house.clock.now();
  await house.ledger.append({ at, kind: "alert-acknowledged", person: guardian, subject: id });
}

/** From here on the open pages hear of every change. */
export const tellAlerts = (house: House): void => house.alerts.onChange(() => house.tell({ kind: "alerts" }));
