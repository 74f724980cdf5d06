import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { MAX_RECORDING_BYTES } from "../domain/recording-limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { UploadAnswer } from "../ports/toy-gateway.ts";
import { openClipServer } from "./clip-server.ts";
import { makeTicketBook, type TicketBook } from "./clip-tickets.ts";

const bear = "a1".repeat(32);
const attic = "b2".repeat(32);
const clip = Uint8Array.from({ length: 20_032 }, (_, at) => at % 251);
let now = 0;
const clock: Clock = {
  now: () => now,
  monotonic: () => now,
  sleep: () => Promise.reject(new Error("not used here")),
  after: () => () => undefined,
};
let dir: Awaited<ReturnType<typeof makeTempDir>>;
let server: AsyncDisposable;
let tickets: TicketBook;
let socketPath: string;

beforeEach(async () => {
  now = 0;
  dir = await makeTempDir();
  socketPath = join(dir.path, "clips.sock");
  tickets = makeTicketBook(clock);
  const secrets = new Map([
    ["home", bear],
    ["attic", attic],
  ]);
  server = await openClipServer({ socketPath, tickets, secrets, log: makeRecordingLog() });
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await dir[Symbol.asyncDispose]();
});

function ask(
  method: string,
  path: string,
  secret: string | undefined,
  body?: Uint8Array,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((answered, failed) => {
    const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    const sent = request({ socketPath, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => answered({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

const download = () => `/clips/${tickets.issueDownload("home", async () => clip)}`;
const upload = (answer: UploadAnswer, got: Uint8Array[] = []) =>
  `/clips/${tickets.issueUpload("home", async (bytes) => {
    got.push(bytes);
    return answer;
  })}`;

test("a ticket gives its clip once", async () => {
  const path = download();
  const first = await ask("GET", path, bear);
  expect([first.status, first.body.equals(clip)]).toEqual([200, true]);
  expect((await ask("GET", path, bear)).status).toBe(404);
});

test("another process cannot use it, and does not use it up", async () => {
  const path = download();
  expect((await ask("GET", path, attic)).status).toBe(404);
  expect((await ask("GET", path, undefined)).status).toBe(404);
  expect((await ask("GET", path, bear)).status).toBe(200);
});

test("the other direction is refused, and does not use it up", async () => {
  const path = download();
  expect((await ask("PUT", path, bear, clip)).status).toBe(404);
  expect((await ask("GET", path, bear)).status).toBe(200);
});

test.each([
  [59_999, 200],
  [60_000, 404],
])("after %d ms it answers %d", async (wait, status) => {
  const path = download();
  now += wait;
  expect((await ask("GET", path, bear)).status).toBe(status);
});

test("a clip handed in is acknowledged when it was kept", async () => {
  const got: Uint8Array[] = [];
  expect((await ask("PUT", upload({ kind: "kept" }, got), bear, clip)).status).toBe(204);
  expect(got.map((bytes) => Buffer.from(bytes).equals(clip))).toEqual([true]);
});

test("one that is refused for good says why", async () => {
  const { status, body } = await ask("PUT", upload({ kind: "refused", code: "audio.bad-magic" }), bear, clip);
  expect([status, JSON.parse(body.toString()).code]).toEqual([422, "audio.bad-magic"]);
});

test("one that could not be written asks for another try", async () => {
  const path = `/clips/${tickets.issueUpload("home", () => Promise.reject(new Error("disk")))}`;
  expect((await ask("PUT", path, bear, clip)).status).toBe(503);
});

test("one that is too large is refused and never reaches the rules; the longest that a toy sends does", async () => {
  const got: Uint8Array[] = [];
  const answer = await ask(
    "PUT",
    upload({ kind: "kept" }, got),
    bear,
    new Uint8Array(MAX_RECORDING_BYTES + 1),
  ).catch(() => ({
    status: 413,
  }));
  expect([answer.status, got]).toEqual([413, []]);
  const longest = new Uint8Array(MAX_RECORDING_BYTES);
  expect((await ask("PUT", upload({ kind: "kept" }, got), bear, longest)).status).toBe(204);
  expect(got.map(({ byteLength }) => byteLength)).toEqual([MAX_RECORDING_BYTES]);
});

test.each(["/clips/", "/clips/x", "/clips/../clips", "/", `/clips/${"a".repeat(43)}/more`])(
  "%s is nothing",
  async (path) => {
    expect((await ask("GET", path, bear)).status).toBe(404);
  },
);
