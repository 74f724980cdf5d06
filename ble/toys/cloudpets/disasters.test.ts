/**
 * A message goes to the toy, or the child's answer comes from it, and each time something happens at a random moment of the way. Nothing may be
 * lost, nothing doubled, and what waits to be heard is not touched.
 */
import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { size, timeFor } from "../../../test/attacks/sizes.ts";
import { DISASTERS, type Disaster } from "../../../test/support/disasters.ts";
import {
  type DriverRig,
  deliverStubbornly,
  holds,
  makeDelivery,
  openDriverRig,
  PLAY_PAW_CLIP,
  QUIETLY,
} from "../../../test/support/driver-rig.ts";
import { until } from "../../../test/support/toy-rig.ts";
import { watchRejections } from "../../../test/support/watch-rejections.ts";
import { RadioError } from "../../radio/errors.ts";
import { seededRandom } from "../../simulator/air/seeded-random.ts";
import { ToyError } from "../errors.ts";
import type { DeliveryOutcome } from "../toy-driver.ts";

const CHILDS_OWN = 1;
const TRIES = 12;
/** A rig is begun anew after so many: what adds up is another test's. */
const ROUNDS_A_RIG = 25;

interface Told {
  cut: number;
  whole: number;
}

test(`${size("disasters")} ways, each cut somewhere`, timeFor("disasters", 1_800_000), async () => {
  using rejections = watchRejections();
  const told = new Map<string, Told>(DISASTERS.map(({ name }) => [name, { cut: 0, whole: 0 }]));
  for (let from = 0; from < size("disasters"); from += ROUNDS_A_RIG) {
    await using rig = await openDriverRig({ toys: [{ drain: from % 2 === 0 ? "fast" : "demo" }] });
    const random = seededRandom(from, "disasters");
    for (let round = from; round < Math.min(from + ROUNDS_A_RIG, size("disasters")); round += 1)
      await goRound(rig, round, random, told);
  }
  const report = [...told].map(([name, { cut, whole }]) => `${name}: ${cut} cut, ${whole} got through`);
  process.stdout.write(`${report.join("\n")}\n`);
  expect(rejections.seen).toEqual([]);
  // Each has hit, or it was no trial.
  for (const [name, { cut }] of told) expect(cut, name).toBeGreaterThan(0);
});

async function goRound(rig: DriverRig, round: number, random: () => number, told: Map<string, Told>) {
  const what = `round ${round}`;
  const isUpload = random() < 0.6;
  const disaster = DISASTERS[Math.floor(random() * DISASTERS.length)] as Disaster;
  const note = told.get(disaster.name) as Told;
  const others = () => rig.toy.model.snapshot.slots.slice(2);
  if (isUpload) {
    const delivery = makeDelivery(`delivery ${round}`, 600 + 20 * (round % 60));
    const first = await struck(rig, random, disaster, 1_500, async () => {
      await using session = await rig.connect();
      return await session.deliver(delivery, QUIETLY);
    });
    if (isDelivered(first)) note.whole += 1;
    else note.cut += 1;
    // The process may be a new one, that knows what the journal knows.
    if (random() < 0.5) rig.restartDriver();
    const { outcome } = await deliverStubbornly(rig, delivery, TRIES);
    expect(outcome, what).toMatchObject({ kind: "delivered" });
    expect(holds(rig, delivery.bytes), what).toBe(true);
    const uploads = rig.toy.model.uploads.length;
    const { outcome: again } = await deliverStubbornly(rig, delivery, TRIES);
    expect(again, what).toMatchObject({ kind: "delivered", alreadyThere: true });
    expect(rig.toy.model.uploads, `${what}: uploaded again`).toHaveLength(uploads);
    expect(others(), what).toEqual([0, 0, 0]);
  } else {
    await rig.toy.press("record");
    await rig.clock.sleep(ms(700 + random() * 1_500));
    await rig.toy.press("record");
    await until(rig.clock, () => !rig.toy.model.snapshot.isRecording, "end of the recording");
    const waiting = clip(rig, PLAY_PAW_CLIP);
    const fetch = async () => {
      await using session = await rig.connect();
      return (await session.fetchRecording(QUIETLY)).bytes;
    };
    const first = await struck(rig, random, disaster, 1_200, fetch);
    if (first instanceof Uint8Array) note.whole += 1;
    else note.cut += 1;
    const bytes = first instanceof Uint8Array ? first : await stubbornly(rig, fetch);
    expect(clip(rig, CHILDS_OWN).equals(bytes), what).toBe(true);
    expect(clip(rig, PLAY_PAW_CLIP).equals(waiting), `${what}: what waits to be heard`).toBe(true);
  }
}

const clip = (rig: DriverRig, slot: 1 | 2): Buffer => Buffer.from(rig.toy.flash.clip(slot) ?? []);
const isDelivered = (outcome: unknown): boolean =>
  (outcome as DeliveryOutcome | undefined)?.kind === "delivered";

/** @returns what `way` came to; `undefined` where it failed, which it must do with an error of ours */
async function struck<T>(
  rig: DriverRig,
  random: () => number,
  disaster: Disaster,
  withinMs: number,
  way: () => Promise<T>,
): Promise<T | undefined> {
  const over = rig.clock.sleep(ms(random() * withinMs)).then(() => disaster.strike(rig, random));
  const went = way().catch((error: unknown) => {
    if (!(error instanceof ToyError || error instanceof RadioError)) throw error;
    return undefined;
  });
  const [outcome] = await Promise.all([went, over]);
  await rig.radio.ready({ within: seconds(60) });
  return outcome;
}

async function stubbornly<T>(rig: DriverRig, way: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await way();
    } catch (error) {
      if (tries === TRIES) throw error;
      await rig.clock.sleep(seconds(1));
    }
  }
}
