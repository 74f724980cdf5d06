/**
 * T-74: for 24 hours the relay comes and goes: it hangs up, garbles, leaves in the middle of the greeting, and serves for seconds or for minutes. The real hub's
 * end and the real link, whose waits are by a hand clock. At home everything goes on and nothing is lost; the link comes back within the window that the relay
 * named, ever more patiently where it is not let in, by chance, never in a storm; and nothing grows.
 */
import { expect, test } from "vitest";
import { type Duration, hours, minutes, ms, seconds } from "../../hub/domain/duration.ts";
import type { openRelaySocket } from "../../hub/link/relay/open-relay-socket.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { collectGarbage } from "../support/collect-garbage.ts";
import { type EvilRelay, type Mood, openEvilRelay } from "../support/evil-relay.ts";
import { hum, prepareClip } from "../support/guardian.ts";
import { type JoinedHouse, openHouse } from "../support/joined-house.ts";
import { type ManualClock, makeManualClock } from "../support/manual-clock.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { seeded } from "../support/seeded.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const LONG = { timeout: 180_000 };
/** What the relay names: test/support/evil-relay.ts. */
const WINDOW = seconds(60);
/** A session that lasted so long was none that only seemed to work. */
const STABLE = seconds(60);
const MANY_PER_MINUTE = 12;
const STORM = 400;

/** A hand clock that knows until when somebody sleeps by it. */
function makeWatchedClock(hand: ManualClock): Clock & { readonly next: () => number } {
  const asleep = new Set<{ readonly until: number }>();
  return {
    ...hand,
    next: () => Math.min(...[...asleep].map(({ until }) => until)),
    async sleep(wait, signal) {
      const one = { until: hand.monotonic() + wait };
      asleep.add(one);
      await hand.sleep(wait, signal).finally(() => asleep.delete(one));
    },
  };
}

interface Day {
  readonly house: JoinedHouse;
  readonly relay: EvilRelay;
  readonly hand: ManualClock;
  readonly random: () => number;
  /** By the hand clock, ms: each time that the link came. */
  readonly came: readonly number[];
  /** How long it waited each time, and the most that it should have. */
  readonly waits: readonly { readonly wait: number; readonly most: number }[];
  /** The link comes when it wants to. @returns whether it is served */
  come(mood: Mood): Promise<boolean>;
  /** It is served for so long, and then cut off. */
  serve(wait: Duration): Promise<void>;
}

/** A house whose relay is this one, its link begun. @param open a patched copy's own */
async function withDay<T>(
  open: typeof openRelaySocket | undefined,
  work: (day: Day) => Promise<T>,
): Promise<T> {
  await using relay = await openEvilRelay();
  await using house = await openHouse({}, relay.noteFor);
  const hand = makeManualClock();
  const clock = makeWatchedClock(hand);
  const random = seeded(74);
  const came: number[] = [];
  const waits: { wait: number; most: number }[] = [];
  let changes = 0;
  relay.onCome = () => void came.push(hand.monotonic());
  house.keeper.onChange(() => {
    changes += 1;
  });
  const state = () => house.keeper.view()?.line.state;
  const until = async (what: () => boolean) => {
    const end = performance.now() + 20_000;
    while (!what()) {
      if (performance.now() > end) throw new Error(`it stays ${state()}`);
      await new Promise((soon) => setImmediate(soon));
    }
  };
  let downAt = 0;
  let failures = 0;
  const isDown = () => state() === "down" && Number.isFinite(clock.next());
  const day: Day = {
    ...{ house, relay, hand, random, came, waits },
    async come(mood) {
      relay.mood = mood;
      const [before, seen] = [came.length, changes];
      await until(() => Number.isFinite(clock.next()));
      await hand.advance(ms(clock.next() - hand.monotonic()));
      if (before > 0) {
        const most = failures === 0 ? WINDOW : Math.min(WINDOW, 1_000 * 2 ** failures);
        waits.push({ wait: hand.monotonic() - downAt, most });
      }
      await until(() => came.length > before);
      if (mood === "welcomes") {
        await until(() => state() === "up");
        return true;
      }
      await until(() => changes > seen + 1 && isDown());
      [failures, downAt] = [failures + 1, hand.monotonic()];
      return false;
    },
    async serve(wait) {
      const end = hand.monotonic() + wait;
      // It measures each minute how far the relay is.
      while (hand.monotonic() < end) {
        await until(() => Number.isFinite(clock.next()));
        await hand.advance(ms(Math.min(end, clock.next()) - hand.monotonic()));
      }
      relay.cut();
      await until(isDown);
      failures = wait >= STABLE ? 0 : failures + 1;
      downAt = hand.monotonic();
    },
  };
  await house.link.begin({ ...(open && { open }), clock, random });
  return await work(day);
}

