/** Ten second messages over a radio that loses every tenth exchange: by our driver, and by an ideal sender under the same seeds. */
import type { DRAINS } from "../../../ble/simulator/toy/switches.ts";
import { seconds } from "../../../hub/domain/duration.ts";
import { deliverStubbornly, makeDelivery, openDriverRig } from "../../support/driver-rig.ts";
import { type MeasuredUpload, watchUploads } from "../delivery-measure.ts";
import { median } from "../figure.ts";
import { uploadIdeally } from "./ideal-sender.ts";

const AIR = { intervalMs: 30, packetsPerEvent: 4, packetLoss: 0.1 } as const;
const TEN_SECONDS = 10_000;
/** A sender that the toy's watchdog stopped tries again as often as this. */
const MOST_TRIES = 20;

export interface MeasuredLoss {
  readonly messages: number;
  readonly ours: MeasuredSender;
  readonly ideal: MeasuredSender;
  /** Ideal sender's median by ours. */
  readonly ratio: number;
  readonly lost: number;
  readonly doubled: number;
}

interface MeasuredSender {
  /** Of the uploads that got through, connection events. */
  readonly medianEvents: number;
  readonly restarts: number;
  readonly uploads: number;
}

/** @param messages as many as that by each sender, each under a seed of its own */
export async function measureLoss(profile: keyof typeof DRAINS, messages: number): Promise<MeasuredLoss> {
  const [ours, ideal]: [MeasuredUpload[], MeasuredUpload[]] = [[], []];
  let [lost, doubled] = [0, 0];
  for (let seed = 1; seed <= messages; seed += 1) {
    const air = { ...AIR, seed };
    const delivery = makeDelivery(`loss ${seed}`, TEN_SECONDS);
    {
      await using rig = await openDriverRig({ toys: [{ drain: profile }], air });
      using watched = watchUploads(rig);
      let blinks = 0;
      rig.toy.listen((event) => {
        if (event.kind === "heart" && event.heart.mode === "blink") blinks += 1;
      });
      const { outcome } = await deliverStubbornly(rig, delivery, MOST_TRIES);
      const stored = watched.uploads.filter(({ report }) => report.outcome === "stored").length;
      if (outcome.kind !== "delivered" || stored === 0) lost += 1;
      if (stored > 1 || blinks > 1) doubled += 1;
      ours.push(...watched.uploads);
    }
    await using rig = await openDriverRig({ toys: [{ drain: profile }], air });
    using watched = watchUploads(rig);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      await uploadIdeally(rig.radio, rig.clock, rig.toy.address, delivery.bytes).catch(() => undefined);
      if (watched.uploads.some(({ report }) => report.outcome === "stored")) break;
      await rig.clock.sleep(seconds(1));
    }
    ideal.push(...watched.uploads);
  }
  const [a, b] = [summary(ours), summary(ideal)];
  return { messages, ours: a, ideal: b, ratio: b.medianEvents / a.medianEvents, lost, doubled };
}

function summary(uploads: readonly MeasuredUpload[]): MeasuredSender {
  const through = uploads.filter(({ report }) => report.outcome === "stored");
  return {
    medianEvents: median(through.map(({ events }) => events)),
    restarts: uploads.filter(({ report }) => report.outcome === "restarted").length,
    uploads: uploads.length,
  };
}
