import { readFileSync } from "node:fs";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { hum, prepareClip } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { WATCH_ROUTES } from "../api/routes/health-routes.ts";
import type { HouseEvent, MessageView } from "../contract/api.ts";
import { seconds } from "../domain/duration.ts";
import type { MessageState } from "../domain/message-state.ts";
import { openReadings } from "./open-readings.ts";
import { Tally } from "./tally.ts";

const PAGE = readFileSync(new URL("../../docs/monitoring.md", import.meta.url), "utf8");
const CANARIES = ["Wilhelmina", "Brummelpetz", "Ottokar", "a passphrase that nobody else has"];
const [GUARDIAN = "", TOY = "", CHILD = "", PASSPHRASE = ""] = CANARIES;

let rig: HubRig;
let tally: Tally;
let read: () => Promise<string>;
beforeEach(async () => {
  rig = await makeHubRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  tally = new Tally(rig.clock.now());
  read = openReadings(rig.house, tally, "1.2.3").read;
});

/** Value of a line, by its name with labels as they stand. */
const figureOf = (text: string, name: string): number | undefined => {
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
};

const iso = (at: number) => new Date(rig.clock.now() + at).toISOString();
const aView = (id: string, steps: readonly (readonly [MessageState, number, string])[]): HouseEvent => ({
  kind: "message",
  message: {
    id,
    milliseconds: 10_000,
    history: steps.map(([state, at, cause]) => ({ state, at: iso(at), cause })),
  } as MessageView,
});
const radio = (adapter: "on" | "off" | "missing"): HouseEvent => ({
  kind: "radio",
  radio: { online: true, adapter, simulated: true },
});

test("toys, their queue, disk and version are told, and nobody's name", async () => {
  const guardian = await rig.claim(GUARDIAN, PASSPHRASE);
  const toy = await rig.addToy(TOY, { id: guardian.info.person.id, name: CHILD });
  await guardian.send(await prepareClip(hum(1, 1), 16_000), toy);
  await rig.settle();
  const text = await read();
  expect(figureOf(text, 'pawpost_build_info{version="1.2.3"}')).toBe(1);
  expect(text).toMatch(new RegExp(`pawpost_queue_depth{toy="${toy.id}",state="(?:queued|delivering)"} 1`));
  expect(figureOf(text, `pawpost_toy_rssi_dbm{toy="${toy.id}"}`)).toBeLessThan(0);
  expect(figureOf(text, "pawpost_disk_free_bytes")).toBeGreaterThan(1e6);
  expect(text).not.toContain("pawpost_relay_connected 0");
  for (const canary of CANARIES) expect(text).not.toContain(canary);
});

test("a delivery counts once, however often the page is told of it", async () => {
  const steps = [
    ["queued", 0, "sent"],
    ["delivering", 1_000, "in-reach"],
    ["on_toy", 13_000, "delivered"],
  ] as const;
  for (let told = 1; told <= steps.length; told++) tally.hear(aView("a", steps.slice(0, told)));
  tally.hear(aView("a", steps));
  tally.hear(aView("a", [...steps, ["played", 20_000, "seen"]]));
  const text = await read();
  expect(figureOf(text, "pawpost_delivery_seconds_count")).toBe(1);
  expect(figureOf(text, "pawpost_delivery_seconds_sum")).toBe(12);
  expect(figureOf(text, "pawpost_delivery_bytes_total")).toBe(20_000);
  expect(figureOf(await read(), "pawpost_delivery_seconds_count"), "nor when it is read again").toBe(1);
});

test("what was before the hub began is no news", async () => {
  await rig.clock.advance(seconds(60));
  tally = new Tally(rig.clock.now());
  tally.hear(
    aView("a", [
      ["queued", -60_000, "sent"],
      ["delivering", -50_000, "in-reach"],
      ["on_toy", -40_000, "delivered"],
    ]),
  );
  expect([tally.deliveries, tally.deliveredBytes]).toEqual([[], 0]);
});

test("tries that failed have a reason out of the list, and no other text", async () => {
  tally.hear(
    aView("a", [
      ["delivering", 0, "x"],
      ["queued", 1, "link-lost"],
      ["delivering", 2, "x"],
      ["failed", 3, "toy-lies"],
    ]),
  );
  tally.hear(
    aView("b", [
      ["delivering", 0, "x"],
      ["failed", 1, "of Wilhelmina's"],
    ]),
  );
  const text = await read();
  for (const reason of ["link-lost", "toy-lies", "other"])
    expect(figureOf(text, `pawpost_delivery_failures_total{reason="${reason}"}`)).toBe(1);
  expect(text).not.toContain("Wilhelmina");
});

test("an adapter that comes back, a guardian who took her time, somebody who was turned away", async () => {
  for (const adapter of ["missing", "on", "missing", "off", "on"] as const) tally.hear(radio(adapter));
  tally.hear(
    aView("a", [
      ["awaiting_approval", 0, "sent"],
      ["queued", 600_000, "approved"],
    ]),
  );
  for (const code of ["sign-in.refused", "step-up.refused", "http.not-found"]) tally.refused(code);
  const text = await read();
  expect(figureOf(text, "pawpost_ble_adapter_resets_total")).toBe(1);
  expect(figureOf(text, "pawpost_approval_wait_seconds_sum")).toBe(600);
  expect(figureOf(text, "pawpost_auth_failures_total")).toBe(2);
});

test("docs/monitoring.md names each of them, and its scrape comes to where they are", async () => {
  const named = [...PAGE.matchAll(/^\| `(pawpost_\w+)`/gm)].map(([, name]) => name);
  const told = [...(await read()).matchAll(/^# HELP (\w+) /gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(told.toSorted());
  const [, yaml = ""] = /^```yaml\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
  const { scrape_configs: [job] = [] } = parse(yaml) as {
    scrape_configs: { metrics_path: string; static_configs: { targets: string[] }[] }[];
  };
  expect(WATCH_ROUTES.map(({ path }) => path)).toContain(job?.metrics_path);
  expect(job?.static_configs).toEqual([{ targets: ["localhost:8080"] }]);
});
