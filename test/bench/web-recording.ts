/** Forty seconds recorded in the page from a microphone that counts: whether every sample is there, once and in order. */
import { claimToy } from "../support/claim-bear.ts";
import { type Counted, countInside, countSamples, takeRecorded } from "../support/counted-microphone.ts";
import { speak } from "../support/speech.ts";
import { toyHands } from "../support/toy-hands.ts";
import { HOME } from "./web-opening.ts";
import { WebVisit } from "./web-visit.ts";

export interface MeasuredRecording extends Counted {
  readonly rateHz: number;
}

export async function measureRecording(): Promise<MeasuredRecording> {
  const microphone = await speak("Good night, little bear.", { rate: 48_000 });
  await using visit = await WebVisit.open({ microphone });
  const hands = toyHands(`${visit.stack.runFolder.path}/toy.sock`);
  await claimToy(visit.guardian, hands, { toyName: "Bear", childName: "Child" });
  const context = await visit.browser.newContext();
  await context.addInitScript(countInside);
  const page = await visit.signIn(context, HOME);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.locator(HOME).click();
  // It stops by itself at forty seconds.
  await page.getByRole("heading", { name: "Listen before you send" }).waitFor({ timeout: 120_000 });
  const counted = countSamples(await takeRecorded(page));
  return { ...counted, rateHz: await page.evaluate(() => new AudioContext().sampleRate) };
}
