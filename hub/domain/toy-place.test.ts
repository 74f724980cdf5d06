/** Where a toy ends up that is carried about, by rooms that hear it with noise. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LISTEN_MS, ToyPlace } from "./toy-place.ts";

const ROOMS = ["home", "attic", "cellar"] as const;
type Levels = Readonly<Record<string, number | undefined>>;

/** A toy in the air, half a second at a time: who holds it, and what each room says of it. */
function simulate(seed: number, room = "home") {
  let random = seed;
  /** Of about four dB, as a room's reflections make it. */
  const noise = () => {
    let sum = 0;
    for (let n = 0; n < 4; n += 1) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      sum += random / 2 ** 32 - 0.5;
    }
    return sum * 7;
  };
  const place = new ToyPlace();
  let now = 0;
  let holder: string = room;
  let isHeld = true;
  let letGoAt = 0;
  let back: number | undefined;
  const moves: { readonly at: number; readonly to: string }[] = [];
  const listens: number[] = [];
  const gone = new Set<string>();
  return {
    moves,
    listens,
    gone,
    get holder() {
      return holder;
    },
    get isHeld() {
      return isHeld;
    },
    get now() {
      return now;
    },
    /** @param levels dBm by room; `undefined`: out of its reach */
    live(milliseconds: number, levels: Levels, isAtRest = true) {
      for (const end = now + milliseconds; now < end; now += 500) {
        if (gone.has(holder) || levels[holder] === undefined || (levels[holder] ?? 0) < -92) isHeld = false;
        for (const one of ROOMS) {
          const level = levels[one];
          if (level === undefined || gone.has(one) || (isHeld && (one !== holder || now % 2_000 !== 0)))
            continue;
          place.hear(one, Math.round(level + noise()), now);
        }
        const step = place.step(
          {
            room: holder,
            isThere: !gone.has(holder),
            isHeld,
            isAtRest,
            others: ROOMS.filter((one) => one !== holder && !gone.has(one)),
          },
          now,
        );
        if (step.kind === "listen") {
          listens.push(now);
          isHeld = false;
          letGoAt = now;
        } else if (step.kind === "take") {
          if (step.room !== holder) moves.push({ at: now, to: step.room });
          holder = step.room;
          isHeld = levels[holder] !== undefined;
          back = undefined;
        } else if (!isHeld && now - letGoAt > 8_000 && levels[holder] !== undefined && !gone.has(holder)) {
          back ??= now;
          if (now - back >= 1_000) isHeld = true;
        }
      }
    },
  };
}

const seed = fc.integer({ min: 1, max: 2 ** 31 });
const MINUTE = 60_000;

