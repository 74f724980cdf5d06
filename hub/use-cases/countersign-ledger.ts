import { SignatureError } from "../contract/errors.ts";
import { type CountersignatureView, verifyCountersignature } from "../contract/ledger-head.ts";
import type { Session } from "../ports/household.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

/** Those of devices that count now, newest first. */
export async function listCountersignatures(house: House): Promise<CountersignatureView[]> {
  const { devices } = await verifiedRoster(house.household);
  return house.countersignatures
    .all()
    .filter(({ device, person }) => devices.get(device) === person)
    .toSorted((one, other) => other.at - one.at)
    .map(({ person, at, jws }) => ({ person, at: new Date(at).toISOString(), countersignature: jws }));
}

/**
 * Keeps that this device has checked the ledger up to an entry. Where the device saw another entry than the hub has there, the
 * ledger notes that: every guardian is told, and the device is refused.
 * @throws RequestRefused `ledger.not-signed`, `ledger.does-not-fit`
 */
export async function takeCountersignature(house: House, asking: Session, jws: string): Promise<void> {
  const { device, person } = asking;
  const signed = await verifyCountersignature(jws, house.household.hub).catch((cause: unknown) => {
    if (!(cause instanceof SignatureError)) throw cause;
    throw new RequestRefused("ledger.not-signed", cause.code, { cause });
  });
  const { devices } = await verifiedRoster(house.household);
  if (signed.signer !== device || devices.get(device) !== person)
    throw new RequestRefused("ledger.not-signed", "not by this device, or by one that does not count");
  const at = house.clock.now();
  if ((await house.ledger.hashOf(signed.number)) !== signed.hash) {
    await house.ledger.append({ at, kind: "history-doubted", person, subject: null, device });
    throw new RequestRefused("ledger.does-not-fit", `entry ${signed.number} is another one here`);
  }
  const gone = house.countersignatures.all().filter((one) => devices.get(one.device) !== one.person);
  await house.countersignatures.put(
    { device, person, at, jws },
    gone.map((one) => one.device),
  );
}
