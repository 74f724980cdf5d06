/**
 * Between the hub and the `pawpost-ble` of its own machine: a folder of `$PAWPOST_RUN` that the hub makes and ble may come to.
 *
 *   for-ble/mqtt.sock    the broker
 *   for-ble/clips.sock   clips by ticket: `clip-ticket.ts`
 *   for-ble/credential   ble's MQTT password, which opens `clips.sock` too: 256 random bits, hex, one line
 */
export const BLE_LINE = {
  mqtt: "for-ble/mqtt.sock",
  clips: "for-ble/clips.sock",
  credential: "for-ble/credential",
} as const;
