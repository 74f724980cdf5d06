/**
 * T-07: the address of a sound is worth nothing. Every request that a real browser makes in a guardian's day is made again
 * by somebody else, without her cookie, without her device's proof, with another family's, and after she signed out. And
 * what lies in that browser's profile holds no sound, nor what its worker keeps a name.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { decodeMessage } from "../../hub/audio/message-codec/decode-message.ts";
import { decodeRecording } from "../../hub/audio/recording-codec/decode-recording.ts";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { encodeWav } from "../../hub/audio/wav.ts";
import { API } from "../../hub/contract/api.ts";
import { AttackedHub, type Credential } from "../support/attacked-hub.ts";
import { openBrowserWithWorker, openOwnBrowser } from "../support/browser.ts";
import { type Canaries, copyOf, foundIn, piecesOf } from "../support/canaries.ts";
import { hum } from "../support/guardian.ts";
import { openSetting } from "../support/page-doors.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const LONG = { timeout: 90_000 };
/** What anybody may ask: no-route-without-credentials.test.ts. */
const PUBLIC = new Set([
  "GET /hub",
  "GET /openapi.json",
  "POST /claim",
  "POST /sign-in",
  "POST /sign-in/salt",
]);

interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const parts = new AsyncDisposableStack();
let hub: AttackedHub;
/** Another family's. */
let next: AttackedHub;
let theirs: Credential;
let context: BrowserContext;
let page: Page;
let profile: string;
let sounds: Canaries;
const rare = () => Math.random().toString(36).slice(2, 10);
const names = {
  guardian: `Mum ${rare()}`,
  toy: `Bear ${rare()}`,
  child: `Kid ${rare()}`,
  passphrase: `four words ${rare()}${rare()} apart`,
};
const words: Canaries = { names: Object.values(names).map((name) => Buffer.from(name)) };
const seen: Seen[] = [];

const integers = (samples: Float32Array) => Int16Array.from(samples, (sample) => sample * 32_767);
const bytesOf = (samples: Int16Array) =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
const button = (name: string | RegExp) => page.getByRole("button", { name });

beforeAll(async () => {
  const dir = parts.use(await makeTempDir());
  const voice = join(dir.path, "voice.wav");
  await writeFile(voice, encodeWav(integers(hum(6, 4, 48_000)), 48_000));
  profile = join(dir.path, "profile");
  next = parts.use(await AttackedHub.start({ cheapHash: true }));
  theirs = (await next.claim()).credential;

  hub = parts.use(await AttackedHub.start());
  const ble = parts.use(await PlayedBle.open(hub.stack));
  context = await openOwnBrowser(profile, voice);
  parts.defer(() => context.close());
  page = await context.newPage();
  const noted: Promise<unknown>[] = [];
  page.on("request", (request) => {
    const { pathname, search, origin } = new URL(request.url());
    if (origin !== hub.stack.address) return;
    const note = async () =>
      seen.push({ method: request.method(), path: pathname + search, headers: await request.allHeaders() });
    noted.push(note().catch(() => undefined));
  });

  await page.goto(hub.stack.address);
  await claimHub(page, hub.stack.claimCode, names.guardian, names.passphrase);
  await findToy(page, names.toy, names.child);
  await button(/^Record/).click(LONG);
  await button("Stop").waitFor(LONG);
  await page.waitForTimeout(3_000);
  await button("Stop").click();
  await button("Send").click(LONG);
  await vi.waitUntil(() => ble.delivered.length === 1, LONG);
  const [toyBytes = new Uint8Array()] = ble.delivered;

  const recording = encodeRecording(integers(hum(4, 9, 8_000)), { bitsPerCode: 4 });
  const { samples, milliseconds } = decodeRecording(recording);
  const answer = await ble.offer(recording, milliseconds);
  const row = page.locator(`li[data-message="${answer}"]`);
  await row.getByRole("button", { name: /^Listen/ }).click(LONG);
  await row.locator("audio").waitFor({ state: "attached", ...LONG });
  await page.reload();
  await button(/^Record/).waitFor(LONG);
  await Promise.all(noted);
  sounds = {
    "what was sent": [...piecesOf(toyBytes), ...piecesOf(bytesOf(decodeMessage(toyBytes).samples))],
    "what was heard": [...piecesOf(recording), ...piecesOf(bytesOf(samples))],
  };
});
afterAll(() => parts.disposeAsync(), 30_000);

