/** The hub's numbers in Prometheus' words. Loaded when somebody asks for them first: few do. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { stateOf } from "../domain/message-state.ts";
import type { House } from "../use-cases/house.ts";
import { lastOwnBackupAt } from "../use-cases/last-backup-at.ts";
import { viewToys } from "../use-cases/view-house.ts";
import type { Tally } from "./tally.ts";

const MINUTE = 60;
const HOUR = 3_600;

/** Toys go by their ids, and nobody else is in it. */
export function openReadings(house: House, tally: Tally, version: string): { read(): Promise<string> } {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `pawpost_${name}`, help, labelNames: [...labelNames], registers });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name: `pawpost_${name}`, help, labelNames: [...labelNames], registers });

  gauge("build_info", "1, with the version that runs.", ["version"]).set({ version }, 1);
  const rssi = gauge("toy_rssi_dbm", "How well a toy is heard.", ["toy"]);
  const lastSeen = gauge("toy_last_seen_seconds", "Since a toy was heard last.", ["toy"]);
  const queue = gauge("queue_depth", "Messages on their way to a toy, or on it and not heard.", [
    "toy",
    "state",
  ]);
  const deliveries = new Histogram({
    name: "pawpost_delivery_seconds",
    help: "How long bringing a message to a toy took.",
    buckets: [5, 10, 20, 30, MINUTE, 2 * MINUTE, 5 * MINUTE],
    registers,
  });
  const approvals = new Histogram({
    name: "pawpost_approval_wait_seconds",
    help: "How long a relative's message waited for a guardian.",
    buckets: [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR, 72 * HOUR],
    registers,
  });
  const bytes = counter("delivery_bytes_total", "Bytes brought to toys.");
  const failures = counter("delivery_failures_total", "Tries to bring a message to a toy that failed.", [
    "reason",
  ]);
  const resets = counter("ble_adapter_resets_total", "Times that the Bluetooth adapter came back.");
  const refused = counter(
    "auth_failures_total",
    "Tries to come in, or to show who one is, that were turned away.",
  );
  const relayUp = gauge("relay_connected", "Whether the relay is reached; there only where one was joined.");
  const backup = gauge(
    "backup_last_verified_timestamp",
    "Unix seconds of the newest backup that was read back; there only where there is one.",
  );
  const kept = gauge(
    "backup_last_kept_timestamp",
    "Unix seconds of the newest backup that another hub read through and signed for; there only where one keeps them.",
  );
  const disk = gauge("disk_free_bytes", "Room on the hub's disk.");

  const look = async () => {
    for (const one of [rssi, lastSeen, queue]) one.reset();
    for (const toy of viewToys(house).toys) {
      if (toy.rssi !== null) rssi.set({ toy: toy.id }, toy.rssi);
      if (toy.seenAt !== null)
        lastSeen.set({ toy: toy.id }, Math.max(0, (house.clock.now() - Date.parse(toy.seenAt)) / 1_000));
    }
    for (const record of await house.messages.open())
      if (record.toy !== null) queue.inc({ toy: record.toy, state: stateOf(record) });
    for (const seconds of tally.deliveries.splice(0)) deliveries.observe(seconds);
    for (const seconds of tally.approvals.splice(0)) approvals.observe(seconds);
    for (const total of [bytes, failures, resets, refused]) total.reset();
    bytes.inc(tally.deliveredBytes);
    for (const [reason, count] of tally.failures) failures.inc({ reason }, count);
    resets.inc(tally.adapterResets);
    refused.inc(tally.authFailures);
    const relay = house.relay.view();
    relayUp.reset();
    if (relay === undefined) relayUp.remove();
    else relayUp.set(relay.line.state === "up" ? 1 : 0);
    for (const [one, at] of [
      [backup, await lastOwnBackupAt(house)],
      [kept, house.keepers.own()?.last?.at],
    ] as const)
      if (at === undefined) one.remove();
      else one.set(at / 1_000);
    disk.set((await house.disk.measure()).free);
  };
  return {
    async read() {
      await look();
      return registry.metrics();
    },
  };
}
