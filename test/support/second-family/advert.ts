import type { Advert } from "../../../ble/radio/radio.ts";

const NAME = /^Lantern (\d{1,2}\.\d{1,2})$/;

/** By the name alone, which anybody may put on the air: what it is shows when it is connected. */
export function recogniseLantern({ name }: Pick<Advert, "name">) {
  const firmware = NAME.exec(name ?? "")?.[1];
  return firmware === undefined ? undefined : { model: "Lantern", firmware, identifier: undefined };
}
