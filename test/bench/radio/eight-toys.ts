/** A ten second message to each of eight toys at once, over one adapter whose airtime they share. */
import { DEFAULT_CHIP } from "../../../ble/simulator/air/air-options.ts";
import { makeDelivery, openDriverRig, QUIETLY } from "../../support/driver-rig.ts";
import type { MeasuredAir } from "../delivery-rounds.ts";

const TOYS = 8;
const TEN_SECONDS = 10_000;

export interface MeasuredToys {
  readonly delivered: number;
  /** From the first command to the last delivery, ms. */
  readonly allMs: number;
  readonly longestMs: number;
  readonly meanMs: number;
  /** One alone, under the same conditions. */
  readonly singleMs: number;
  /** All packets of both directions, as the air carries them one after the other. */
  readonly airMs: number;
  readonly restarts: number;
  readonly linksLost: number;
}

export async function measureToys(air: MeasuredAir): Promise<MeasuredToys> {
  const single = await deliverTo(1, air);
  const all = await deliverTo(TOYS, air);
  return {
    delivered: all.delivered,
    allMs: Math.max(...all.tookMs),
    longestMs: Math.max(...all.tookMs),
    meanMs: all.tookMs.reduce((sum, took) => sum + took, 0) / TOYS,
    singleMs: Math.max(...single.tookMs),
    airMs: all.exchanges * DEFAULT_CHIP.exchangeMs,
    restarts: all.restarts,
    linksLost: all.linksLost,
  };
}

async function deliverTo(count: number, air: MeasuredAir) {
  const toys = Array.from({ length: count }, () => ({ drain: "fast" as const }));
  await using rig = await openDriverRig({ toys, air });
  let [exchanges, restarts, linksLost] = [0, 0, 0];
  for (const toy of rig.toys)
    toy.listen((event) => {
      if (event.kind === "restart") restarts += 1;
    });
  await using sessions = new AsyncDisposableStack();
  const held = [];
  for (const { address } of rig.toys) held.push(sessions.use(await rig.connect(address)));
  const countLost = () => {
    linksLost += 1;
  };
  for (const { signal } of held) signal.addEventListener("abort", countLost);
  const stop = rig.air.listen((entry) => {
    // An exchange carries a packet each way.
    if (entry.kind === "event") exchanges += Math.max(entry.toPeripheral, entry.toCentral);
  });
  const from = rig.clock.monotonic();
  const tookMs: number[] = [];
  const outcomes = await Promise.all(
    held.map(async (session, n) => {
      const { kind } = await session.deliver(makeDelivery(`toy ${n}`, TEN_SECONDS), QUIETLY);
      tookMs.push(rig.clock.monotonic() - from);
      return kind;
    }),
  );
  stop();
  const lost = linksLost;
  return {
    tookMs,
    exchanges,
    restarts,
    linksLost: lost,
    delivered: outcomes.filter((kind) => kind === "delivered").length,
  };
}
