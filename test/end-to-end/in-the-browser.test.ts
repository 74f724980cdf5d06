/** What a newcomer does, in a real browser, with a recorded voice as the microphone and every process the real one. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toFloatSamples, toIntegerSamples } from "../../hub/audio/samples.ts";
import { resample } from "../../hub/audio/shaping/resample.ts";
import { parseWav } from "../../hub/audio/wav.ts";
import { openWholeBrowser } from "../support/browser.ts";
import { likeness } from "../support/likeness.ts";
import { likenessInPieces } from "../support/likeness-in-pieces.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const SAID = "Good night, little bear. Tomorrow we will look for the moon again.";
const NOT_SAID = "The quick brown fox jumps over the lazy dog while it rains.";
const LONG = { timeout: 90_000 };
const run = promisify(execFile);

let stack: RunningStack;
let browser: Browser;
let page: Page;
let hands: ToyHands;
let said: Int16Array;
let notSaid: Int16Array;
/** What the page's console and its guards complained of. */
const complaints: string[] = [];
const requests: string[] = [];
const passphrase = `four words ${Math.random().toString(36).slice(2)} apart`;

const samplesOf = async (path: string) => parseWav(new Uint8Array(await readFile(path))).samples;

/**
 * In the page: once `voice` is there (16 kHz), what a recording hears of the microphone is still, and the voice speaks on the very
 * thread that records. A busy machine's Chromium breaks its microphone's sound; this it can only delay.
 */
function speakInside(): void {
  const page = globalThis as unknown as { voice?: Float32Array<ArrayBuffer>; isSaid?: boolean };
  const open = AudioContext.prototype.createMediaStreamSource;
  AudioContext.prototype.createMediaStreamSource = function (stream) {
    const microphone = open.call(this, stream);
    if (page.voice === undefined) return microphone;
    const buffer = new AudioBuffer({ length: page.voice.length, sampleRate: 16_000 });
    buffer.copyToChannel(page.voice, 0);
    const speaker = new AudioBufferSourceNode(this, { buffer });
    const heard = new GainNode(this);
    microphone.connect(new GainNode(this, { gain: 0 })).connect(heard);
    speaker.connect(heard);
    speaker.onended = () => {
      page.isSaid = true;
    };
    speaker.start();
    return heard as unknown as MediaStreamAudioSourceNode;
  };
}

