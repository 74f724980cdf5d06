/**
 * Rounds of a toy's life on stepped air in which its link drops, with a stranger who uses the gap and without one. All is drawn from one seed.
 *
 *   carried     out of the hub's reach and near the stranger, who connects at some moment of it; then it comes back
 *   snatched    the link breaks close by (0x08, or the toy ends it: 0x13), and the stranger is quicker than the hub
 *   unwatched   `pawpost-ble` was ended, and is started again later
 */
import { seededRandom } from "../../ble/simulator/air/seeded-random.ts";
import { STATES } from "../../ble/toys/cloudpets/states.ts";
import type { GapTrace } from "../../hub/contract/gap-traces.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import { type GuardRig, type GuardRigParts, openGuardRig } from "./guard-rig.ts";
import { type Deed, openRadioStranger, type RadioStranger } from "./radio-stranger.ts";
import { until } from "./toy-rig.ts";

/** A toy that lives through so many rounds is put away for a new one: bleno forgets nothing. */
const ROUNDS_A_TOY = 50;
/** From the reconnect to the telling, ms. */
const TOLD_WITHIN = 30_000;

export interface Attack {
  readonly deed: Deed["kind"];
  readonly way: "carried" | "snatched" | "unwatched";
  readonly heldMs: number;
  readonly traces: readonly GapTrace[];
  /** From the reconnect, ms; undefined: never. Of a key, from the next upload. */
  readonly toldAfterMs: number | undefined;
  /** Of a recording: whether it came marked as one that nobody saw being made. */
  readonly isQuarantined: boolean | undefined;
  /** It left what is as long, to the millisecond, as what was there: lengths alone do not tell them apart. */
  readonly isAlike: boolean;
}

export interface Drop {
  readonly what: string;
  readonly traces: readonly GapTrace[];
  readonly quarantined: number;
}

type Random = () => number;
const between = (random: Random, low: number, high: number) => low + random() * (high - low);
const whole = (random: Random, low: number, high: number) => Math.floor(between(random, low, high + 1));

const EXPECTED: Readonly<Record<Deed["kind"], readonly GapTrace[]>> = {
  record: ["recording", "long-recording"],
  upload: ["sound"],
  volume: ["volume"],
  identifier: ["identifier"],
  key: ["key"],
  listen: ["silence"],
};

/** 40 % record, 30 % upload, 10 % volume or identifier, 10 % key, 10 % only listen. */
function drawDeed(random: Random, round: number): Deed {
  const share = random();
  if (share < 0.4) return { kind: "record", isFetched: random() < 0.5 };
  if (share < 0.7)
    return { kind: "upload", slot: whole(random, 1, 4), milliseconds: 20 * whole(random, 25, 400) };
  if (share < 0.75) return { kind: "volume", level: whole(random, 1, 254), isStored: random() < 0.5 };
  if (share < 0.8)
    return { kind: "identifier", identifier: `02${String(round).padStart(5, "0")}_12_00_00`.slice(0, 16) };
  if (share < 0.9) return { kind: "key", key: Uint8Array.from({ length: 16 }, () => whole(random, 0, 254)) };
  return { kind: "listen" };
}

/** Something of a toy's daily life, so that how it is left is not always the same. */
async function liveOn(rig: GuardRig, random: Random, round: number): Promise<void> {
  const what = random();
  if (what < 0.2) await rig.deliver(`daily ${round}`, 20 * whole(random, 25, 150));
  else if (what < 0.3) {
    // A toy that still sends something turns no ear to the child.
    await until(rig.clock, () => rig.toy.model.snapshot.state === STATES.idle, "it rests", seconds(120));
    const before = rig.recordings.length;
    await rig.toy.press("record");
    await rig.clock.sleep(ms(whole(random, 600, 3_000)));
    await rig.toy.press("record");
    await until(rig.clock, () => rig.recordings.length > before, "the child's recording", seconds(60));
  } else if (what < 0.4) {
    const id = rig.claimed;
    rig.command({ kind: "set-volume", id, toy: id, percent: whole(random, 10, 100) });
    await rig.clock.sleep(seconds(2));
  } else if (what < 0.5) await rig.toy.press("play");
  await rig.clock.sleep(ms(between(random, 500, 20_000)));
}

async function openRounds(seed: number, advertLoss: number, parts?: GuardRigParts) {
  const rig = await openGuardRig({
    toys: [{ drain: "fast" }],
    air: { seed, advertLoss },
    ...(parts && { parts }),
  });
  await rig.deliver("the first");
  return rig;
}

/** @param count visits @param seed of all that is left to chance */
export async function attack(count: number, seed: number, parts?: GuardRigParts): Promise<Attack[]> {
  const attacks: Attack[] = [];
  for (let done = 0; done < count; ) {
    await using rig = await openRounds(seed + done, 0.02, parts);
    await using stranger = await openRadioStranger(rig);
    const random = seededRandom(seed + done, "strangers");
    for (let n = 0; n < ROUNDS_A_TOY && done < count; n += 1, done += 1)
      attacks.push(await attackOnce(rig, stranger, random, done));
  }
  return attacks;
}