describe("a toy that lies still", () => {
  test("stays where it is heard well, however well another room would hear it", () => {
    fc.assert(
      fc.property(seed, (one) => {
        const air = simulate(one);
        air.live(20 * MINUTE, { home: -60, attic: -40 });
        expect([air.moves, air.listens]).toEqual([[], []]);
      }),
      { numRuns: 50 },
    );
  });

  test("between two doors it does not flutter: a day, faint for both, is at most two moves in a hundred", () => {
    let moves = 0;
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: -90, max: -80 }),
        fc.integer({ min: -2, max: 2 }),
        (one, level, off) => {
          const air = simulate(one);
          air.live(24 * 60 * MINUTE, { home: level, attic: level + off });
          moves += air.moves.length;
          // Each costs a gap: in a day no more than every half hour, and the few at the begin.
          expect(air.listens.length).toBeLessThanOrEqual(55 + 5 * air.moves.length);
          expect(air.moves.length).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 15, seed: 2026 },
    );
    expect(moves).toBeLessThanOrEqual(2);
  });

  test("ends in the room that hears it clearly better, and stays there", () => {
    fc.assert(
      fc.property(
        seed,
        fc.integer({ min: -90, max: -80 }),
        fc.integer({ min: 20, max: 40 }),
        (one, faint, better) => {
          const air = simulate(one);
          air.live(10 * MINUTE, { home: faint, attic: faint + better });
          expect(air.holder).toBe("attic");
          expect(air.moves).toHaveLength(1);
          expect(air.moves[0]?.at).toBeLessThan(6 * MINUTE);
          air.live(60 * MINUTE, { home: faint, attic: faint + better });
          expect(air.moves).toHaveLength(1);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("is the loudest one's where several hear it better", () => {
    const air = simulate(7);
    air.live(5 * MINUTE, { home: -85, attic: -70, cellar: -50 });
    expect(air.moves.map(({ to }) => to)).toEqual(["cellar"]);
  });
});

describe("a toy that is carried", () => {
  /** Along a floor of twenty metres, a metre a second. */
  const walk = (air: ReturnType<typeof simulate>, from: number, to: number) => {
    const way = Math.sign(to - from);
    for (let at = from; at !== to; at += way) air.live(1_000, levelsAt(at));
  };
  const levelsAt = (metre: number): Levels => ({
    home: -45 - 30 * Math.log10(1 + metre),
    attic: -45 - 30 * Math.log10(1 + Math.abs(30 - metre)),
  });

  test("goes along, once each way", () => {
    fc.assert(
      fc.property(seed, (one) => {
        const air = simulate(one);
        walk(air, 0, 30);
        air.live(3 * MINUTE, levelsAt(30));
        expect(air.moves.map(({ to }) => to)).toEqual(["attic"]);
        walk(air, 30, 0);
        air.live(5 * MINUTE, levelsAt(0));
        expect(air.moves.map(({ to }) => to)).toEqual(["attic", "home"]);
        expect([air.holder, air.isHeld]).toEqual(["home", true]);
      }),
      { numRuns: 100 },
    );
  });

  test("out of its room's reach it is taken within four seconds of being heard elsewhere", () => {
    const air = simulate(3);
    air.live(MINUTE, { home: -60 });
    const left = air.now;
    air.live(10_000, { attic: -60 });
    expect(air.holder).toBe("attic");
    expect((air.moves[0]?.at ?? 0) - left).toBeLessThanOrEqual(LISTEN_MS + 1_000);
  });
});

describe("what goes on with it", () => {
  test("is never broken off to hear how loud it is", () => {
    const air = simulate(4);
    air.live(30 * MINUTE, { home: -88, attic: -50 }, false);
    expect([air.listens, air.moves]).toEqual([[], []]);
    air.live(MINUTE, { home: -88, attic: -50 }, true);
    expect(air.holder).toBe("attic");
  });

  test("a room that refuses to let go is not asked again at once", () => {
    const place = new ToyPlace();
    const holding = { room: "home", isThere: true, isHeld: true, isAtRest: true, others: ["attic"] };
    let asked = 0;
    for (let now = 0; now < 60_000; now += 500) {
      place.hear("home", -90, now);
      if (place.step(holding, now).kind !== "listen") continue;
      asked += 1;
      place.notFree(now);
    }
    expect(asked).toBeGreaterThanOrEqual(2);
    expect(asked).toBeLessThanOrEqual(6);
  });
});

describe("a room that is gone", () => {
  test("is followed within three seconds by one that hears its toy, the loudest first", () => {
    const air = simulate(5);
    air.live(MINUTE, { home: -60, attic: -80, cellar: -60 });
    air.gone.add("home");
    const at = air.now;
    air.live(10_000, { home: -60, attic: -80, cellar: -60 });
    expect(air.moves.map(({ to }) => to)).toEqual(["cellar"]);
    expect((air.moves[0]?.at ?? 0) - at).toBeLessThanOrEqual(3_000);
  });

  test("is waited for where it comes back at once", () => {
    const air = simulate(6);
    air.live(MINUTE, { home: -60, attic: -60 });
    air.gone.add("home");
    air.live(2_000, { home: -60, attic: -60 });
    air.gone.delete("home");
    air.live(MINUTE, { home: -60, attic: -60 });
    expect(air.moves).toEqual([]);
  });

  test("keeps its toy where nobody else hears it", () => {
    const air = simulate(8);
    air.live(MINUTE, { home: -60 });
    air.gone.add("home");
    air.live(5 * MINUTE, { home: -60 });
    expect(air.moves).toEqual([]);
  });
});

test("a room that asked for a toy and did not hold it is not asked again, until then", () => {
  const place = new ToyPlace();
  const holding = {
    room: "home",
    isThere: false,
    isHeld: false,
    isAtRest: true,
    others: ["attic", "cellar"],
  };
  const steps: string[] = [];
  place.putOff("attic", 10_000);
  for (let now = 0; now < 20_000; now += 500) {
    place.hear("attic", -20, now);
    place.hear("cellar", -80, now);
    const step = place.step(holding, now);
    if (step.kind === "take") steps.push(`${step.room} ${now < 10_000 ? "before" : "after"}`);
  }
  expect(new Set(steps)).toEqual(new Set(["cellar before", "attic after"]));
});

test("where it is the only one that hears the toy, it is asked all the same", () => {
  const place = new ToyPlace();
  place.putOff("attic", 600_000);
  const holding = { room: "home", isThere: true, isHeld: false, isAtRest: true, others: ["attic"] };
  let taken: number | undefined;
  for (let now = 0; now < 10_000; now += 500) {
    place.hear("attic", -60, now);
    if (place.step(holding, now).kind === "take") taken ??= now;
  }
  expect(taken).toBeLessThan(5_000);
});
