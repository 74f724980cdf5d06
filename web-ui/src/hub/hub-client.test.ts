import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { PublicKey } from "../../../hub/contract/jws.ts";
import { verifyProof } from "../../../hub/contract/session-proof.ts";
import { deviceSigner, makeDeviceKey } from "../keys/signing-key.ts";
import { HubClient, type Read } from "./hub-client.ts";

const HUB_TIME = "2026-03-01T12:00:00.000Z";
/** A browser whose clock is an hour behind. */
const browserNow = Date.parse(HUB_TIME) - 3_600_000;

interface Seen {
  readonly path: string;
  readonly init: RequestInit;
  readonly headers: Readonly<Record<string, string>>;
}

async function makeClient(answer: (path: string) => Response | Promise<Response>) {
  const device = await makeDeviceKey();
  const seen: Seen[] = [];
  const client = new HubClient(deviceSigner(device), {
    now: () => browserNow,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    fetch: async (path, init) => {
      seen.push({ path, init, headers: init.headers as Record<string, string> });
      return answer(path);
    },
  });
  return { client, seen, device: device.publicKey as PublicKey };
}

const proofOf = (request: Seen | undefined) => verifyProof(request?.headers.dpop ?? "");
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

describe("a request to the hub", () => {
  test("carries a proof for this method and path, by this device and the session it has", async () => {
    const { client, seen, device } = await makeClient(() => json({ ok: true }));
    client.bind({ nonce: "nonce-1", ath: "ath-1" });
    client.setClock(HUB_TIME);
    await client.call("POST", "/messages/x/cancel?y=1");
    expect(seen[0]?.path).toBe("/api/v1/messages/x/cancel?y=1");
    expect(await proofOf(seen[0])).toEqual({
      device,
      proof: {
        htm: "POST",
        htu: "/api/v1/messages/x/cancel?y=1",
        iat: Date.parse(HUB_TIME) / 1_000,
        jti: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
        nonce: "nonce-1",
        ath: "ath-1",
      },
    });
  });

  test("never proves twice with the same words", async () => {
    const { client, seen } = await makeClient(() => json({}));
    await client.call("GET", "/state");
    await client.call("GET", "/state");
    const [first, second] = await Promise.all(seen.map(proofOf));
    expect(first?.proof.jti).not.toBe(second?.proof.jti);
  });

  test("names no session before there is one, nor after it ended", async () => {
    const { client, seen } = await makeClient(() => json({}));
    await client.call("POST", "/sign-in", { json: { a: 1 } });
    client.bind({ nonce: "n", ath: "a" });
    client.bind(undefined);
    await client.call("POST", "/sign-in", { json: { a: 1 } });
    for (const request of seen) {
      expect((await proofOf(request))?.proof).not.toHaveProperty("nonce");
      expect((await proofOf(request))?.proof).not.toHaveProperty("ath");
    }
  });

  test("reads the hub's clock from its card", async () => {
    const card = { hub: "AAAAAAAAAAAAAAAAAAAAAA", claimed: false, family: null, now: HUB_TIME };
    const { client } = await makeClient(() => json(card));
    expect(await client.card()).toEqual(card);
    expect(client.hubNow()).toBe(Date.parse(HUB_TIME));
  });

  test("that was proved by a wrong clock is proved again by the hub's, once", async () => {
    const stale = {
      type: "about:blank",
      status: 401,
      code: "session.stale-proof",
      title: "Late.",
      action: "Again.",
    };
    const card = { hub: "AAAAAAAAAAAAAAAAAAAAAA", claimed: true, family: "0".repeat(64), now: HUB_TIME };
    const answers = [
      json(stale, 401),
      json(card),
      json({ done: true }),
      json(stale, 401),
      json(card),
      json(stale, 401),
    ];
    const { client, seen } = await makeClient(() => answers.shift() ?? json({}));
    await client.call("POST", "/messages/x/cancel");
    expect(seen.map(({ path }) => path)).toEqual([
      "/api/v1/messages/x/cancel",
      "/api/v1/hub",
      "/api/v1/messages/x/cancel",
    ]);
    expect((await proofOf(seen[2]))?.proof.iat).toBe(Date.parse(HUB_TIME) / 1_000);
    await expect(client.call("POST", "/messages/x/cancel")).rejects.toMatchObject({
      code: "session.stale-proof",
    });
  });

  test("is never answered out of a cache or by another address", async () => {
    const { client, seen } = await makeClient(() => json({}));
    await client.call("GET", "/state");
    expect(seen[0]?.init).toMatchObject({ cache: "no-store", redirect: "error" });
  });
});