async function attackOnce(
  rig: GuardRig,
  stranger: RadioStranger,
  random: Random,
  round: number,
): Promise<Attack> {
  await liveOn(rig, random, round);
  const deed = drawDeed(random, round);
  const holdMs = between(random, 300, 20_000);
  const chance = random();
  const way = chance < 0.5 ? "carried" : chance < 0.9 ? "snatched" : "unwatched";
  const told = rig.gaps.length;
  const recorded = rig.recordings.length;
  const { clock, air, toy } = rig;
  const lengths = () => [...toy.model.snapshot.slots];
  const before = lengths();
  let heldMs = 0;
  const visit = async (startMs: number) => {
    await clock.sleep(ms(startMs));
    let connectedAt = 0;
    await stranger.visit(toy.address, deed, holdMs, () => {
      connectedAt = clock.monotonic();
    });
    heldMs = clock.monotonic() - connectedAt;
  };
  if (way === "carried") {
    const back = air.range.fade(toy.address, rig.hub.address);
    await visit(between(random, 0, 5_000));
    await clock.sleep(ms(between(random, 0, 5_000)));
    back();
  } else if (way === "snatched") {
    const visiting = visit(0);
    // They wait for it, and then the link breaks: again and again, until they were the quicker ones.
    const isTheirs = () => air.linkOf(toy.address)?.central === stranger.address;
    while (!isTheirs()) {
      await clock.sleep(ms(200));
      toy.controller.cut(random() < 0.5 ? 0x08 : 0x13);
      await until(clock, () => air.linkOf(toy.address) !== undefined, "somebody has it", seconds(60));
    }
    await visiting;
  } else await rig.restartBle(() => visit(between(random, 0, 2_000)));
  const isAlike =
    (deed.kind === "record" || deed.kind === "upload") &&
    !toy.model.snapshot.isRecording &&
    lengths().every((length, index) => length === before[index]);
  await rig.untilHeld();
  const backAt = clock.monotonic();
  const expected = EXPECTED[deed.kind];
  const found = () =>
    rig.gaps.slice(told).find(({ gap }) => gap.traces.some((trace) => expected.includes(trace)));
  let from = backAt;
  if (deed.kind === "identifier") {
    await clock.sleep(seconds(1));
    // Put right, as by whoever has it in their hands; then it is tried again.
    toy.flash.change({ identifier: new TextEncoder().encode(claimedIdentifier(rig)) });
    await clock.sleep(seconds(310));
    await rig.untilHeld();
  }
  await clock.sleep(seconds(3));
  if (deed.kind === "key") {
    from = clock.monotonic();
    await rig.deliver(`after ${round}`, 1_000);
  }
  const deadline = from + TOLD_WITHIN;
  while (found() === undefined && clock.monotonic() < deadline && deed.kind !== "listen")
    await clock.sleep(seconds(1));
  // A recording may take as long as it lasts to be brought home.
  if (deed.kind === "record")
    for (let left = 90; left > 0 && rig.recordings.length === recorded; left -= 1)
      await clock.sleep(seconds(1));
  const what = found();
  const ready = rig.recordings.slice(recorded);
  return {
    deed: deed.kind,
    way,
    heldMs,
    traces: rig.gaps.slice(told).flatMap(({ gap }) => gap.traces),
    toldAfterMs: what === undefined || what.at > deadline ? undefined : Math.max(0, what.at - from),
    isAlike,
    isQuarantined: deed.kind === "record" ? ready.some((one) => one.ready.unseen === true) : undefined,
  };
}

/** What the household wrote into the toy when it was claimed. */
function claimedIdentifier(rig: GuardRig): string {
  const [entry] = rig.journal.entries("toy/");
  if (entry === undefined) throw new Error("no toy is claimed");
  return (entry[1] as { readonly identifier: string }).identifier;
}

/** @param count drops in which there is nobody: fades of 0.5-20 s, power cycles, restarts, some in the middle of something */
export async function drop(count: number, seed: number, parts?: GuardRigParts): Promise<Drop[]> {
  const drops: Drop[] = [];
  for (let done = 0; done < count; ) {
    // Every twentieth advert is missed, in a house full of radios.
    await using rig = await openRounds(seed + done, 0.05, parts);
    const random = seededRandom(seed + done, "drops");
    for (let n = 0; n < ROUNDS_A_TOY && done < count; n += 1, done += 1)
      drops.push(await dropOnce(rig, random, done));
  }
  return drops;
}

async function dropOnce(rig: GuardRig, random: Random, round: number): Promise<Drop> {
  const { clock, air, toy } = rig;
  await liveOn(rig, random, round);
  const told = rig.gaps.length;
  const recorded = rig.recordings.length;
  const during = random();
  let what = "";
  if (during < 0.15) {
    what = "in a delivery, ";
    await rig.beginDelivery(`broken ${round}`, 20 * whole(random, 25, 300));
    await clock.sleep(ms(between(random, 0, 1_500)));
  } else if (during < 0.2) {
    what = "while the child listens, ";
    await toy.press("play");
  }
  const kind = random();
  if (kind < 0.5) {
    what += "a fade";
    air.range.fadeFor(between(random, 500, 20_000), toy.address);
  } else if (kind < 0.6) {
    what += "two fades";
    air.range.fadeFor(between(random, 1_500, 10_000), toy.address);
    await clock.sleep(seconds(11));
    air.range.fadeFor(between(random, 500, 10_000), toy.address);
  } else if (kind < 0.75) {
    what += "switched off and on";
    toy.model.setPower(false);
    await clock.sleep(ms(between(random, 500, 20_000)));
    toy.model.setPower(true);
  } else if (kind < 0.9) {
    what += "a restart";
    toy.model.setPower(false);
    await clock.sleep(ms(500));
    toy.model.setPower(true);
  } else {
    what += "pawpost-ble started anew";
    await rig.restartBle(() => clock.sleep(ms(between(random, 0, 5_000))));
  }
  await clock.sleep(seconds(25));
  await rig.untilHeld();
  await clock.sleep(seconds(10));
  return {
    what,
    traces: rig.gaps.slice(told).flatMap(({ gap }) => gap.traces),
    quarantined: rig.recordings.slice(recorded).filter(({ ready }) => ready.unseen === true).length,
  };
}
