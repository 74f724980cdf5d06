/**
 * Issue 6, many rooms: a toy goes from one room to another, and nothing of its post is lost or doubled; a room that vanishes is followed in under
 * ten seconds. Two rooms with the real radio stacks, a toy, and the hub's own rules, on stepped air.
 */
import { afterEach, describe, expect, test } from "vitest";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { type HouseRig, type HouseRigOptions, openHouseRig } from "../support/house-rig.ts";

let rig: HouseRig;
afterEach(async () => {
  await rig?.[Symbol.asyncDispose]();
});
const open = async (options?: HouseRigOptions) => {
  rig = await openHouseRig(options);
};

const toy = () => rig.rig.toy;
const heart = () => (toy().model.snapshot.heart.mode === "off" ? "off" : "lit");
/** Uploads that the toy took whole. */
const arrived = () => toy().model.uploads.filter(({ outcome }) => outcome === "stored").length;
const gaps = () => [rig.home, rig.attic].flatMap(({ told }) => told.filter(({ kind }) => kind === "gap"));
const isAt = (name: "home" | "attic") => rig[name].isHolding && rig.roomOf === rig[name].name;
async function untilState(message: string, wanted: string, within = 60_000): Promise<void> {
  for (let waited = 0; (await rig.stateOf(message)) !== wanted; waited += 100) {
    if (waited > within) throw new Error(`it is ${await rig.stateOf(message)}, not ${wanted}`);
    await rig.live(ms(100));
  }
}
/** The child presses the paw once, and hears what lies there once. */
async function hearOnce(message: string): Promise<void> {
  const before = [toy().model.heard.length, arrived()];
  await toy().press("play");
  await rig.live(seconds(4));
  await untilState(message, "played");
  await rig.live(seconds(20));
  expect([toy().model.heard.length, arrived()]).toEqual([(before[0] ?? 0) + 1, before[1]]);
  expect(heart()).toBe("off");
}

describe("a toy that is carried about", () => {
  test("out of its room's reach it is held by the one that hears it, and has its post there", async () => {
    await open();
    const message = await rig.send(1);
    await untilState(message, "on_toy");
    rig.home.hears(undefined);
    const since = rig.rig.clock.monotonic();
    await rig.until(() => isAt("attic"), "the attic holds it", seconds(12));
    expect(rig.rig.clock.monotonic() - since).toBeLessThan(10_000);
    await rig.live(seconds(5));
    // It lay there already: it is not brought once more, and nobody takes its having changed rooms for a stranger.
    expect([arrived(), gaps(), heart()]).toEqual([1, [], "lit"]);
    await hearOnce(message);
    const next = await rig.send(2);
    await untilState(next, "on_toy");
    expect(arrived()).toBe(2);
    await hearOnce(next);
  });

  test("heard faintly where it is held, it is let go for a moment, and is the other room's that hears it well", async () => {
    await open();
    const message = await rig.send(1);
    await untilState(message, "on_toy");
    rig.home.hears(-84);
    await rig.until(() => isAt("attic"), "the attic holds it", seconds(40));
    await rig.live(seconds(5));
    expect([arrived(), gaps(), heart()]).toEqual([1, [], "lit"]);
    rig.home.hears(-40);
    await rig.live(seconds(120));
    expect(isAt("attic"), "loud enough, it stays").toBe(true);
    await hearOnce(message);
  });

  test("between two doors it stays where it is, after a moment in which everybody listened", async () => {
    await open();
    rig.home.hears(-84);
    rig.attic.hears(-82);
    await rig.until(() => rig.home.sent.some(({ kind }) => kind === "listen"), "it is let go", seconds(30));
    await rig.until(() => !rig.home.isHolding, "it is free", seconds(5));
    await rig.until(() => isAt("home"), "it is held again", seconds(8));
    await rig.live(seconds(100));
    expect(rig.home.sent.filter(({ kind }) => kind === "listen")).toHaveLength(1);
    expect([isAt("home"), gaps()]).toEqual([true, []]);
  });

  test("it goes there and back, and each room goes on where the other one ended", async () => {
    await open();
    for (const [number, [away, near]] of (
      [
        ["home", "attic"],
        ["attic", "home"],
        ["home", "attic"],
      ] as const
    ).entries()) {
      const message = await rig.send(number);
      await untilState(message, "on_toy");
      rig[near].hears(-50);
      rig[away].hears(undefined);
      await rig.until(() => isAt(near), `${near} holds it`, seconds(15));
      await rig.live(seconds(5));
      await hearOnce(message);
      rig[away].hears(-60);
    }
    expect([arrived(), gaps()]).toEqual([3, []]);
  });
});

