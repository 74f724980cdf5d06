import type { BleToys } from "./ble-control.ts";

/** What a room's list says once nobody answers for that room: where each toy was heard last, and that nobody holds it. */
export const letGo = ({ toys }: BleToys): BleToys => ({
  toys: toys.map((toy) => ({ ...toy, connected: false })),
});
