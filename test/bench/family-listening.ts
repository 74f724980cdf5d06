/**
 * From the tap on "Listen" until the first sample is heard: the real page in Chromium, which fetches the sealed file, opens
 * it in its worker and hands the sound to the browser's own player. Beside it that player alone, with a WAV in its memory.
 */
import { claimToy } from "../support/claim-bear.ts";
import { prepareClip } from "../support/guardian.ts";
import { toyHands } from "../support/toy-hands.ts";
import { spokenSeconds } from "./spoken-seconds.ts";
import { WebVisit } from "./web-visit.ts";

const LONG = { timeout: 60_000 };
const LISTEN = "[data-message] button[aria-label^='Listen']";
/** As many as home shows. */
const MESSAGES = 3;

export interface MeasuredListening {
  readonly playingMs: readonly number[];
  readonly bareMs: readonly number[];
  /** Of a sealed file. */
  readonly bytes: number;
}

export async function measureListening(rounds: number): Promise<MeasuredListening> {
  await using visit = await WebVisit.open();
  const { stack, guardian, browser } = visit;
  const hands = toyHands(`${stack.runFolder.path}/toy.sock`);
  const toy = await claimToy(guardian, hands, { toyName: "Bear", childName: "Child" });
  await hands.power(false);
  let bytes = 0;
  for (let take = 0; take < MESSAGES; take += 1) {
    const clip = await prepareClip(spokenSeconds(10, take), 16_000);
    bytes = (await guardian.send(clip, toy)).sealedBytes;
  }
  const playingMs: number[] = [];
  const bareMs: number[] = [];
  while (playingMs.length < rounds) {
    // A browser of its own for a few: what one session listens to is counted.
    const context = await browser.newContext();
    const page = await visit.signIn(context, LISTEN);
    await page
      .locator(LISTEN)
      .nth(MESSAGES - 1)
      .waitFor(LONG);
    for (let nth = 0; nth < MESSAGES && playingMs.length < rounds; nth += 1) {
      bareMs.push(await page.evaluate(playBare));
      playingMs.push(await page.evaluate(listenTo, nth));
    }
    await context.close();
  }
  return { playingMs, bareMs, bytes };
}

/** Runs in the page. @returns ms from the press of the nth "Listen" to the player's `playing` */
async function listenTo(nth: number): Promise<number> {
  const row = document.querySelectorAll("[data-message]")[nth];
  const button = row?.querySelector<HTMLButtonElement>("button[aria-label^='Listen']");
  if (!row || !button) throw new Error(`no message ${nth} to listen to`);
  const heard = new Promise<void>((playing) => {
    row.addEventListener("playing", () => playing(), { capture: true, once: true });
  });
  const from = performance.now();
  button.click();
  await heard;
  const took = performance.now() - from;
  row.querySelector("audio")?.pause();
  return took;
}

/** Runs in the page. @returns ms from a blob of ten seconds of 16-bit silence to `playing` */
async function playBare(): Promise<number> {
  const samples = 160_000;
  const view = new DataView(new ArrayBuffer(44 + 2 * samples));
  const word = (at: number, text: string) => {
    for (let n = 0; n < text.length; n += 1) view.setUint8(at + n, text.charCodeAt(n));
  };
  word(0, "RIFF");
  view.setUint32(4, 36 + 2 * samples, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 16_000, true);
  view.setUint32(28, 32_000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, 2 * samples, true);
  const audio = document.createElement("audio");
  document.body.append(audio);
  const heard = new Promise<void>((playing) => {
    audio.addEventListener("playing", () => playing(), { once: true });
  });
  const from = performance.now();
  const address = URL.createObjectURL(new Blob([view], { type: "audio/wav" }));
  audio.src = address;
  await audio.play();
  await heard;
  const took = performance.now() - from;
  audio.pause();
  audio.remove();
  URL.revokeObjectURL(address);
  return took;
}
