/**
 * What a person may give to whoever helps: versions, states and codes as lines of text. Nothing that was typed or recorded, no
 * name, no id, no address and no time of anything that the family did.
 */
import type { Page } from "./page-state.ts";

export interface Surroundings {
  readonly version: string;
  readonly userAgent: string;
  readonly language: string;
  readonly isOnline: boolean;
  readonly isInstalled: boolean;
}

type Told = Pick<Page, "house" | "connection" | "alerts" | "ledger" | "outbox" | "vaults" | "session">;

export function renderDiagnostics(page: Told, around: Surroundings): string {
  const house = page.house.value;
  const lines: [name: string, value: unknown][] = [
    ["page", around.version],
    ["browser", around.userAgent],
    ["language", around.language],
    ["online", yesNo(around.isOnline)],
    ["installed", yesNo(around.isInstalled)],
    ["connection", page.connection.value.kind],
    ["vault open", yesNo(page.vaults.value.size > 0)],
    ["suspended", yesNo(page.session.value?.info.suspended != null)],
    ["ledger", sayLedger(page.ledger.value)],
    ["outbox", page.outbox.value.map(({ state }) => state).join(" ") || "empty"],
    ["alerts", tally((page.alerts.value ?? []).filter(({ unseen }) => unseen > 0).map((one) => one.class))],
  ];
  if (house !== undefined) {
    const { radio, messages, vault, toys, children } = house;
    lines.push(
      ["radio", radio.online ? radio.adapter : "offline"],
      ["simulated", yesNo(radio.simulated)],
      ["children", children.length],
      ["sealed with older keys", vault.older],
      ["messages", tally(messages.map(({ state }) => state))],
      ["failures", tally(messages.flatMap(({ failure }) => failure?.code ?? []))],
    );
    toys.forEach((toy, n) => {
      const reach = toy.connected ? `connected ${toy.rssi ?? "?"} dBm` : "away";
      lines.push([`toy ${n + 1}`, `${toy.model} ${toy.firmware ?? "?"}, ${reach}, ${toy.activity}`]);
    });
  }
  return `${lines.map(([name, value]) => `${name}: ${value}`).join("\n")}\n`;
}

const yesNo = (is: boolean) => (is ? "yes" : "no");

const sayLedger = (check: Told["ledger"]["value"]): string =>
  check === undefined ? "not checked" : check.kind === "broken" ? `broken ${check.code}` : "sound";

/** "played 3, queued 1" */
function tally(things: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return [...counts].map(([thing, count]) => `${thing} ${count}`).join(", ") || "none";
}