describe("an answer of the hub", () => {
  const told = { type: "about:blank", status: 409, code: "x.taken", title: "Taken.", action: "Wait." };

  test("that says no is a refusal with its code and what to do", async () => {
    const { client } = await makeClient(() => json(told, 409));
    await expect(client.call("POST", "/claim")).rejects.toMatchObject({ code: "x.taken", problem: told });
  });

  test.each<[string, () => Response | Promise<Response>]>([
    ["no answer at all", () => Promise.reject(new TypeError("failed to fetch"))],
    ["a page of somebody else", () => new Response("<html>", { status: 502 })],
    ["an answer of another form", () => json({ something: "else" })],
  ])("%s means that the hub is out of reach", async (_, answer) => {
    const { client } = await makeClient(answer);
    const call = client.call("GET", "/hub", { schema: z.strictObject({ hub: z.string() }) });
    await expect(call).rejects.toMatchObject({ name: "HubUnreachable" });
  });

  test("that nobody waits for any more is no failure of the hub", async () => {
    const stop = new AbortController();
    const { client } = await makeClient(() => {
      stop.abort(new Error("left the page"));
      return Promise.reject(new DOMException("aborted", "AbortError"));
    });
    await expect(client.call("GET", "/hub", { signal: stop.signal })).rejects.toThrow("left the page");
  });
});

describe("after the line was cut", () => {
  const away = () => Promise.reject(new TypeError("Failed to fetch"));
  /** A client in a session whose hub was away once, and is back. */
  async function cutOnce(check: (read: Read) => Promise<void>) {
    let isAway = true;
    const made = await makeClient((path) =>
      isAway ? away() : path.endsWith("/hub") ? json(card) : json({ path }),
    );
    made.client.bind({ nonce: "nonce-1", ath: "ath-1" });
    made.client.whenBack(check);
    await expect(made.client.call("GET", "/state")).rejects.toThrow("no answer");
    isAway = false;
    made.seen.length = 0;
    return { ...made, paths: () => made.seen.map(({ path }) => path.slice("/api/v1".length)) };
  }
  const card = { hub: "A".repeat(22), claimed: true, now: HUB_TIME, family: null };
  const answer = z.strictObject({ path: z.string() });
  const ask = async (read: Read) => void (await read("/session", answer));

  test("who answers is asked once, before anything else, however much waits", async () => {
    const { client, paths } = await cutOnce(ask);
    await Promise.all([
      client.call("POST", "/messages", { json: {} }),
      client.call("GET", "/state"),
      client.call("POST", "/alerts/seen", { json: {} }),
    ]);
    await client.call("GET", "/people");
    expect(paths()[0]).toBe("/session");
    expect(paths().toSorted()).toEqual(["/alerts/seen", "/messages", "/people", "/session", "/state"]);
  });

  test("what does not convince keeps back everything, and is asked again", async () => {
    let isRight = false;
    const { client, paths } = await cutOnce(async (read) => {
      await ask(read);
      if (!isRight) throw new Error("older than known");
    });
    for (const path of ["/messages", "/state"])
      await expect(client.call("POST", path, { json: {} })).rejects.toThrow("older than known");
    expect(paths()).toEqual(["/session", "/session"]);
    isRight = true;
    await client.call("POST", "/messages", { json: {} });
    expect(paths().slice(2)).toEqual(["/session", "/messages"]);
  });

  test("a stream that ended is such a cut, and another session a new beginning", async () => {
    const { client, paths } = await cutOnce(ask);
    client.bind({ nonce: "nonce-2", ath: "ath-2" });
    await client.call("GET", "/state");
    expect(paths()).toEqual(["/state"]);
    client.noteCut();
    await client.call("GET", "/state");
    expect(paths()).toEqual(["/state", "/session", "/state"]);
  });

  test("a hub that goes away again in between is asked again", async () => {
    let tries = 0;
    const { client, paths } = await cutOnce(async (read) => {
      await ask(read);
      tries += 1;
      if (tries === 1) client.noteCut();
    });
    await client.call("GET", "/state");
    await client.call("GET", "/state");
    expect(paths()).toEqual(["/session", "/state", "/session", "/state"]);
  });

  test("with nobody signed in nothing is asked, and the card is anybody's", async () => {
    const { client, paths } = await cutOnce(() => Promise.reject(new Error("never")));
    await client.card();
    client.bind(undefined);
    await client.call("POST", "/sign-in/salt", { json: {} });
    expect(paths()).toEqual(["/hub", "/sign-in/salt"]);
  });

  test("shut, nothing is sent at all", async () => {
    const { client, paths } = await cutOnce(ask);
    client.shut();
    await expect(client.call("POST", "/messages", { json: {} })).rejects.toThrow("any more");
    await expect(client.card()).rejects.toThrow("any more");
    client.bind(undefined);
    await expect(client.call("GET", "/state")).rejects.toThrow("any more");
    expect(paths()).toEqual(["/session"]);
  });
});
