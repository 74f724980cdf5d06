/** Why ble could not bring a message to a toy (`docs/mqtt.md` says what each means). */
export const DELIVERY_FAILURES = [
  "link-lost",
  "toy-busy",
  "toy-refused",
  "toy-too-slow",
  "toy-rebooted",
  "toy-lies",
  "toy-full",
  "cancelled",
  "adapter-down",
  "stamp-refused",
  "clip-refused",
  "not-claimed",
  "journal-failed",
] as const;
