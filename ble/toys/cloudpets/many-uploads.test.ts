/** What adds up over years: one process, one adapter, one toy, and message after message through good days and bad ones. */
import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { size, timeFor } from "../../../test/attacks/sizes.ts";
import { collectGarbage } from "../../../test/support/collect-garbage.ts";
import { DISASTERS } from "../../../test/support/disasters.ts";
import { deliverStubbornly, makeDelivery, openDriverRig } from "../../../test/support/driver-rig.ts";
import { watchRejections } from "../../../test/support/watch-rejections.ts";
import { seededRandom } from "../../simulator/air/seeded-random.ts";

const MOST_GROWTH_BYTES = 20 << 20;
const TRIES = 12;

test(`${size("uploads")} uploads`, timeFor("uploads", 600_000), async () => {
  using rejections = watchRejections();
  await using rig = await openDriverRig({ toys: [{ drain: "fast" }], air: { packetLoss: 0.01 } });
  const random = seededRandom(1, "many uploads");
  let delivered = 0;
  const deliver = async (goal: number) => {
    while (delivered < goal) {
      const disaster = random() < 0.2 ? DISASTERS[Math.floor(random() * DISASTERS.length)] : undefined;
      const struck = rig.clock.sleep(ms(random() * 1_000)).then(() => disaster?.strike(rig, random));
      const delivery = makeDelivery(`upload ${delivered}`, 400 + 20 * (delivered % 30));
      const { outcome } = await deliverStubbornly(rig, delivery, TRIES);
      await struck;
      await rig.radio.ready({ within: seconds(60) });
      expect(outcome, `upload ${delivered}`).toMatchObject({ kind: "delivered" });
      delivered += 1;
      // What the test itself keeps is not what is measured.
      rig.events.length = 0;
      rig.links.length = 0;
      rig.log.lines.length = 0;
    }
  };
  await deliver(size("uploads") / 5);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  await deliver(size("uploads"));
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(MOST_GROWTH_BYTES);
  expect(rejections.seen).toEqual([]);
});
