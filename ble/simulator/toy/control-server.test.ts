import { stat } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseWav } from "../../../hub/audio/wav.ts";
import { makeTempDir } from "../../../test/support/temp-dir.ts";
import { openToyRig, type ToyRig, until } from "../../../test/support/toy-rig.ts";
import { MAX_SPEECH_BYTES, type ToyStatus, toyStatus } from "./control-contract.ts";
import { startControlServer } from "./control-server.ts";

let opened: AsyncDisposableStack;
let rig: ToyRig;
let socketPath: string;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  const folder = opened.use(await makeTempDir());
  rig = opened.use(await openToyRig({ clock: "real-time" }));
  socketPath = join(folder.path, "toy.sock");
  opened.use(await startControlServer({ path: socketPath, toy: rig.toy, clock: rig.clock }));
});
afterEach(() => opened.disposeAsync());

function open(method: string, path: string, body?: string | Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method, path }, resolve);
    call.on("error", reject);
    call.end(body);
  });
}

async function ask(method: string, path: string, body?: string | Buffer) {
  const answer = await open(method, path, body);
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const json = () => JSON.parse(bytes.toString("utf8")) as unknown;
  return { status: answer.statusCode, type: answer.headers["content-type"], bytes, json };
}

const status = async (): Promise<ToyStatus> => toyStatus.parse((await ask("GET", "/state")).json());

test("only its owner may open the socket", async () => {
  expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
});

test("tells what the toy looks like", async () => {
  expect(await status()).toMatchObject({
    on: true,
    connected: false,
    activity: "idle",
    heart: { mode: "off", level: 0 },
    slots: [0, 0, 0, 0, 0],
    identifier: "0123456789ABCDEF",
    heard: 0,
  });
});

test("the record paw records what the microphone is told, and the ear hears it played", async () => {
  const speech = Buffer.alloc(8_000 * 2);
  for (let index = 0; index < 8_000; index += 1)
    speech.writeInt16LE(Math.round(8_000 * Math.sin(index / 3)), 2 * index);
  expect((await ask("GET", "/heard/latest")).status).toBe(404);
  expect((await ask("PUT", "/microphone", speech)).status).toBe(204);
  expect((await ask("POST", "/paws/record")).status).toBe(204);
  expect(await status()).toMatchObject({ activity: "recording", recording: true, heart: { mode: "on" } });
  expect((await ask("POST", "/paws/record", '{"hold":80}')).status).toBe(204);
  await until(rig.clock, () => rig.toy.model.snapshot.state === 1, "recording ends");
  const length = (await status()).slots[0] ?? 0;
  expect(length).toBeGreaterThanOrEqual(500);
  rig.toy.model.write("command", Uint8Array.of(0x08, 0x01, 0x01));
  await until(rig.clock, () => rig.toy.model.heard.length > 0, "it plays");
  const heard = await ask("GET", "/heard/latest");
  expect(heard).toMatchObject({ status: 200, type: "audio/wav" });
  const { samples, sampleRateHz } = parseWav(new Uint8Array(heard.bytes));
  expect(sampleRateHz).toBe(16_000);
  expect(Math.abs(samples.length / 16 - length)).toBeLessThan(10);
  expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeGreaterThan(6_000);
  expect((await status()).heard).toBe(1);
});

test("a paw can be held and let go by hand", async () => {
  rig.toy.model.write("command", Uint8Array.of(0x0b, 0x03));
  await ask("POST", "/paws/record", '{"action":"press"}');
  await until(rig.clock, () => rig.toy.model.snapshot.state === 2, "it records");
  await ask("POST", "/paws/record", '{"action":"release"}');
  await until(rig.clock, () => rig.toy.model.snapshot.state === 1, "it stops");
});

test("switched off it forgets what it does, switched on it boots", async () => {
  rig.toy.model.write("volume", Uint8Array.of(0, 7));
  expect((await ask("POST", "/power", '{"on":false}')).status).toBe(204);
  expect(await status()).toMatchObject({ on: false, stateName: "invalid" });
  await ask("POST", "/power", '{"on":true}');
  expect(await status()).toMatchObject({ on: true, volume: { current: 100, stored: null } });
});

test("tells every change to whoever watches, and nothing twice", async () => {
  const stream = await open("GET", "/events");
  expect(stream.headers["content-type"]).toBe("text/event-stream");
  const told: ToyStatus[] = [];
  stream.on("data", (chunk: Buffer) => {
    for (const line of chunk.toString("utf8").split("\n"))
      if (line.startsWith("data: ")) told.push(toyStatus.parse(JSON.parse(line.slice(6))));
  });
  await until(rig.clock, () => told.length === 1, "the first look");
  await ask("POST", "/paws/play");
  await until(rig.clock, () => told.some(({ activity }) => activity === "playing"), "it plays");
  expect(
    told.map(({ stateName }) => stateName).filter((name, index, all) => name !== all[index - 1]),
  ).toEqual(["idle", "audioGetReturnValue", "audioPlayback"]);
  expect(told.at(-1)?.heart).toMatchObject({ mode: "on", level: 100 });
  const texts = told.map((one) => JSON.stringify(one));
  expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
  stream.destroy();
});

test.each([
  ["a path it does not have", "GET", "/keys", undefined, 404, "toy.no-such-path"],
  ["a method it does not have", "DELETE", "/state", undefined, 404, "toy.no-such-path"],
  ["a press that is not JSON", "POST", "/paws/play", "now", 400, "toy.bad-json"],
  ["a press of no time", "POST", "/paws/play", '{"hold":0}', 400, "toy.bad-body"],
  ["a switch with more to it", "POST", "/power", '{"on":true,"as":"root"}', 400, "toy.bad-body"],
  ["half a sample", "PUT", "/microphone", Buffer.alloc(3), 400, "toy.bad-speech"],
  ["too much to say", "PUT", "/microphone", Buffer.alloc(MAX_SPEECH_BYTES + 2), 413, "toy.too-long"],
  ["too much JSON", "POST", "/power", " ".repeat(2_000), 413, "toy.too-long"],
])("refuses %s", async (_, method, path, body, wanted, code) => {
  const answer = await ask(method, path, body);
  expect(answer.status).toBe(wanted);
  expect(answer.json()).toMatchObject({ code });
});
