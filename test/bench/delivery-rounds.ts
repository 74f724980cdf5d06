/** The uploads that the delivery figures are taken from: real noble, real bleno, stepped air at 12.5 ms and 4 packets. */
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import type { Drain } from "../../ble/simulator/toy/switches.ts";
import { DRAINS } from "../../ble/simulator/toy/switches.ts";
import { PADDING_BYTE } from "../../ble/toys/cloudpets/upload-flow.ts";
import { uploadLimitEvents } from "../../ble/toys/cloudpets/upload-limit.ts";
import type { DeliveryOutcome } from "../../ble/toys/toy-driver.ts";
import { deliverStubbornly, makeDelivery, openDriverRig } from "../support/driver-rig.ts";
import { uploadAsTheApp } from "./delivery-app-pacing.ts";
import { lowerBoundInEvents } from "./delivery-limit.ts";
import { type MeasuredUpload, watchUploads } from "./delivery-measure.ts";

export interface MeasuredAir {
  readonly intervalMs: number;
  readonly packetsPerEvent: number;
}

/** What the toy asks for, and what every controller we know of grants. */
export const AIR: MeasuredAir = { intervalMs: 12.5, packetsPerEvent: 4 };
const TEN_SECONDS = 10_000;

export interface MeasuredShare extends MeasuredUpload {
  readonly share: number;
  readonly limitEvents: number;
  readonly shareOfLowerBound: number;
  readonly shareWithoutTail: number;
}

/** A ten second message by our driver. */
export async function measureTenSeconds(profile: keyof typeof DRAINS, air = AIR): Promise<MeasuredShare> {
  await using rig = await openDriverRig({ toys: [{ drain: profile }], air });
  using watched = watchUploads(rig);
  const delivery = makeDelivery("ten seconds", TEN_SECONDS);
  const { outcome } = await deliverStubbornly(rig, delivery, 1);
  const [upload] = watched.uploads;
  if (outcome.kind !== "delivered" || upload === undefined || watched.uploads.length !== 1)
    throw new Error(`a plain delivery ended as ${JSON.stringify(outcome)}`);
  const terms = { ...air, bytes: upload.report.bytes, drainBytesPerSecond: DRAINS[profile] };
  const limitEvents = uploadLimitEvents(terms.bytes, terms);
  return {
    ...upload,
    limitEvents,
    share: limitEvents / upload.events,
    shareOfLowerBound: lowerBoundInEvents(terms) / upload.events,
    shareWithoutTail: uploadLimitEvents(delivery.bytes.byteLength, terms) / upload.events,
  };
}

/** The same message at the original app's pace, on the same toy. @param least bytes to send; what the clip lacks is padding */
export async function measureAppPacing(least: number): Promise<MeasuredUpload> {
  await using rig = await openDriverRig({ toys: [{ drain: "fast" }], air: AIR });
  using watched = watchUploads(rig);
  const { bytes } = makeDelivery("ten seconds", TEN_SECONDS);
  const clip = new Uint8Array(Math.max(least, bytes.byteLength)).fill(PADDING_BYTE);
  clip.set(bytes);
  await uploadAsTheApp(rig.radio, rig.clock, rig.toy.address, clip);
  const [upload] = watched.uploads;
  if (upload?.report.outcome !== "stored") throw new Error("the app's way did not end in a stored clip");
  return upload;
}

export interface MeasuredGaps {
  readonly deliveries: number;
  readonly delivered: number;
  readonly restarts: number;
  readonly longestGapMs: number;
  readonly longestAfterPrimeMs: number;
  readonly longestCentralGapMs: number;
  readonly slowestBytesPerSecond: number;
}

const TOYS = 30;
const SLOWEST = 1_500;
const QUICKEST = 12_000;

/** @param deliveries in all, spread over 30 toys: every third drains at once, the others at 1,500 to 12,000 B/s */
export async function measureGaps(deliveries: number, air = AIR, seed = 1): Promise<MeasuredGaps> {
  const random = seededRandom(seed, "drains and lengths");
  const uploads: MeasuredUpload[] = [];
  let delivered = 0;
  for (let toy = 0; toy < TOYS; toy += 1) {
    // The first is the slowest there is; the rest are spread evenly over the powers between.
    const rate = toy === 0 ? SLOWEST : SLOWEST * (QUICKEST / SLOWEST) ** random();
    const drain: Drain = toy % 3 === 2 ? "fast" : rate;
    await using rig = await openDriverRig({ toys: [{ drain }], air: { ...air, seed: seed + toy } });
    using watched = watchUploads(rig);
    for (let n = 0; n < deliveries / TOYS; n += 1) {
      const delivery = makeDelivery(`${toy} ${n}`, 1_000 + Math.floor(random() * 450) * 20);
      const { outcome } = await deliverStubbornly(rig, delivery);
      if (outcome.kind === "delivered") delivered += 1;
    }
    uploads.push(...watched.uploads);
  }
  const most = (of: (upload: MeasuredUpload) => number) => Math.max(...uploads.map(of));
  return {
    deliveries: uploads.length,
    delivered,
    restarts: uploads.filter(({ report }) => report.outcome === "restarted").length,
    longestGapMs: most(({ longestGapMs }) => longestGapMs),
    longestAfterPrimeMs: most(({ afterPrimeMs }) => afterPrimeMs),
    longestCentralGapMs: most(({ report }) => report.longestCentralGapMs),
    slowestBytesPerSecond: SLOWEST,
  };
}

/** A toy that its own watchdog restarts whatever anybody does. */
export async function measureTooSlow(
  drain: number,
): Promise<{ readonly outcome: DeliveryOutcome; readonly restarts: number }> {
  await using rig = await openDriverRig({ toys: [{ drain }], air: AIR });
  using watched = watchUploads(rig);
  const { outcome } = await deliverStubbornly(rig, makeDelivery("too slow", TEN_SECONDS));
  return { outcome, restarts: watched.uploads.filter(({ report }) => report.outcome === "restarted").length };
}