/** Every answer in every cache of the browser: where it was put, and what is in it. */
async function cachedBy(open: Page): Promise<{ readonly paths: readonly string[]; readonly bytes: Buffer }> {
  const found = await open.evaluate(async () => {
    const kept: { path: string; text: string }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        const bytes = new Uint8Array((await response?.arrayBuffer()) ?? new ArrayBuffer(0));
        const headers = JSON.stringify([...(response?.headers ?? [])]);
        let text = `${headers}\n`;
        for (let at = 0; at < bytes.length; at += 8_192)
          text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
        kept.push({ path: new URL(request.url).pathname, text });
      }
    }
    return kept;
  });
  return {
    paths: found.map(({ path }) => path).sort(),
    bytes: Buffer.from(found.map(({ path, text }) => path + text).join("\n"), "latin1"),
  };
}

/** Of each address one request, as the browser made it. */
const asked = () => [...new Map(seen.map((one) => [`${one.method} ${one.path}`, one])).values()];
const isPublic = ({ method, path }: Seen) =>
  !path.startsWith(API) || PUBLIC.has(`${method} ${path.slice(API.length)}`);
const guarded = () => asked().filter((one) => !isPublic(one));

test("the browser's day was a whole one: it claimed, sent, was told, and listened", () => {
  const rows = guarded().map(({ method, path }) => `${method} ${path.replace(/[A-Za-z0-9_-]{22}/, ":id")}`);
  expect(rows).toEqual(
    expect.arrayContaining([
      `GET ${API}/events`,
      `POST ${API}/toys/:id/claim`,
      `POST ${API}/messages`,
      `GET ${API}/messages/:id/archive`,
    ]),
  );
});

test("an address is a name and no key: it holds no secret of the session, and no word of the family", () => {
  const [cookie = ""] = seen.flatMap(({ headers }) => headers.cookie ?? []);
  const token = cookie.split("=")[1] ?? "";
  expect(token.length).toBeGreaterThan(40);
  for (const { path } of seen) {
    expect(path).not.toContain(token);
    expect(foundIn(Buffer.from(decodeURIComponent(path)), words)).toEqual([]);
  }
});

type Change = (one: Seen) => Promise<Record<string, string>>;
test.each<[string, Change]>([
  ["without cookie and proof", async () => ({})],
  ["with its proof and no cookie", async ({ headers }) => ({ dpop: headers.dpop ?? "" })],
  ["with its cookie and no proof", async ({ headers }) => ({ cookie: headers.cookie ?? "" })],
  [
    "with the very cookie and proof of the first time",
    async ({ headers }) => ({ cookie: headers.cookie ?? "", dpop: headers.dpop ?? "" }),
  ],
  [
    "by another family's guardian",
    async ({ method, path }) => ({ cookie: theirs.cookie, dpop: await hub.prove(theirs, method, path) }),
  ],
  [
    "with her cookie, by another family's device",
    async ({ method, path, headers }) => ({
      cookie: headers.cookie ?? "",
      dpop: await hub.prove(theirs, method, path),
    }),
  ],
])("made again %s, every request is refused", async (_, change) => {
  expect(guarded().length).toBeGreaterThan(6);
  for (const one of guarded()) {
    const { status, body } = await hub.ask({
      method: one.method,
      path: one.path,
      headers: await change(one),
    });
    expect([`${one.method} ${one.path}`, status]).toEqual([`${one.method} ${one.path}`, 401]);
    expect(body.byteLength).toBeLessThan(500);
  }
});

test("what anybody may fetch holds nothing of anybody's", async () => {
  for (const { method, path } of asked().filter((one) => isPublic(one) && one.method === "GET")) {
    const { body } = await hub.ask({ method, path });
    expect(foundIn(body, { ...sounds, ...words })).toEqual([]);
  }
});

test("what the worker keeps is the page, file for file as it is built, and nothing that anybody said or is called", async () => {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, LONG);
  const { paths, bytes } = await cachedBy(page);
  const map: Record<string, string> = JSON.parse(
    await readFile(new URL("../../web-ui/dist/asset-map.json", import.meta.url), "utf8"),
  );
  const left = Object.keys(map).filter((path) => !paths.includes(path));
  expect(paths).toContain("/");
  expect(paths.every((path) => path === "/" || (path.startsWith("/assets/") && path in map))).toBe(true);
  expect(left.filter((path) => path.startsWith("/assets/"))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^\/assets\/judge-worker-/)]),
  );
  expect(bytes.byteLength).toBeGreaterThan(500_000);
  expect(foundIn(bytes, { ...sounds, ...words })).toEqual([]);
});

