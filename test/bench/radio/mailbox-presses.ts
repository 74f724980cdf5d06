/**
 * From a press of the blue hand, as its notification reaches the hub's host, to the toy's obeying the play command: a child waits for it. Four
 * messages lie there all the time, so that the heart's rhythm is set anew after each; presses come at random moments. In the first three seconds
 * after a sound the heart's writes are under way, which a press waits for: those are told apart.
 */
import { seededRandom } from "../../../ble/simulator/air/seeded-random.ts";
import { MemoryFlash } from "../../../ble/simulator/toy/flash.ts";
import { STATES } from "../../../ble/toys/cloudpets/states.ts";
import type { Letter } from "../../../ble/toys/toy-driver.ts";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { ALWAYS, makeDelivery, openDriverRig } from "../../support/driver-rig.ts";
import { until } from "../../support/toy-rig.ts";
import type { MeasuredAir } from "../delivery-rounds.ts";

/** From a sound's end to the next press. */
const AT_REST = { from: 3_000, to: 13_000 } as const;
const SOON_AFTER = { from: 0, to: 3_000 } as const;
const FAST_MS = 12.5;
const SUPERVISION_MS = 2_000;
const CLIP_MS = 600;
/** Vol 3 Part F 3.4.7.1: opcode, handle, then the value, whose first byte is the state. */
const NOTIFICATION = 0x1b;
const ACL = 0x02;
const VALUE_AT = 1 + 4 + 4 + 3;

export interface MeasuredPresses {
  readonly presses: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** Of presses in the first three seconds after a sound, a quarter as many. */
  readonly soonAfterLongestMs: number;
}

export async function measurePresses(air: MeasuredAir, presses: number): Promise<MeasuredPresses> {
  const waits = await press(air, presses, AT_REST);
  const soonAfter = await press(air, Math.ceil(presses / 4), SOON_AFTER);
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? 0;
  return {
    presses: waits.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    longestMs: at(1),
    soonAfterLongestMs: soonAfter.at(-1) ?? 0,
  };
}

/** @returns how long each waited, the shortest first. @throws where one was not answered */
async function press(
  air: MeasuredAir,
  presses: number,
  pause: { readonly from: number; readonly to: number },
): Promise<readonly number[]> {
  const flash = new MemoryFlash();
  const letters = [1, 2, 3, 4].map((slot): Letter => {
    const { bytes, messageId, milliseconds } = makeDelivery(`letter ${slot}`, CLIP_MS);
    flash.storeClip((slot + 1) as 2 | 3 | 4 | 5, bytes);
    return { slot, messageId, milliseconds };
  });
  const random = seededRandom(1, `presses at ${air.intervalMs} ms`);
  const toys = [{ flash, intervalRequestDelayMs: "never" as const }];
  await using rig = await openDriverRig({ toys, air: { ...air, intervalMs: FAST_MS } });
  await using session = await rig.connect();
  // What the toy is found by would take minutes there; and a link becomes slow once it is held.
  rig.air.conditions.intervalMs = air.intervalMs;
  await rig.links[0]?.changeInterval({
    intervalMs: air.intervalMs,
    supervisionMs: SUPERVISION_MS,
    within: seconds(20),
  });
  const keep = () => session.keepMailbox({ unheard: letters, again: undefined }, ALWAYS);
  await keep();
  const isOn = () => rig.toy.model.snapshot.isGameMode && session.isAnsweringPaws;
  await until(rig.clock, isOn, "the paws only report");

  let toldAt: number | undefined;
  const waits: number[] = [];
  const stopAir = rig.air.listen((entry) => {
    if (entry.kind !== "hci" || entry.to !== "host" || entry.controller !== rig.hub.address) return;
    const { packet } = entry;
    const isPress =
      packet[0] === ACL && packet[9] === NOTIFICATION && packet[VALUE_AT] === STATES.gamePlayPaw;
    if (isPress) toldAt = entry.atMs;
  });
  const stopToy = rig.toy.listen((event) => {
    if (event.kind !== "state" || event.state !== STATES.audioGetReturnValue || toldAt === undefined) return;
    waits.push(rig.clock.monotonic() - toldAt);
    toldAt = undefined;
  });
  for (let count = 1; count <= presses; count += 1) {
    await rig.clock.sleep(ms(pause.from + random() * (pause.to - pause.from)));
    await rig.toy.press("play");
    await until(rig.clock, () => waits.length >= count, `press ${count} is answered`, seconds(20));
    await until(rig.clock, () => rig.toy.model.snapshot.state === STATES.idle, "it has played", seconds(20));
    await keep();
  }
  stopAir();
  stopToy();
  return waits.toSorted((one, other) => one - other);
}
