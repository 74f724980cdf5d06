import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { AlertView } from "../../hub/contract/alerts.ts";
import { publicId } from "../../hub/contract/public-id.ts";
import type { ReportList } from "../../hub/contract/report.ts";
import type { LedgerCheck } from "./actions/check-ledger.ts";
import type { Page } from "./page-state.ts";
import { toneOf } from "./safety-tone.ts";

const SOUND = { kind: "sound", pin: {} } as LedgerCheck;
const AT = "2026-03-04T20:00:00Z";
const ID = publicId.parse(`${"a".repeat(21)}A`);
const anAlert = (unseen: number): AlertView => ({
  id: ID,
  class: "new-device",
  firstAt: AT,
  lastAt: AT,
  count: 3,
  unseen,
  recent: [],
});

interface Known {
  readonly alerts?: readonly AlertView[];
  readonly ledger?: LedgerCheck;
  readonly reports?: ReportList;
  readonly since?: "asked" | "lost";
}
const tone = ({ alerts, ledger, reports, since }: Known) => {
  const connection: Page["connection"] = signal(
    since === undefined ? { kind: "live" } : { kind: since, since: 0 },
  );
  return toneOf({ alerts: signal(alerts), ledger: signal(ledger), reports: signal(reports), connection });
};

test.each<[string, Known, ReturnType<typeof toneOf>]>([
  ["all was looked at, nothing found", { alerts: [anAlert(0)], ledger: SOUND }, { kind: "good" }],
  ["nothing was looked at yet", {}, { kind: "asking" }],
  ["this browser did not check the ledger yet", { alerts: [] }, { kind: "asking" }],
  [
    "what is known is what was seen last",
    { alerts: [anAlert(0)], ledger: SOUND, since: "asked" },
    { kind: "asking" },
  ],
  ["the hub is away", { alerts: [], ledger: SOUND, since: "lost" }, { kind: "unknown" }],
  ["an alert nobody saw", { alerts: [anAlert(3), anAlert(0)], ledger: SOUND }, { kind: "look", things: 1 }],
  [
    "the same while the hub is away: what is known stays known",
    { alerts: [anAlert(1)], ledger: { kind: "broken", code: "ledger.cut" }, since: "lost" },
    { kind: "look", things: 2 },
  ],
])("%s", (_, known, expected) => expect(tone(known)).toEqual(expected));
