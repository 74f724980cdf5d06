/**
 * T-91. The hub's wall clock jumps: to 1970, a year back, ten years ahead, a little back, and back again in mid-session; the hub starts again under the
 * wrong clock and after it. Nothing is erased, nothing that was over comes to life, nobody is locked out, and no wait is cut short.
 * The hub's real parts in one process, on a clock of the test's (`makeHubRig`); each barrier is taken out of a copy of the source.
 */
import { cpSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClipCheck } from "../../hub/check/open-clip-check.ts";
import { hours, minutes } from "../../hub/domain/duration.ts";
import { startKeeping } from "../../hub/use-cases/keep-messages.ts";
import { type Clip, type Fetch, Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { bleSays, type HubRig, type HubRigOptions, makeHubRig } from "../support/hub-rig.ts";
import { makeManualClock } from "../support/manual-clock.ts";
import { signInElsewhere } from "../support/own-devices.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const DAY = 86_400_000;
const YEAR = 365 * DAY;
const NAME = "Guardian";
const PASSPHRASE = "four lanterns beside our kettle";
const START = 1_760_000_000_000;

const check = openClipCheck({ clock: makeManualClock(), logger: makeRecordingLog() });
let clip: Clip;
beforeAll(async () => {
  clip = await prepareClip(hum(1, 1), 16_000, () => 0.5);
});
afterAll(() => check[Symbol.asyncDispose]());

interface Attacked {
  readonly startKeeping: typeof startKeeping;
  readonly parts: NonNullable<HubRigOptions["parts"]>;
}
/** What came of it, at any of the moments looked at. */
interface Outcome {
  readonly erased: boolean;
  /** A session that ran out, and one that was ended, let somebody in. */
  readonly expiredIsIn: boolean;
  readonly endedIsIn: boolean;
  /** A message whose stamp had run out was sent to the toy. */
  readonly expiredIsSent: boolean;
  /** Who knows the passphrase does not get in. */
  readonly isLockedOut: boolean;
  /** Who has to wait after wrong tries does not have to. */
  readonly waitIsCut: boolean;
}
const HELD: Outcome = {
  erased: false,
  expiredIsIn: false,
  endedIsIn: false,
  expiredIsSent: false,
  isLockedOut: false,
  waitIsCut: false,
};

const isIn = (asked: Promise<unknown>) =>
  asked.then(
    () => true,
    () => false,
  );
const live = async (rig: HubRig, wait: ReturnType<typeof hours>) => {
  await rig.clock.advance(wait);
  await rig.settle();
};
/** As a hub that was killed leaves its data, started by another. */
async function startAgain(rig: HubRig, attacked: Attacked) {
  await using killed = await makeTempDir();
  const isNoLock = (path: string) => !path.endsWith("/LOCK");
  cpSync(`${rig.dir}/hub`, `${killed.path}/hub`, { recursive: true, filter: isNoLock });
  return await makeHubRig({ check, parts: attacked.parts, copyOf: killed.path, clock: rig.clock });
}

async function jump(byMs: number, attacked: Attacked): Promise<Outcome> {
  const clock = makeManualClock(START);
  await using first = await makeHubRig({ check, parts: attacked.parts, clock });
  const browsers: { ask: Fetch & { cookie: string }; on: (rig: HubRig) => void }[] = [];
  /** A browser that asks whichever hub runs now. */
  const browser = (): Fetch => {
    let ask = first.browser();
    const mine: (typeof browsers)[number] = {
      ask,
      on(rig) {
        const { cookie } = ask;
        ask = Object.assign(rig.browser(), { cookie });
      },
    };
    browsers.push(mine);
    return (path, init) => ask(path, init);
  };
  const guardian = await Guardian.claim(browser(), first.access.claimCode() ?? "", NAME, PASSPHRASE);
  guardian.client.hubNow = () => clock.now();
  const who = { name: NAME, passphrase: PASSPHRASE };
  const signIn = (name = NAME) => signInElsewhere(browser(), { ...who, name }, () => clock.now());
  const toy = await first.addToy();
  first.toys.saysToys({ toy: toy.id, connected: false });
  const [ended, expired] = [await signIn(), await signIn()];
  for (const { client } of [ended, expired]) client.hubNow = () => clock.now();
  await ended.client.call("DELETE", "/session");
  await live(first, hours(31 * 24)); // nobody asks with the session that runs out meanwhile

  const again = await signIn();
  const sender = Object.assign(Object.create(Guardian.prototype), {
    ...guardian,
    client: again.client,
    device: again.device,
    info: again.info,
  }) as Guardian;
  sender.client.hubNow = () => clock.now();
  first.toys.saysToys({ toy: toy.id });
  const kept = await sender.send(clip, toy);
  await first.settle();
  const delivery = first.toys.all("deliver").at(-1);
  if (delivery === undefined) throw new Error("nothing was delivered");
  for (const event of [bleSays.delivered(delivery), bleSays.played(delivery)]) {
    first.toys.says(event);
    await first.settle();
  }
  first.toys.saysToys({ toy: toy.id, connected: false });
  const late = randomId();
  const notAfter = Math.floor(clock.now() / 1_000) + 3_600;
  await sender.client.call("POST", "/messages", {
    form: await sender.form(clip, toy, late, { stamp: await sender.stamp(clip, toy, late, { notAfter }) }),
  });
  await live(first, hours(2));

  const seen = { ...HELD } as { -readonly [K in keyof Outcome]: boolean };
  const look = async (rig: HubRig) => {
    for (const one of browsers) one.on(rig);
    seen.erased ||= (await rig.house.archive.get(kept.id)) === undefined;
    seen.expiredIsIn ||= await isIn(expired.client.call("GET", "/state"));
    seen.endedIsIn ||= await isIn(ended.client.call("GET", "/state"));
    seen.isLockedOut ||= !(await isIn(signIn().then(({ client }) => client.call("GET", "/state"))));
    rig.toys.saysToys({ toy: toy.id });
    await rig.settle();
    seen.expiredIsSent ||= rig.toys.all("deliver").some(({ message }) => message === late);
    rig.toys.saysToys({ toy: toy.id, connected: false });
    await rig.settle();
  };
  /** Wrong tries for another name, so many that it has to wait; then the jump, and at once another try. */
  const stranger = `Stranger ${randomId().slice(0, 6)}`;
  const guess = () =>
    signIn(stranger).then(
      () => "in",
      ({ code }: { code: string }) => code,
    );
  for (let tries = 0; tries < 9; tries++) await guess();
  expect(await guess()).toBe("sign-in.too-many");
  clock.stepWallClock(byMs);
  seen.waitIsCut ||= (await guess()) !== "sign-in.too-many";

  {
    using _keeping = attacked.startKeeping(first.house);
    await live(first, minutes(20));
    await look(first);
    await live(first, hours(26));
    await look(first);
  }
  await using second = await startAgain(first, attacked);
  {
    using _keeping = attacked.startKeeping(second.house);
    await live(second, hours(2));
    await look(second);
    clock.stepWallClock(-byMs); // back, in mid-session
    await live(second, hours(2));
    await look(second);
  }
  await using third = await startAgain(second, attacked);
  using _keeping = attacked.startKeeping(third.house);
  await live(third, hours(2));
  await look(third);
  return seen;
}

const JUMPS = [
  ["1970", -START],
  ["a year back", -YEAR],
  ["ten years ahead", 10 * YEAR],
  ["to when a stamp that ran out was good", -1.5 * 3_600_000],
] as const;

test.each(JUMPS)(
  "%s, and back again: nothing erased, nothing alive that was over, nobody locked out",
  {
    timeout: 240_000,
  },
  async (_, byMs) => {
    expect(await jump(byMs, { startKeeping, parts: {} })).toEqual(HELD);
  },
);

const KEEP = "hub/use-cases/keep-messages.ts";
const [[, TO_1970], [, YEAR_BACK], [, AHEAD], [, INTO_THE_STAMP]] = JUMPS;
test.each<[string, number, Patch, Partial<Outcome>]>(
  takenOut([
    [
      "lived time, in the time of keeping",
      AHEAD,
      {
        file: KEEP,
        find: "house.lived.now() - livedAt < keepTime",
        replace: "house.clock.now() - livedAt < keepTime",
      },
      { erased: true },
    ],
    [
      "doubt in a clock that is years ahead when the hub starts",
      AHEAD,
      {
        file: "hub/domain/lived-time.ts",
        find: "if (isSinceStart && size > 0 && size <= this.#credit) {",
        replace: "if (isSinceStart && size > 0) {",
      },
      { erased: true },
    ],
    [
      "lived time, in a session's life",
      YEAR_BACK,
      {
        file: "hub/domain/session-life.ts",
        find: "return ms(Math.min(byWall, byLife));",
        replace: "return ms(byWall);",
      },
      { expiredIsIn: true },
    ],
    [
      "lived time, in a stamp's",
      INTO_THE_STAMP,
      {
        file: "hub/use-cases/deliver-next.ts",
        find: "now: Math.max(house.clock.now(), livedUntilNow(house, record)),",
        replace: "now: house.clock.now(),",
      },
      { expiredIsSent: true },
    ],
    [
      "the clock that nobody sets, in the waits of those who try",
      AHEAD,
      {
        file: "hub/access/attempts.ts",
        find: "export function makeAttempts(clock: Clock): Attempts {\n",
        replace:
          "export function makeAttempts(real: Clock): Attempts {\n  const clock = { monotonic: () => real.now() };\n",
      },
      { waitIsCut: true, isLockedOut: true },
    ],
    [
      "the same, for a clock that goes back",
      TO_1970,
      {
        file: "hub/access/attempts.ts",
        find: "export function makeAttempts(clock: Clock): Attempts {\n",
        replace:
          "export function makeAttempts(real: Clock): Attempts {\n  const clock = { monotonic: () => real.now() };\n",
      },
      { isLockedOut: true },
    ],
  ]),
)("without %s it is not so", { timeout: 60_000, ...TAKES_BARRIER_OUT }, async (_, byMs, patch, is) => {
  await using copy = await makePatchedCopy([patch]);
  const parts = Object.assign(
    {},
    ...(await Promise.all(
      [
        "hub/store/hub-store.ts",
        "hub/clock/open-lived-clock.ts",
        "hub/access/open-access.ts",
        "hub/use-cases/hear-toys.ts",
        "hub/api/build-app.ts",
        "hub/api/routes/all-routes.ts",
      ].map((file) => copy.load<object>(file)),
    )),
  ) as Attacked["parts"];
  const keeping = await copy.load<{ startKeeping: typeof startKeeping }>(KEEP);
  expect(await jump(byMs, { ...keeping, parts })).toEqual({ ...HELD, ...is });
});