beforeAll(async () => {
  const voice = await speak(SAID, { rate: 48_000 });
  said = await samplesOf(await speak(SAID, { rate: 16_000 }));
  notSaid = await samplesOf(await speak(NOT_SAID, { rate: 16_000 }));
  [stack, browser] = await Promise.all([RunningStack.start(), openWholeBrowser(voice)]);
  hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  page = await context.newPage();
  // The page's own guards refuse to fetch a blob: its bytes are kept where they are made.
  await page.addInitScript(() => {
    const blobs = new Map<string, Blob>();
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob: Blob) => {
      const address = make(blob);
      blobs.set(address, blob);
      return address;
    };
    Object.assign(globalThis, { blobs });
  });
  await page.addInitScript(speakInside);
  page.on("console", (line) => {
    if (line.type() === "error" || line.type() === "warning") complaints.push(line.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("response", async (response) => {
    if (response.status() < 400) return;
    const why = await response.text().catch(() => "gone");
    complaints.push(`${response.request().method()} ${response.url()}: ${response.status()} ${why}`);
  });
  page.on("request", (request) => requests.push(`${request.url()} ${request.postData() ?? ""}`));
});

afterAll(async () => {
  if (process.env.PAWPOST_DEBUG) console.log([...complaints, ...(stack?.lines ?? [])].join("\n"));
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
});

const button = (name: string | RegExp) => page.getByRole("button", { name });

test("a newcomer becomes the guardian with the code and a passphrase", async () => {
  await page.goto(stack.address);
  await page.getByRole("textbox", { name: "One-time code" }).fill(stack.claimCode.toLowerCase());
  await page.getByRole("textbox", { name: "Your name" }).fill("Guardian");
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await button("Continue").click();
  await button("Find the toy").waitFor(LONG);
});

test("the toy is found by its heart and claimed by its paw", async () => {
  await button("Find the toy").click();
  await button(/This one/).click(LONG);
  await page.getByRole("textbox", { name: "Toy’s name" }).fill("Bear");
  await page.getByRole("textbox", { name: "Child’s name" }).fill("Child");
  await button("Blink its heart").click();
  await page.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await button("Blue hand").click();
  await button(/^Record/).waitFor(LONG);
});

const rows = () => page.locator("li[data-message]");
const rowOf = (id: string | null) => page.locator(`li[data-message="${id}"]`);

test("what is said into the phone comes out of the toy", async () => {
  await button(/^Record/).click();
  await button("Stop").waitFor(LONG);
  await page.waitForTimeout((said.length / 16_000) * 1_000 + 1_000);
  await button("Stop").click();
  await button("Send").click(LONG);
  const onToy = page.locator('li[data-state="on_toy"]');
  await onToy.waitFor(LONG);
  expect(await onToy.textContent()).toContain("On the toy. Heart is blinking");
  const id = await onToy.getAttribute("data-message");
  expect((await hands.state()).heart.mode).toBe("blink");
  await page.getByText("Heart is blinking", { exact: true }).waitFor(LONG);
  await button("Blue hand").click();
  await rowOf(id)
    .getByText(/^Heard /)
    .waitFor(LONG);
  const heard = await hands.heard();
  if (heard === undefined) throw new Error("the toy played nothing");
  expect(likenessInPieces(heard, said)).toBeGreaterThan(0.7);
  expect(likenessInPieces(heard, notSaid)).toBeLessThan(0.1);
});

test("what the child answers is heard in the page", async () => {
  const answers = rows().filter({ hasText: "answered" });
  const before = await answers.count();
  await page.evaluate(
    (samples) => Object.assign(globalThis, { voice: Float32Array.from(samples) }) && undefined,
    [...toFloatSamples(said)],
  );
  await button("Red hand").click();
  await expect.poll(async () => (await hands.state()).activity, LONG).toBe("recording");
  await page.waitForFunction(() => (globalThis as { isSaid?: boolean }).isSaid, undefined, LONG);
  await button("Red hand").click();
  await expect.poll(() => answers.count(), LONG).toBe(before + 1);
  const answer = rowOf(await answers.first().getAttribute("data-message"));
  await answer.getByRole("button", { name: /^Listen/ }).click(LONG);
  const audio = answer.locator("audio");
  await audio.waitFor({ state: "attached", ...LONG });
  const bytes = await audio.evaluate(async (element) => {
    const { blobs } = globalThis as unknown as { blobs: Map<string, Blob> };
    const blob = await blobs.get((element as HTMLAudioElement).src)?.arrayBuffer();
    return [...new Uint8Array(blob ?? new ArrayBuffer(0))];
  });
  const { samples, sampleRateHz } = parseWav(Uint8Array.from(bytes));
  const heard = toIntegerSamples(resample(toFloatSamples(samples), sampleRateHz, 16_000));
  expect(likeness(heard, said, 16_000)).toBeGreaterThan(0.9);
  expect(likeness(heard, notSaid, 16_000)).toBeLessThan(0.3);
});

test("a sound file from the shell waits for a guardian, and then reaches the toy", async () => {
  const file = await speak(NOT_SAID, { rate: 22_050 });
  const cli = new URL("../../scripts/cli/main.ts", import.meta.url).pathname;
  const env = { PATH: process.env.PATH, PAWPOST_RUN: stack.runFolder.path };
  const { stdout } = await run(process.execPath, [cli, "send", "--to", "Bear", file], { env });
  expect(stdout).toContain("Left for Bear");
  const left = page.getByRole("listitem").filter({ hasText: "Command line" });
  // Once stamped it is the guardian's own.
  const draft = page.locator(`[data-message="${await left.getAttribute("data-message", LONG)}"]`);
  await draft.getByRole("button", { name: "Listen and send" }).click(LONG);
  await draft.getByRole("button", { name: "Send", exact: true }).click(LONG);
  await draft.getByText("On the toy. Heart is blinking").waitFor(LONG);
  await button("Blue hand").click();
  await draft.getByText(/^Heard /).waitFor(LONG);
  const heard = await hands.heard();
  if (heard === undefined) throw new Error("the toy played nothing");
  expect(likeness(heard, notSaid, 16_000)).toBeGreaterThan(0.9);
});

test("another browser signs in with the passphrase and opens the archive", async () => {
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(stack.address);
  await other.getByRole("textbox", { name: "Your name" }).fill("Guardian");
  await other.getByLabel("Passphrase", { exact: true }).fill(`${passphrase} not`);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByText("Name and passphrase do not fit").waitFor(LONG);
  await other.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await other.getByRole("button", { name: "Sign in" }).click();
  const answer = other.locator("li[data-message]").filter({ hasText: "answered" }).first();
  await answer.getByRole("button", { name: /^Listen/ }).click(LONG);
  await answer.locator("audio").waitFor({ state: "attached", ...LONG });
  await context.close();
});

test("after a reload the guardian is still there, and everything still to be seen", async () => {
  const shown = () => rows().evaluateAll((all) => all.map((row) => row.getAttribute("data-message")));
  const before = await shown();
  expect(before.length).toBeGreaterThanOrEqual(3);
  await page.reload();
  // At once, and what was said as soon as the hub has answered.
  await button(/^Record/).waitFor(LONG);
  await expect.poll(shown).toEqual(before);
});

test("the passphrase went nowhere, and the page's guards had nothing to say", () => {
  expect(requests.length).toBeGreaterThan(20);
  expect(
    requests.filter(
      (request) => request.includes(passphrase) || request.includes(encodeURIComponent(passphrase)),
    ),
  ).toEqual([]);
  expect(
    requests.filter((request) => !request.startsWith(stack.address) && !request.startsWith("blob:")),
  ).toEqual([]);
  expect(complaints).toEqual([]);
});
