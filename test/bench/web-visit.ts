/** A hub that somebody lives in, and a browser beside it. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { argon2 } from "../../web-ui/src/keys/argon2.ts";
import { openWholeBrowser } from "../support/browser.ts";
import { cookieFetch, Guardian } from "../support/guardian.ts";
import { signIn } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";

const NAME = "Guardian";
const PASSPHRASE = "four lanterns beside our kettle";

export class WebVisit implements AsyncDisposable {
  readonly stack: RunningStack;
  readonly guardian: Guardian;
  readonly browser: Browser;

  private constructor(stack: RunningStack, guardian: Guardian, browser: Browser) {
    this.stack = stack;
    this.guardian = guardian;
    this.browser = browser;
  }

  /** @param microphone WAV file that the page hears */
  static async open(
    options: { readonly only?: readonly ["hub"]; readonly microphone?: string } = {},
  ): Promise<WebVisit> {
    const stack = await RunningStack.start(options.only === undefined ? {} : { only: options.only });
    const fetch = cookieFetch(() => stack.address);
    const guardian = await Guardian.claim(fetch, stack.claimCode, NAME, PASSPHRASE, argon2);
    return new WebVisit(stack, guardian, await openWholeBrowser(options.microphone));
  }

  /** @param inside CSS selector of what is there when somebody is signed in */
  async signIn(context: BrowserContext, inside: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(this.stack.address);
    await signIn(page, NAME, PASSPHRASE);
    await page.locator(inside).first().waitFor({ timeout: 60_000 });
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.stack[Symbol.asyncDispose]();
  }
}
