/**
 * T-08: an id is nothing to try one's luck with. 20,000 random ones hit nothing, another family's real ones hit nothing, and
 * to whoever may not know, an id that is there and one that is not answer alike: status, headers, body and time.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { API, messagePage } from "../../hub/contract/api.ts";
import { type Answered, AttackedHub, type Credential } from "../support/attacked-hub.ts";
import { type Guardian, hum, randomId } from "../support/guardian.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { type Timings, timeBoth, welchT } from "../support/welch.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size, timeFor } from "./sizes.ts";

const IDS = size("ids");
const PAIRS = size("timings");
/** Random order and trimmed pauses: beyond this once in two million runs where there is no difference (welch.ts). */
const MOST_T = 5;
const MINUTE = 60_000;

/** Whatever takes an id, by method and what follows it. Read from the hub's own description below. */
type Door = readonly [method: string, path: string];

interface House {
  readonly hub: AttackedHub;
  readonly guardian: Guardian;
  readonly credential: Credential;
  /** A clip of 30 s that the child sent, and the toy. */
  readonly ids: { readonly message: string; readonly toy: string };
}

async function openHouse(patches: readonly Patch[] = []): Promise<House> {
  const hub = await AttackedHub.start({ handClock: true, cheapHash: true, patches });
  const { guardian, credential } = await hub.claim();
  await using ble = await PlayedBle.open(hub.stack);
  const toy = await ble.claimedBy(guardian, "Bear", "Child");
  const spoken = Int16Array.from(hum(30, 1, 8_000), (sample) => sample * 32_767);
  const message = await ble.record(guardian, encodeRecording(spoken, { bitsPerCode: 4 }), 30_000);
  return { hub, guardian, credential, ids: { message, toy: toy.id } };
}

let mine: House;
let theirs: House;
let doors: readonly Door[];
beforeAll(async () => {
  [mine, theirs] = await Promise.all([openHouse(), openHouse()]);
  const { body } = await mine.hub.ask({ path: `${API}/openapi.json` });
  const { paths } = JSON.parse(body.toString()) as { paths: Record<string, Record<string, unknown>> };
  doors = Object.entries(paths).flatMap(([path, operations]) =>
    path.includes("{id}") ? Object.keys(operations).map((method): Door => [method.toUpperCase(), path]) : [],
  );
});
afterAll(async () => {
  await mine?.hub[Symbol.asyncDispose]();
  await theirs?.hub[Symbol.asyncDispose]();
});

/** Where a second id is wanted, it is nobody's. */
const withId = (path: string, id: string) => path.replace("{id}", id).replaceAll(/\{[a-z]+\}/g, randomId);
const knock = ({ hub, credential }: House, [method, path]: Door, id: string): Promise<Answered> =>
  hub.askAs(credential, { method, path: withId(path, id) });
const asSeen = ({ status, headers, body }: Answered) => [status, headers, body.toString()];

test("the ids in use are found by whoever may: they open what they should", async () => {
  const archive = await knock(mine, ["GET", `${API}/messages/{id}/archive`], mine.ids.message);
  expect([archive.status, archive.body.byteLength > 100_000]).toEqual([200, true]);
  expect(doors.length).toBeGreaterThanOrEqual(6);
});

