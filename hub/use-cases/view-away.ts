import type { AwayView } from "../contract/devices.ts";
import type { House } from "./house.ts";

/** What matters of it to who is about to go: `null` where the hub has joined no relay. */
export function viewAway({ relay }: Pick<House, "relay">): AwayView | null {
  const view = relay.view();
  if (view === undefined) return null;
  const { line, hasCertificate, onlyFor } = view;
  if (line.state === "down")
    return { state: line.why === "silent" ? "silent" : "refused", milliseconds: null };
  if (line.state !== "up") return { state: "opening", milliseconds: null };
  const { milliseconds } = line;
  if (!hasCertificate) return { state: "no-certificate", milliseconds };
  return { state: onlyFor === null ? "up" : "one-name", milliseconds };
}
