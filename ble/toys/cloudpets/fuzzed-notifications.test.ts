/**
 * A toy that says anything, on each of its notifying characteristics, at any moment and as fast as the radio takes it: while it is left
 * alone, while it is asked, while something is uploaded or fetched. The driver may give up what it does and the link; nothing else.
 */
import { expect, test } from "vitest";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import { size, timeFor } from "../../../test/attacks/sizes.ts";
import { collectGarbage } from "../../../test/support/collect-garbage.ts";
import { deliverStubbornly, makeDelivery, openDriverRig, QUIETLY } from "../../../test/support/driver-rig.ts";
import { watchRejections } from "../../../test/support/watch-rejections.ts";
import { RadioError } from "../../radio/errors.ts";
import { seededRandom } from "../../simulator/air/seeded-random.ts";
import { ToyError } from "../errors.ts";
import type { ToySession } from "../toy-driver.ts";
import { STATES } from "./states.ts";

const MOST_GROWTH_BYTES = 20 << 20;
const NOTIFYING = ["state", "dataRequest", "returnAudio"] as const;
const KNOWN_STATES = Object.values(STATES);

test(`${size("notifications")} notifications`, timeFor("notifications", 600_000), async () => {
  using rejections = watchRejections();
  await using rig = await openDriverRig({ toys: [{ drain: "fast" }] });
  const random = seededRandom(1, "notifications");
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  /** Packets that reached the hub: answers to what it asks among them, a few. */
  let said = 0;
  rig.air.listen((entry) => {
    if (entry.kind === "event") said += entry.toCentral;
  });
  const ends = new Map<string, number>();
  const noteEnd = (end: string) => void ends.set(end, (ends.get(end) ?? 0) + 1);

  const anything = (): Uint8Array => {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 21) }, () => random() * 256);
    // Half of it is what a toy might say, at the wrong moment.
    if (random() < 0.5 && bytes.byteLength > 0) bytes[0] = pick(KNOWN_STATES);
    return bytes;
  };
  const say = () => {
    for (let n = 0; n < 4; n += 1) rig.toy.radio.notify(pick(NOTIFYING), anything());
  };
  const works: readonly [string, (session: ToySession) => Promise<unknown>][] = [
    ["left alone", () => rig.clock.sleep(seconds(1))],
    ["delivery", (session) => session.deliver(makeDelivery(`fuzz ${said}`, 1_000), QUIETLY)],
    ["fetch", (session) => session.fetchRecording(QUIETLY)],
    ["length", (session) => session.recordingMilliseconds(QUIETLY.signal)],
    ["volume", (session) => session.loudness(QUIETLY.signal)],
    ["paw", (session) => session.waitForPaw({ within: seconds(1), signal: QUIETLY.signal })],
  ];
  const talkUntil = async (goal: number) => {
    while (said < goal) {
      const session = await connectAtLast(rig);
      let isOver = false;
      const talking = (async () => {
        // Longer, now and then, in which the toy is itself.
        while (!isOver) {
          say();
          await rig.clock.sleep(ms(random() < 0.02 ? 500 : 12));
        }
      })();
      const [name, work] = pick(works);
      await work(session).then(
        () => noteEnd(`${name}: done`),
        (error: unknown) => {
          if (!(error instanceof ToyError || error instanceof RadioError)) throw error;
          noteEnd(`${name}: ${error.code}`);
        },
      );
      isOver = true;
      await talking;
      await session[Symbol.asyncDispose]();
      rig.events.length = 0;
      rig.log.lines.length = 0;
      rig.links.length = 0;
    }
  };
  await talkUntil(size("notifications") / 10);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  await talkUntil(size("notifications"));
  collectGarbage();
  const growth = process.memoryUsage().heapUsed - before;
  process.stdout.write(
    `${[...ends]
      .sort()
      .map(([end, count]) => `${end} ${count}`)
      .join("\n")}\n`,
  );
  expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
  expect(rejections.seen).toEqual([]);
  // Whatever it said, it gets its message.
  rig.toy.model.setPower(false);
  rig.toy.model.setPower(true);
  expect(await deliverStubbornly(rig, makeDelivery("at last"))).toMatchObject({
    outcome: { kind: "delivered" },
  });
});

async function connectAtLast(rig: Awaited<ReturnType<typeof openDriverRig>>): Promise<ToySession> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await rig.connect();
    } catch (error) {
      if (tries === 5) throw error;
      // A toy of which it was believed that it lies in an upload.
      rig.toy.model.setPower(false);
      rig.toy.model.setPower(true);
    }
  }
}
