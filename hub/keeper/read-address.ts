import { isIP } from "node:net";
import { isInside } from "../../relay/wire/is-inside.ts";
import { ROOM_PORT } from "../contract/room-line.ts";
import { KeepersRefused } from "../ports/keepers.ts";

const ADDRESS = /^(?:\[([0-9a-fA-F:]+)\]|([0-9.]+))(?::(\d{1,5}))?$/;

/**
 * As a hub shows it beside a code: in numbers, and of a house; the port may be left out. The hub knocks nowhere else.
 * @throws KeepersRefused `keeper.bad-address`
 */
export function readAddress(text: string): { readonly host: string; readonly port: number } {
  const [, six, four, port] = ADDRESS.exec(text.trim()) ?? [];
  const host = six ?? four ?? "";
  const number = port === undefined ? ROOM_PORT : Number(port);
  if (isIP(host) === 0 || !isInside(host) || number < 1 || number > 65_535)
    throw new KeepersRefused("keeper.bad-address", "write an address such as 192.168.1.7:8883");
  return { host, port: number };
}
