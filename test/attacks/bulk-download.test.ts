/**
 * T-15: how far a stolen session leads. A cookie without the device's key leads nowhere. With both, as on a stolen phone, the whole
 * archive cannot be carried off in a moment: the hub slows down what is more than a person listens to, and every guardian is told
 * within ten seconds. Who is there in person, and shows it, is not slowed down.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alertList } from "../../hub/contract/alerts.ts";
import { API } from "../../hub/contract/api.ts";
import { AttackedHub, type Credential, codeIn } from "../support/attacked-hub.ts";
import { type Guardian, hum, prepareClip } from "../support/guardian.ts";
import { makeSigner } from "../support/key-ring.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const MINUTE = 60_000;
const CLIPS = 5;

interface House {
  readonly hub: AttackedHub;
  readonly guardian: Guardian;
  /** What the thief has of the phone. */
  readonly credential: Credential;
  readonly clips: readonly string[];
}

async function openHouse(owned: AsyncDisposableStack, patches: readonly Patch[] = []): Promise<House> {
  const hub = owned.use(await AttackedHub.start({ handClock: true, cheapHash: true, patches }));
  const { guardian, credential } = await hub.claim();
  guardian.client.hubNow = () => hub.now();
  await using ble = await PlayedBle.open(hub.stack);
  const toy = await ble.claimedBy(guardian, "Bear", "Child");
  const clips: string[] = [];
  for (let n = 0; n < CLIPS; n++)
    clips.push((await guardian.send(await prepareClip(hum(1, n), 16_000, () => 0.5), toy)).id);
  return { hub, guardian, credential, clips };
}

const pathOf = ({ clips }: House, n: number) => `${API}/messages/${clips[n % CLIPS]}/archive`;
/** As fast as it goes, ten at once. @returns how many clips it got, and what the last refusal said */
async function download(house: House, times: number) {
  let got = 0;
  let refusal = { code: "", seconds: 0 };
  for (let n = 0; n < times; n += 10) {
    const asked = Array.from({ length: 10 }, (_, at) =>
      house.hub.askAs(house.credential, { path: pathOf(house, n + at) }),
    );
    for (const answer of await Promise.all(asked)) {
      if (answer.status === 200) got += 1;
      else {
        const after = answer.headers.find((header) => header.toLowerCase().startsWith("retry-after: "));
        refusal = { code: codeIn(answer) ?? "", seconds: Number(after?.split(": ")[1]) };
        expect(answer.status).toBe(429);
      }
    }
  }
  return { got, refusal };
}

let house: House;
const owned = new AsyncDisposableStack();
beforeAll(async () => {
  house = await openHouse(owned);
});
afterAll(() => owned.disposeAsync());

test("a stolen cookie opens nothing without the device's key, nor with another's", async () => {
  const { hub, credential } = house;
  const path = pathOf(house, 0);
  const thief = { ...credential, device: await makeSigner() };
  for (const dpop of [undefined, await hub.prove(thief, "GET", path)]) {
    const headers = { cookie: credential.cookie, ...(dpop === undefined ? {} : { dpop }) };
    expect((await hub.ask({ path, headers })).status).toBe(401);
  }
});

test("with both, sixty clips come at once, then one in five seconds; and every guardian is told", async () => {
  const from = performance.now();
  const { got, refusal } = await download(house, 200);
  expect(got).toBeGreaterThanOrEqual(60);
  expect(got).toBeLessThan(70); // it took a while, too
  expect(refusal).toEqual({ code: "session.too-many-clips", seconds: expect.any(Number) });
  expect(refusal.seconds).toBeGreaterThan(0);
  expect(refusal.seconds).toBeLessThanOrEqual(5);
  const { alerts } = await house.guardian.client.call("GET", "/alerts", { schema: alertList });
  expect(alerts.find((alert) => alert.class === "bulk-listening")).toBeDefined();
  expect(performance.now() - from).toBeLessThan(10_000);
});

test("in ten minutes more it gets no more than a person would hear", async () => {
  let got = 0;
  for (let minute = 0; minute < 10; minute++) {
    house.hub.advance(MINUTE);
    got += (await download(house, 20)).got;
  }
  expect(got).toBeGreaterThan(100);
  expect(got).toBeLessThanOrEqual(122);
});

test("a guardian who shows that they are there has as many as they like, for five minutes", async () => {
  await house.guardian.stepUp();
  expect((await download(house, 200)).got).toBe(200);
  house.hub.advance(6 * MINUTE);
  expect((await download(house, 100)).got).toBeLessThan(70);
});

describe("the test of the test", () => {
  test("with nothing that counts, the archive is gone in a moment", TAKES_BARRIER_OUT, async () => {
    await using own = new AsyncDisposableStack();
    const patch = {
      file: "hub/access/clip-budget.ts",
      find: "if (waitMs > 0)",
      replace: "if (waitMs > 1e12)",
    };
    const open = await openHouse(own, [patch]);
    expect((await download(open, 300)).got).toBe(300);
  });
});