describe("what goes on with a toy", () => {
  test("is not broken off to hear how loud it is", async () => {
    await open();
    // Faint for both: nobody would win anything, and the look would only cost.
    await rig.send(1);
    await rig.until(() => heart() === "lit", "it is there", seconds(30));
    toy().model.touchPaw("record", true);
    await rig.live(seconds(2));
    const id = rig.toy.id;
    rig.home.hear({ kind: "listen", id, toy: id, seconds: 3 });
    await rig.live(seconds(4));
    expect(rig.home.told.at(-1)?.kind === "listening" || rig.home.isHolding).toBe(true);
    expect(rig.home.told).toContainEqual(expect.objectContaining({ kind: "listening", free: false }));
    expect(rig.home.isHolding).toBe(true);
    toy().model.touchPaw("record", false);
    await rig.until(
      () => rig.home.told.some(({ kind }) => kind === "recording-ready"),
      "it is fetched",
      seconds(60),
    );
    await rig.live(seconds(10));
    rig.home.hear({ kind: "listen", id, toy: id, seconds: 3 });
    await rig.until(() => !rig.home.isHolding, "now it is let go", seconds(5));
    await rig.until(() => isAt("home"), "and held again", seconds(10));
    expect(gaps()).toEqual([]);
  });
});

describe("a room that vanishes", () => {
  test("killed: another one holds its toy in under ten seconds; back again, it lets it be", async () => {
    await open();
    const message = await rig.send(1);
    await untilState(message, "on_toy");
    const since = rig.rig.clock.monotonic();
    await rig.home.kill();
    await rig.until(() => isAt("attic"), "the attic holds it", seconds(12));
    expect(rig.rig.clock.monotonic() - since).toBeLessThan(10_000);
    await rig.home.start();
    await rig.live(seconds(30));
    expect([isAt("attic"), arrived(), gaps()]).toEqual([true, 1, []]);
    await hearOnce(message);
  });

  test("killed in the middle of an upload: it is finished from there, in the same slot, once", async () => {
    await open();
    const message = await rig.send(1);
    await rig.until(
      () => rig.home.told.some((event) => event.kind === "delivery-progress" && event.percent > 30),
      "it is on its way",
      seconds(30),
    );
    await rig.home.kill();
    await untilState(message, "on_toy");
    expect(isAt("attic")).toBe(true);
    const slots = new Set(toy().model.uploads.map(({ slot }) => slot));
    expect([arrived(), slots.size]).toEqual([1, 1]);
    await rig.home.start();
    await rig.live(seconds(30));
    await hearOnce(message);
  });

  test("its cable pulled: it lets go by itself, another one holds the toy in under ten seconds, and it follows when it is back", async () => {
    await open();
    const message = await rig.send(1);
    await untilState(message, "on_toy");
    const since = rig.rig.clock.monotonic();
    const cut = rig.home.cut();
    await rig.until(() => isAt("attic"), "the attic holds it", seconds(12));
    expect(rig.rig.clock.monotonic() - since).toBeLessThan(10_000);
    await cut;
    await rig.live(seconds(60));
    expect(isAt("attic")).toBe(true);
    rig.home.mend();
    await rig.live(seconds(20));
    expect([isAt("attic"), arrived(), gaps()]).toEqual([true, 1, []]);
    await hearOnce(message);
  });

  test("its cable pulled where no other room hears the toy: it holds it again after some seconds", async () => {
    await open();
    rig.attic.hears(undefined);
    const cut = rig.home.cut();
    await rig.until(() => !rig.home.isHolding, "it lets go", seconds(10));
    await rig.until(() => rig.home.isHolding, "it holds it again", seconds(12));
    await cut;
    await rig.live(seconds(60));
    rig.home.mend();
    await rig.live(seconds(5));
    expect([isAt("home"), gaps()]).toEqual([true, []]);
  });

  test("what it saw and could not tell is heard when it is back", async () => {
    await open();
    const message = await rig.send(1);
    await untilState(message, "on_toy");
    const cut = rig.home.cut();
    await rig.live(ms(500));
    await toy().press("play");
    await rig.live(seconds(2));
    await cut;
    await rig.until(() => isAt("attic"), "the attic holds it", seconds(12));
    rig.home.mend();
    await untilState(message, "played");
    const next = await rig.send(2);
    await untilState(next, "on_toy");
    expect([isAt("attic"), arrived()]).toEqual([true, 2]);
  });

  test("a recording that both rooms bring home is one answer", async () => {
    await open();
    const cut = rig.home.cut();
    await rig.live(ms(200));
    await toy().press("record", 1_500);
    await cut;
    await rig.until(() => isAt("attic"), "the attic holds it", seconds(15));
    await rig.until(
      () => rig.attic.told.some(({ kind }) => kind === "recording-ready"),
      "it is fetched",
      seconds(60),
    );
    await rig.live(seconds(10));
    rig.home.mend();
    await rig.live(seconds(30));
    const answers = (await rig.guardian.state()).messages.filter(({ direction }) => direction === "from-toy");
    expect(answers).toHaveLength(1);
  });
});

describe("a hub that goes away", () => {
  test("started anew, it finds every toy where it is", async () => {
    await open();
    rig.home.hears(undefined);
    await rig.until(() => isAt("attic"), "the attic holds it", seconds(12));
    await rig.restartHub();
    await rig.live(seconds(20));
    expect(isAt("attic")).toBe(true);
    expect(gaps()).toEqual([]);
  });
});

describe("a room that believes nobody yet", () => {
  test("takes a toy with the family that its passport names, as the hub tells its roster", async () => {
    await open({ isJoined: false });
    rig.home.hears(undefined);
    await rig.until(() => isAt("attic"), "the attic holds it", seconds(15));
    const message = await rig.send(1);
    await untilState(message, "on_toy");
    await hearOnce(message);
  });
});