test(`${IDS} random ids hit nothing, even for a guardian`, timeFor("ids"), async () => {
  const door: Door = ["GET", `${API}/messages/{id}/archive`];
  const seen = new Map<string, number>();
  for (let sent = 0; sent < IDS; sent += 100) {
    // A house asks a few times a minute; the proofs of this many would not all be remembered at once.
    if (sent % 2_000 === 0) mine.hub.advance(5 * MINUTE);
    const answers = await Promise.all(Array.from({ length: 100 }, () => knock(mine, door, randomId())));
    for (const answer of answers) {
      const text = JSON.stringify(asSeen(answer));
      seen.set(text, (seen.get(text) ?? 0) + 1);
    }
  }
  expect([...seen.values()]).toEqual([IDS]);
  expect([...seen.keys()][0]).toMatch(/^\[404,/);
  mine.hub.advance(5 * MINUTE);
});

test("another family's real ids answer as invented ones do, at every door", async () => {
  for (const door of doors) {
    for (const id of Object.values(theirs.ids)) {
      const [real, invented] = [await knock(mine, door, id), await knock(mine, door, randomId())];
      expect(asSeen(real), door.join(" ")).toEqual(asSeen(invented));
      // To stop waiting for a paw that nobody waits for is done at once, and says nothing.
      if (real.status === 204) expect(real.body.byteLength, door.join(" ")).toBe(0);
      else expect(real.status, door.join(" ")).toBeGreaterThanOrEqual(400);
    }
  }
  const page = await mine.hub.askAs(mine.credential, {
    path: `${API}/messages?before=${theirs.ids.message}`,
  });
  const invented = await mine.hub.askAs(mine.credential, { path: `${API}/messages?before=${randomId()}` });
  expect(asSeen(page)).toEqual(asSeen(invented));
  if (page.status === 200) expect(messagePage.parse(JSON.parse(page.body.toString())).messages).toEqual([]);
});

/** Who may not know: with nothing, with a cookie that is nobody's, with another family's cookie and proof. */
const STRANGERS: readonly (readonly [string, (path: string) => Promise<Record<string, string>>])[] = [
  ["nothing", async () => ({})],
  ["a cookie of nobody's", async () => ({ cookie: `__Host-pawpost=${"A".repeat(43)}` })],
  [
    "another family's cookie and proof",
    async (path) => ({
      cookie: theirs.credential.cookie,
      dpop: await theirs.hub.prove(theirs.credential, "GET", path),
    }),
  ],
];

test.each(STRANGERS)("to a stranger with %s a real id and an invented one answer alike", async (_, show) => {
  for (const [method, path] of doors) {
    const ask = async (id: string) => {
      const target = withId(path, id);
      return mine.hub.ask({ method, path: target, headers: await show(target) });
    };
    for (const id of Object.values(mine.ids)) {
      const [real, invented] = [await ask(id), await ask(randomId())];
      expect(asSeen(real), `${method} ${path}`).toEqual(asSeen(invented));
      expect(real.status).toBe(401);
    }
  }
});

/**
 * How long a stranger waits for the answer to a real id of this house, and to an invented one: each the same again and again. One
 * that was asked before costs asker and hub some 3 µs less than a new one, whoever's it is.
 */
const timeStranger = ({ hub, ids }: House, pairs: number) => {
  const invented = randomId();
  const ask = (id: string) =>
    hub.ask({ path: `${API}/messages/${id}/archive` }).then(({ milliseconds }) => milliseconds);
  return timeBoth(
    pairs,
    () => ask(ids.message),
    () => ask(invented),
  );
};

test(`2 x ${PAIRS} answers to a stranger cannot be told apart by time`, timeFor("timings"), async () => {
  const timings = await timeStranger(mine, PAIRS);
  expect([timings.one.length, timings.other.length]).toEqual([PAIRS, PAIRS]);
  expect(Math.abs(welchT(timings))).toBeLessThan(MOST_T);
});

test(`nor 2 x ${PAIRS} answers to another family's ids and invented ones`, timeFor("timings"), async () => {
  let asked = 0;
  const ask = async (id: string) => {
    asked += 1;
    if (asked % 2_000 === 0) mine.hub.advance(5 * MINUTE);
    return (await knock(mine, ["GET", `${API}/messages/{id}/archive`], id)).milliseconds;
  };
  const timings = await timeBoth(
    PAIRS,
    () => ask(theirs.ids.message),
    () => ask(randomId()),
  );
  expect(Math.abs(welchT(timings))).toBeLessThan(MOST_T);
});

describe("the test of the test", () => {
  const GATE = {
    file: "hub/api/build-app.ts",
    find: "const session = roles.length > 0 ? await",
  };
  const LOOK = 'const found = await options.house.archive.get(context.req.param("id") ?? "");';

  furtherBarrier(
    "where the clip is read before anybody is asked who they are, the time tells",
    {},
    async () => {
      const patch = { ...GATE, replace: `${LOOK}\n      void found;\n      ${GATE.find}` };
      const house = await openHouse([patch]);
      await using _hub = house.hub;
      // On a busy machine it takes more of them: who attacks has the time.
      let timings: Timings = { one: [], other: [] };
      do {
        const more = await timeStranger(house, 500);
        timings = { one: [...timings.one, ...more.one], other: [...timings.other, ...more.other] };
      } while (welchT(timings) <= MOST_T && timings.one.length < 8_000);
      expect(welchT(timings)).toBeGreaterThan(MOST_T);
    },
  );

  test(
    "where what is missing is not found before it is forbidden, the status tells",
    TAKES_BARRIER_OUT,
    async () => {
      const tell =
        'if (route.path.endsWith("/archive") && found === undefined) throw new HttpRefused("http.not-found", "id");';
      const house = await openHouse([{ ...GATE, replace: `${LOOK}\n      ${tell}\n      ${GATE.find}` }]);
      await using hub = house.hub;
      const status = async (id: string) => (await hub.ask({ path: `${API}/messages/${id}/archive` })).status;
      expect([await status(house.ids.message), await status(randomId())]).toEqual([401, 404]);
    },
  );

  test("where an id need only be near one in use, guesses hit", TAKES_BARRIER_OUT, async () => {
    const patch = {
      file: "hub/use-cases/hand-out-archive.ts",
      find: "const record = await findMessage(house, id);",
      replace:
        "const all = await house.messages.newest(1_000);\n" +
        "  const near = all.find((one) => one.id.charCodeAt(0) % 8 === id.charCodeAt(0) % 8);\n" +
        "  const record = near ?? (await findMessage(house, id));",
    };
    const house = await openHouse([patch]);
    await using _hub = house.hub;
    const door: Door = ["GET", `${API}/messages/{id}/archive`];
    const answers = await Promise.all(Array.from({ length: 100 }, () => knock(house, door, randomId())));
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });
});
