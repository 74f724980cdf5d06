import type { Page } from "./page-state.ts";

export type SafetyTone =
  | { readonly kind: "good" }
  | { readonly kind: "look"; readonly things: number }
  /** It is being looked at. */
  | { readonly kind: "asking" }
  /** The hub is away: neither good nor bad is claimed. */
  | { readonly kind: "unknown" };

/** The light above every screen. Green only for what was looked at just now: alerts are there, and this browser checked the ledger. */
export function toneOf({
  alerts,
  ledger,
  reports,
  connection,
}: Pick<Page, "alerts" | "ledger" | "reports" | "connection">): SafetyTone {
  const isBroken = ledger.value?.kind === "broken";
  const unseen = (alerts.value ?? []).filter((alert) => alert.unseen > 0).length;
  const unread = (reports.value?.reports ?? []).filter(({ isRead }) => !isRead).length;
  const things = unseen + unread + (isBroken ? 1 : 0);
  if (things > 0) return { kind: "look", things };
  if (connection.value.kind === "lost") return { kind: "unknown" };
  const isKnown = alerts.value !== undefined && ledger.value !== undefined;
  return isKnown && connection.value.kind === "live" ? { kind: "good" } : { kind: "asking" };
}
