/**
 * The newcomer's way, from the first page to the first message on the toy: every screen of the wizard, the real processes, a toy at a real
 * one's pace, a poor phone on a poor line.
 */
import { openWholeBrowser } from "../support/browser.ts";
import { PHONE } from "../support/expect-manners.ts";
import { RunningStack } from "../support/running-stack.ts";
import { speak } from "../support/speech.ts";
import { toyHands } from "../support/toy-hands.ts";
import { Newcomer } from "./newcomer.ts";
import { openSlowPage } from "./web-slow-page.ts";

const LONG = { timeout: 120_000 };
/** To find words for a passphrase; to reach for the toy and press its paw; to say good night. Seconds, guessed on the slow side. */
const [THINK_OF_WORDS, REACH_FOR_TOY, SAY_GOOD_NIGHT] = [15, 5, 6];

export interface MeasuredWizard {
  readonly seconds: number;
  readonly humanSeconds: number;
  readonly taps: number;
  readonly letters: number;
  readonly words: number;
}

export async function measureWizard(): Promise<MeasuredWizard> {
  const voice = await speak("Good night, little bear. Sleep well and dream of the sea.", { rate: 48_000 });
  await using stack = await RunningStack.start({ drain: "demo" });
  const browser = await openWholeBrowser(voice);
  try {
    const context = await browser.newContext({ viewport: PHONE, hasTouch: true });
    const { page } = await openSlowPage(context);
    const hands = toyHands(`${stack.runFolder.path}/toy.sock`);
    const newcomer = new Newcomer(page);
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    const field = (name: string) => page.getByRole("textbox", { name });
    const [code, startedAt] = [stack.claimCode, performance.now()];

    await page.goto(stack.address);
    await field("One-time code").waitFor(LONG);
    await newcomer.read();
    await newcomer.type(field("One-time code"), code, "codeLetter");
    await newcomer.type(field("Your name"), "Robin");
    await newcomer.spend(THINK_OF_WORDS);
    await newcomer.type(page.getByLabel("Passphrase", { exact: true }), "four lanterns beside our kettle");
    await newcomer.read();
    await newcomer.tap(button("Continue"));

    await button("Find the toy").waitFor(LONG);
    await newcomer.read();
    await newcomer.tap(button("Find the toy"));
    await button("This one").waitFor(LONG);
    await newcomer.read();
    await newcomer.tap(button("This one"));
    await field("Toy’s name").waitFor(LONG);
    await newcomer.read();
    await newcomer.type(field("Toy’s name"), "Bruno");
    await newcomer.type(field("Child’s name"), "Mika");
    await newcomer.tap(button("Blink its heart"));
    await page.getByRole("heading", { name: "Its heart blinks. Press its blue hand." }).waitFor(LONG);
    await newcomer.read();
    await newcomer.spend(REACH_FOR_TOY);
    await hands.press("play");

    await page.getByRole("heading", { name: "Post for Mika" }).waitFor(LONG);
    await newcomer.read();
    await newcomer.tap(button("Record"));
    await button("Stop").waitFor(LONG);
    await newcomer.spend(SAY_GOOD_NIGHT);
    await newcomer.tap(button("Stop"));
    await page.getByRole("heading", { name: "Listen before you send" }).waitFor(LONG);
    await newcomer.read();
    await newcomer.tap(button("Send"));
    await page.getByText("On the toy. Heart is blinking").waitFor(LONG);

    const { taps, letters, words, seconds: humanSeconds } = newcomer;
    return { seconds: (performance.now() - startedAt) / 1_000, humanSeconds, taps, letters, words };
  } finally {
    await browser.close();
  }
}
