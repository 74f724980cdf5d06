/** How soon a toy that was out of reach is held again, and looked at: real noble, real bleno and the real bridge on stepped air. */
import { seededRandom } from "../../../ble/simulator/air/seeded-random.ts";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { openGuardRig } from "../../support/guard-rig.ts";
import type { MeasuredAir } from "../delivery-rounds.ts";

/** Ends every link of ours. */
const SHORTEST_FADE_MS = 1_500;
const LONGEST_FADE_MS = 20_000;

export interface MeasuredReconnects {
  /** From the first advert that the hub heard to the end of the look, ms of the air's clock. */
  readonly looked: readonly number[];
  /** The same to the connection. */
  readonly linked: readonly number[];
  /** Told of, though there was nobody. */
  readonly told: number;
}

export async function measureReconnects(rounds: number, air: MeasuredAir): Promise<MeasuredReconnects> {
  // Every twentieth advert is missed.
  await using rig = await openGuardRig({ toys: [{ drain: "demo" }], air: { ...air, advertLoss: 0.05 } });
  const { clock, toy, hub } = rig;
  await rig.deliver("what lies on it");
  const random = seededRandom(1, "fades");
  let heardAt: number | undefined;
  let linkedAt: number | undefined;
  using _listening = stopping(
    rig.air.listen((entry) => {
      if (entry.kind === "advert" && entry.from === toy.address && entry.heardBy.includes(hub.address))
        heardAt ??= entry.atMs;
    }),
    toy.listen((event) => {
      if (event.kind === "link" && event.isUp) linkedAt ??= clock.monotonic();
    }),
  );
  const looked: number[] = [];
  const linked: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await clock.sleep(seconds(15 + 10 * random()));
    heardAt = undefined;
    linkedAt = undefined;
    const look = rig.untilLooked();
    await fade(SHORTEST_FADE_MS + random() * (LONGEST_FADE_MS - SHORTEST_FADE_MS));
    await look;
    if (heardAt === undefined || linkedAt === undefined) throw new Error("held, and never heard");
    looked.push(clock.monotonic() - heardAt);
    linked.push(linkedAt - heardAt);
  }
  return { looked, linked, told: rig.gaps.length };

  async function fade(milliseconds: number): Promise<void> {
    rig.air.range.fadeFor(milliseconds, toy.address);
    await clock.sleep(ms(milliseconds));
  }
}

const stopping = (...stops: readonly (() => void)[]): Disposable => ({
  [Symbol.dispose]: () => {
    for (const stop of stops) stop();
  },
});
