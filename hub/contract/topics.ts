/**
 * MQTT topics between the hub and `pawpost-ble`, built and read in this one place.
 *
 *   pawpost/ble/<room>/state     ble -> hub   retained, last will `offline`   bleState
 *   pawpost/ble/<room>/toys      ble -> hub   retained                        bleToys
 *   pawpost/ble/<room>/event     ble -> hub                                   bleEvent
 *   pawpost/ble/<room>/command   hub -> ble                                   bleCommand
 *
 * All QoS 1, JSON, UTF-8, snake_case, at most 8 KiB. Never audio, names of people, or Bluetooth addresses.
 */
const BASE = "pawpost";

export const BLE_TOPICS = ["state", "toys", "event", "command"] as const;
export type BleTopic = (typeof BLE_TOPICS)[number];

const ROOM = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
export const isRoom = (text: string): boolean => ROOM.test(text);

export function bleTopic(room: string, topic: BleTopic): string {
  if (!isRoom(room)) throw new RangeError("a room is 1-32 letters, digits and dashes");
  return `${BASE}/ble/${room}/${topic}`;
}

export function parseBleTopic(text: string): { readonly room: string; readonly topic: BleTopic } | undefined {
  const [base, ble, room, topic, ...rest] = text.split("/");
  if (base !== BASE || ble !== "ble" || room === undefined || !isRoom(room) || rest.length > 0)
    return undefined;
  const known = BLE_TOPICS.find((candidate) => candidate === topic);
  return known === undefined ? undefined : { room, topic: known };
}