describe("the test of the test", () => {
  test("of a worker that keeps what passes, the family's names are found", TAKES_BARRIER_OUT, async () => {
    const keepsWhatPasses =
      "addEventListener('fetch', (event) => event.request.url.includes('/api/') && event.respondWith(" +
      "fetch(event.request).then(async (answer) => { const kept = answer.clone(); " +
      "caches.open('careless').then((cache) => cache.put(event.request.url, kept)).catch(() => 0); return answer; })))";
    const event = "`pushsubscriptionchange`";
    await using open = await AttackedHub.start({
      patches: [
        { file: "web-ui/dist/page-worker.js", find: event, replace: `(${keepsWhatPasses}, ${event})` },
        // No barrier: what is packed is the worker as it was built.
        { file: "hub/api/page-files.ts", find: ".gz`).catch", replace: ".none`).catch" },
      ],
      cheapHash: true,
    });
    const browser = await openBrowserWithWorker();
    parts.defer(() => browser.close());
    const other = await browser.newPage();
    await other.goto(open.stack.address);
    await claimHub(other, open.stack.claimCode, names.guardian, names.passphrase);
    await other.getByRole("button", { name: "Find the toy" }).waitFor(LONG);
    await other.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, LONG);
    await other.reload();
    await other.getByRole("button", { name: "Find the toy" }).waitFor(LONG);
    await vi.waitUntil(async () => foundIn((await cachedBy(other)).bytes, words).length > 0, LONG);
  });

  test("with an address that is a key, whoever has it has the sound", TAKES_BARRIER_OUT, async () => {
    const archive = guarded().find(({ path }) => path.endsWith("/archive"));
    const file = "hub/api/routes/message-routes.ts";
    const patches = [
      {
        file,
        find: 'path: "/messages/:id/archive",\n    policy: "guardian",',
        replace: 'path: "/messages/:id/archive",\n    policy: "anybody",',
      },
      {
        file,
        find: "await handOutArchive(call.house, idOf(call), sessionOf(call))",
        replace:
          "await handOutArchive(call.house, idOf(call), call.house.household.sessions()[0] ?? sessionOf(call))",
      },
    ];
    await hub.stack.stop("hub");
    {
      await using open = await AttackedHub.start({ patches, dataFolder: hub.stack.dataFolder });
      const { status, body } = await open.ask({ path: archive?.path ?? "" });
      expect(status).toBe(200);
      expect(body.toString("latin1", 0, 21)).toBe("age-encryption.org/v1");
    }
    await hub.stack.begin("hub");
  });
});

test("after she signed out, her cookie is worth nothing, with proofs old or fresh", async () => {
  const cookie = seen.findLast(({ headers }) => headers.cookie !== undefined)?.headers.cookie ?? "";
  await page.reload();
  await button(/^Record/).waitFor(LONG);
  const ended = page.waitForResponse((response) => response.request().method() === "DELETE", LONG);
  await openSetting(page, "Sign out");
  expect((await ended).status()).toBe(204);
  for (const { method, path, headers } of guarded()) {
    const { status } = await hub.ask({ method, path, headers: { cookie, dpop: headers.dpop ?? "" } });
    expect([method, path, status]).toEqual([method, path, 401]);
  }
  // Nor with fresh proofs, which only the device itself can make: next door it tries.
  const mayStill = async () => (await next.askAs(theirs, { path: `${API}/state` })).status;
  expect(await mayStill()).toBe(200);
  expect((await next.askAs(theirs, { method: "DELETE", path: `${API}/session` })).status).toBe(204);
  expect(await mayStill()).toBe(401);
  for (const { method, path } of guarded()) {
    expect([method, path, (await next.askAs(theirs, { method, path })).status]).toEqual([method, path, 401]);
  }
});

test("nothing in the browser's profile sounds like what was sent or heard", async () => {
  await page.evaluate(async () => {
    // Kept as carelessly as a page can, so that the search below is known to find such a thing.
    const cache = await caches.open("careless");
    await cache.put("/careless", new Response("a sound kept carelessly by a page"));
  });
  await context.close();
  const kept = await copyOf(profile);
  expect(kept.byteLength).toBeGreaterThan(100_000);
  const careless = { careless: [Buffer.from("a sound kept carelessly by a page")] };
  expect(foundIn(kept, { ...sounds, ...careless })).toEqual(["careless"]);
  // What HTTP let it keep, and where it was: not even a name.
  const [cached, visited] = await Promise.all(
    ["Cache", "History"].map((name) => copyOf(join(profile, "Default"), (path) => path.includes(`/${name}`))),
  );
  expect(foundIn(cached ?? Buffer.alloc(0), { page: [Buffer.from("/assets/")] })).toEqual(["page"]);
  expect(foundIn(visited ?? Buffer.alloc(0), { page: [Buffer.from(hub.stack.address)] })).toEqual(["page"]);
  for (const one of [cached, visited])
    expect(foundIn(one ?? Buffer.alloc(0), { ...sounds, ...words })).toEqual([]);
});