/** The most that lie within one minute of each other. */
const busiestMinute = (times: readonly number[]): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + minutes(1)).length));

test(
  "a day of it: home goes on, the link comes back in its time, and nothing is lost or grows",
  LONG,
  async () => {
    await withDay(undefined, async ({ house, relay, hand, random, came, waits, come, serve }) => {
      const { rig } = house;
      const guardian = await rig.claim();
      const toy = await rig.addToy("Bear");
      const clip = await prepareClip(hum(1, 7), 16_000);
      const MOODS = ["hangs-up", "garbles", "leaves", "welcomes", "welcomes", "welcomes"] as const;
      const before = rig.remoteNames.hashes().length;
      const sent: string[] = [];
      const took: number[] = [];
      const heaps: number[] = [];
      let flaps = 0;
      for (let hour = 0; hour < 24; hour += 1) {
        while (hand.monotonic() < hours(hour + 1)) {
          const mood = MOODS[Math.floor(random() * MOODS.length)] ?? "welcomes";
          flaps += 1;
          if (await come(mood))
            await serve(random() < 0.6 ? ms(55_000 * random()) : ms(60_000 + 900_000 * random()));
        }
        // The relay is away just now: at home a message is sent and what there is is read, a phone gets a name and another one goes.
        expect(house.keeper.view()?.line.state).toBe("down");
        const began = performance.now();
        sent.push((await guardian.send(clip, toy)).id);
        expect((await guardian.state()).messages.map(({ id }) => id).toSorted()).toEqual(sent.toSorted());
        took.push(performance.now() - began);
        const { comer } = await house.device();
        if (hour % 2 === 1) rig.remoteNames.dropDevice(comer.device);
        await rig.settle();
        collectGarbage();
        heaps.push(process.memoryUsage().heapUsed);
      }
      await come("welcomes");
      expect(rig.remoteNames.hashes()).toHaveLength(before + 12);
      await expect.poll(() => [...relay.labels].toSorted()).toEqual([...rig.remoteNames.hashes()].toSorted());
      expect(rig.failures).toEqual([]);
      expect(rig.house.alerts.all().map((alert) => alert.class)).not.toContain("relay-doubtful");

      expect(flaps).toBeGreaterThan(500);
      for (const { wait, most } of waits) expect(wait).toBeLessThanOrEqual(most);
      const parts = waits.map(({ wait, most }) => wait / most).toSorted((a, b) => a - b);
      const at = (part: number) => parts[Math.floor(part * parts.length)] ?? 0;
      for (const part of [0.1, 0.5, 0.9]) expect(Math.abs(at(part) - part)).toBeLessThan(0.12);
      expect(busiestMinute(came)).toBeLessThanOrEqual(MANY_PER_MINUTE);
      const [early = 0, late = 0] = [heaps[4], heaps.at(-1)];
      expect((late - early) / 1_048_576, "MiB in 19 hours").toBeLessThan(6);
      expect(Math.max(...took.slice(1)), "ms for a message and a look, at home").toBeLessThan(5_000);
    });
  },
);

/** A relay that lets nobody in, for half an hour. @returns how often the link came in the busiest minute, as far as anybody counts */
const knocks = (open?: typeof openRelaySocket) =>
  withDay(open, async ({ hand, came, come }) => {
    while (hand.monotonic() < minutes(30) && came.length < STORM) await come("hangs-up");
    return busiestMinute(came);
  });

test("a relay that lets nobody in is not stormed", LONG, async () => {
  expect(await knocks()).toBeLessThanOrEqual(MANY_PER_MINUTE);
});

test("the test of that: without patience it is", { ...LONG, ...TAKES_BARRIER_OUT }, async () => {
  const hasty: Patch = {
    file: "hub/link/relay/start-relay-link.ts",
    find: ": Math.min(spread, FIRST_WAIT * 2 ** failures);",
    replace: ": Math.min(spread, failures);",
  };
  await using copy = await makePatchedCopy([hasty], ["relay"]);
  const module = await copy.load<{ openRelaySocket: typeof openRelaySocket }>(
    "hub/link/relay/open-relay-socket.ts",
  );
  expect(await knocks(module.openRelaySocket)).toBe(STORM);
});
