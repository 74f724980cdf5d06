import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import type { SessionInfo } from "../../hub/contract/api.ts";
import { makeHouse, makeMessage, makeToy } from "../test/house-fixture.ts";
import { renderDiagnostics, type Surroundings } from "./diagnostics.ts";
import type { Page, Session } from "./page-state.ts";

const AROUND: Surroundings = {
  version: "0.1.0",
  userAgent: "Browser/1",
  language: "en",
  isOnline: true,
  isInstalled: false,
};

function makePage(): Parameters<typeof renderDiagnostics>[0] {
  const failed = makeMessage("a", 1, { state: "failed", failure: { code: "link-lost", retry: true } });
  const house = makeHouse([failed, makeMessage("b", 2, { state: "played" })], {
    toys: [makeToy({ firmware: "1.2", rssi: -60 })],
  });
  const info = { person: { name: "Robin" }, suspended: null } as unknown as SessionInfo;
  return {
    house: signal(house),
    connection: signal<Page["connection"]["value"]>({ kind: "live" }),
    alerts: signal([]),
    ledger: signal({ kind: "broken", code: "ledger.cut" }),
    outbox: signal([]),
    vaults: signal(new Map()),
    session: signal({ info } as Session),
  };
}

test("says versions, states and codes, one a line", () => {
  const lines = renderDiagnostics(makePage(), AROUND).split("\n");
  expect(lines).toContain("page: 0.1.0");
  expect(lines).toContain("messages: failed 1, played 1");
  expect(lines).toContain("failures: link-lost 1");
  expect(lines).toContain("ledger: broken ledger.cut");
  expect(lines).toContain("toy 1: cloudpets 1.2, connected -60 dBm, idle");
});

test("holds no name, no id and no time of the family's", () => {
  const page = makePage();
  const text = renderDiagnostics(page, AROUND);
  const [toy] = page.house.value?.toys ?? [];
  const [message] = page.house.value?.messages ?? [];
  for (const secret of [toy?.id, toy?.name, message?.id, message?.author, message?.child, "Mika", "Robin"])
    expect(text).not.toContain(secret);
  expect(text).not.toMatch(/\d{4}-\d\d-\d\d|\d\d:\d\d/);
});

test("can be made before anything is known", () => {
  const page = { ...makePage(), house: signal(undefined), session: signal(undefined) };
  expect(renderDiagnostics(page, AROUND)).toContain("connection: live");
});
