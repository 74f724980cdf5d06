import { expect, test } from "vitest";
import { z } from "zod";
import { deviceSigner, makeDeviceKey } from "../keys/signing-key.ts";
import { type FollowTimer, follow } from "./follow.ts";
import { HubClient } from "./hub-client.ts";

const schema = z.strictObject({ n: z.int() });
const stream = (...events: unknown[]) =>
  new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""));

/** Plays one answer after the other; after the last, the follower is told to stop. */
async function run(answers: (() => Response | Promise<Response>)[]) {
  const stop = new AbortController();
  const device = deviceSigner(await makeDeviceKey());
  const client = new HubClient(device, {
    now: () => 0,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    fetch: async () => {
      const answer = answers.shift();
      if (answer !== undefined) return answer();
      stop.abort(new Error("the test is over"));
      throw new TypeError("nobody there");
    },
  });
  const events: number[] = [];
  const live: boolean[] = [];
  const pauses: number[] = [];
  const ended: string[] = [];
  const timer: FollowTimer = {
    pause: async (ms) => void pauses.push(ms),
    watchdog: () => ({ feed: () => undefined, end: () => undefined }),
    random: () => 0.5,
  };
  await follow(
    client,
    {
      path: "/events",
      schema,
      timer,
      onEvent: ({ n }) => events.push(n),
      onConnection: (isLive) => live.at(-1) === isLive || live.push(isLive),
      onEnded: (refusal) => ended.push(refusal.code),
    },
    stop.signal,
  );
  return { events, live, pauses, ended, left: answers.length };
}

const away = () => Promise.reject(new TypeError("failed to fetch"));

test("opens the stream again when it ends, and says when it was not open", async () => {
  const { events, live } = await run([() => stream({ n: 1 }, { n: 2 }), () => stream({ n: 3 })]);
  expect(events).toEqual([1, 2, 3]);
  expect(live).toEqual([true, false, true, false]);
});

test("waits longer each time nobody answers, and from the start after a good word", async () => {
  const { pauses } = await run([away, away, away, away, away, away, () => stream({ n: 1 })]);
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 500]);
});

test("passes over what it does not understand", async () => {
  const { events } = await run([() => stream({ n: 1 }, { kind: "from the future" }, { n: 2 })]);
  expect(events).toEqual([1, 2]);
});

test("survives half an event", async () => {
  const { events } = await run([() => new Response('data: {"n":1\n\n'), () => stream({ n: 2 })]);
  expect(events).toEqual([2]);
});

test("stops for good when the session is over", async () => {
  const told = { type: "about:blank", status: 401, code: "session.none", title: "Over.", action: "Sign in." };
  const { ended, left } = await run([() => new Response(JSON.stringify(told), { status: 401 }), away]);
  expect(ended).toEqual(["session.none"]);
  expect(left).toBe(1);
});
