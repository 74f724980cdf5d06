/**
 * T-11. Every passphrase that guessers know, as it is and dressed up as people do: the one judge refuses them all, and so does
 * the real page. Without each of its barriers some of them get through, so each is needed. A hub cannot check: it never sees a
 * passphrase, and no command takes one.
 */
import { Command } from "commander";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { claimRequest, signInRequest } from "../../hub/contract/api.ts";
import { COMMON_PASSPHRASES } from "../../hub/passphrase/guess-estimate.ts";
import { judgePassphrase } from "../../hub/passphrase/judge-passphrase.ts";
import { isAcceptable } from "../../hub/passphrase/passphrase-verdict.ts";
import { COMMANDS } from "../../scripts/cli/commands.ts";
import { openBrowser } from "../support/browser.ts";
import { makePassphrase } from "../support/passphrase.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { RunningStack } from "../support/running-stack.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size, timeFor } from "./sizes.ts";

/** Those of the toys' own breach first. */
const WORDS = ["qwe", "12345", "password", "123456", "cloudpets", ...COMMON_PASSPHRASES];
const FAMILY = ["Wilhelmina Quast", "Theodor", "Möhrchen"];

const mixCase = (word: string) =>
  [...word].map((letter, at) => (at % 2 === 0 ? letter : letter.toUpperCase())).join("");
const DRESSES = {
  "as they are": (word: string) => word,
  "said twice": (word: string) => word + word,
  "said three times": (word: string) => `${word} ${word} ${word}`,
  "with a year": (word: string) => `${word}2019`,
  "with a birthday": (word: string) => `24.12.1987${word}`,
  "with words of the product": (word: string) => `pawpost ${word} teddy`,
  "with a child's name": (word: string) => `Wilhelmina-${word}`,
  "in mixed case, with digits behind": (word: string) => `${mixCase(word)}123456789!`,
} satisfies Record<string, (word: string) => string>;

/** What no list knows is left to zxcvbn, which takes a hundred times as long as the lists. */
const SLOWLY_JUDGED: readonly string[] = ["with words of the product", "with a child's name"];

/** Some of them, from the first to the last. */
const spread = (words: readonly string[], most: number) => {
  const step = Math.max(1, words.length / most);
  return words.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
};

/** What nobody's list has, and everybody tries who knows the family or a keyboard. */
const NAMES_AND_YEARS = ["Wilhelmina Theodor 2019", "Th30d0r + W1lhelm1na", "Moehrchen-Theodor-24.12.2019"];
const PATTERNS = [
  "abcdefghijklmnop",
  "zaq12wsxcde34rfv",
  "qwertzuiopasdfgh",
  "monday tuesday",
  "13579135791357",
];

type Judge = typeof judgePassphrase;
const takenBy = (judge: Judge, texts: readonly string[]) =>
  texts.filter((text) => isAcceptable(judge(text, FAMILY)));

describe("the judge", () => {
  test("has the whole list", () => expect(new Set(WORDS).size).toBeGreaterThan(49_000));

  test.each(Object.entries(DRESSES))("refuses all common words %s", (name, dress) => {
    const words = SLOWLY_JUDGED.includes(name) ? spread(WORDS, size("dressedPassphrases")) : WORDS;
    expect(words.length).toBeGreaterThanOrEqual(Math.min(WORDS.length, size("dressedPassphrases")));
    expect(takenBy(judgePassphrase, words.map(dress))).toEqual([]);
  });

  test("refuses names, years and patterns", () => {
    expect(takenBy(judgePassphrase, [...NAMES_AND_YEARS, ...PATTERNS])).toEqual([]);
  });
});

describe("without a barrier some get through:", () => {
  const JUDGE = "hub/passphrase/judge-passphrase.ts";
  async function judgeWithout<T>(patches: readonly Patch[], attack: (judge: Judge) => T): Promise<T> {
    await using copy = await makePatchedCopy(patches);
    return attack((await copy.load<{ judgePassphrase: Judge }>(JUDGE)).judgePassphrase);
  }
  const cut = (find: string, replace = "", file = JUDGE): Patch => ({ file, find, replace });

  test("only the length is asked for", TAKES_BARRIER_OUT, async () => {
    const taken = await judgeWithout(
      [cut("if (length !== undefined) return length;", 'return length ?? { kind: "strong" };')],
      (judge) => takenBy(judge, WORDS.map(DRESSES["said twice"])),
    );
    expect(taken.length).toBeGreaterThan(30_000);
  });

  test("the common list", async () => {
    const long = WORDS.filter((word) => word.length >= 12).map(mixCase);
    expect(takenBy(judgePassphrase, long)).toEqual([]);
    const taken = await judgeWithout(
      [
        cut('if (isCommon(text)) return { kind: "common" };'),
        cut('if (rests.some(isCommon)) return { kind: "common" };'),
      ],
      (judge) => takenBy(judge, long),
    );
    expect(taken.length).toBeGreaterThan(5);
  });

  test("what the family knows", TAKES_BARRIER_OUT, async () => {
    const taken = await judgeWithout(
      [
        cut("= coverOfDates(letters)", "= letters.map(() => false)"),
        cut("= coversOfFamily(letters, some, ownWords)", "= [] as (typeof product)[]"),
      ],
      (judge) => takenBy(judge, NAMES_AND_YEARS),
    );
    expect(taken).toEqual(NAMES_AND_YEARS);
  });

  test("zxcvbn", TAKES_BARRIER_OUT, async () => {
    const taken = await judgeWithout(
      [cut("zxcvbn.check(text).score", "zxcvbn.check(text).score && 4", "hub/passphrase/guess-estimate.ts")],
      (judge) => takenBy(judge, PATTERNS),
    );
    expect(taken.length).toBeGreaterThan(1);
  });
});

describe("the page", () => {
  let stack: RunningStack;
  let browser: Browser;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([RunningStack.start({ only: ["hub"] }), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.[Symbol.asyncDispose]();
  });

  /** The form of the first guardian, filled in but for the passphrase. */
  async function openClaim(prepare: (page: Page) => Promise<unknown> = async () => undefined): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await prepare(page);
    await page.goto(stack.address);
    await page.getByRole("textbox", { name: "One-time code" }).fill(stack.claimCode);
    await page.getByRole("textbox", { name: "Your name" }).fill("Wilhelmina Quast");
    return page;
  }

  /** Types each into the field, waits until it is judged, and presses the button. @returns those with which it can be pressed */
  const takenByPage = (page: Page, texts: readonly string[]) =>
    page.evaluate(async (list) => {
      const input = document.getElementById("passphrase") as HTMLInputElement;
      const button = document.querySelector<HTMLButtonElement>("button[type=submit]");
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value") ?? {};
      const frame = () => new Promise((done) => setTimeout(done));
      const taken: string[] = [];
      for (const text of list) {
        set?.call(input, text);
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        do await frame();
        while (document.getElementById("passphrase-strength")?.ariaBusy === "true");
        if (button?.disabled === false) taken.push(text);
      }
      return taken;
    }, texts);

  const TYPED = size("passphrases");
  /** Of so many words one. */
  const EACH = Math.floor((700 * 500) / TYPED);
  const dressed = WORDS.filter((_, at) => at < 8 || at % EACH === 0).flatMap((word) =>
    Object.values(DRESSES).map((dress) => dress(word)),
  );
  const mine = [...NAMES_AND_YEARS.map((text) => text.replace("Theodor", "Quast")), ...PATTERNS];

  test(`refuses ${TYPED} of them, and takes a good one`, timeFor("passphrases"), async () => {
    const page = await openClaim();
    const good = makePassphrase();
    expect(dressed.length).toBeGreaterThan(TYPED);
    expect(await takenByPage(page, [good])).toEqual([good]);
    expect(
      await takenByPage(page, [...dressed.slice(0, TYPED), "Wilhelmina Quast 2019", ...mine.slice(3)]),
    ).toEqual([]);
    expect(await takenByPage(page, [good])).toEqual([good]);
    await page.context().close();
  });

  test("asks for another word when it is made of names", async () => {
    const page = await openClaim();
    await page.getByLabel("Passphrase", { exact: true }).fill("Wilhelmina Quast 2019");
    await page.getByText("Add another word: names of the family").waitFor();
    expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(true);
    await page.context().close();
  });

  test("with a judge that only counts letters, takes them", async () => {
    const lax = `onmessage = ({ data: { id, input } }) =>
      postMessage({ id, kind: "done", output: { kind: input.passphrase.length < 12 ? "too-simple" : "good" } });`;
    const page = await openClaim((tab) =>
      tab.route("**/judge-worker-*.js", async (route) =>
        route.fulfill({ response: await route.fetch(), body: lax }),
      ),
    );
    expect((await takenByPage(page, dressed.slice(0, 100))).length).toBeGreaterThan(50);
    await page.context().close();
  });

  test("without its judge takes none, says so, and asks again", async () => {
    let isAway = true;
    const page = await openClaim((tab) =>
      tab.route("**/judge-worker-*.js", (route) => (isAway ? route.abort() : route.continue())),
    );
    await page.getByLabel("Passphrase", { exact: true }).fill(makePassphrase());
    await page.getByText("did not come. Is the hub still on?").waitFor();
    expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(true);
    isAway = false;
    await page.getByRole("button", { name: "Check again" }).click();
    await page.getByText("Strong.").waitFor();
    expect(await page.getByRole("button", { name: "Continue" }).isEnabled()).toBe(true);
    await page.context().close();
  });

  test("waits with a word while the judge is on its way", async () => {
    const gate = Promise.withResolvers<void>();
    const page = await openClaim((tab) =>
      tab.route("**/judge-worker-*.js", async (route) => {
        await gate.promise;
        await route.continue();
      }),
    );
    await page.getByLabel("Passphrase", { exact: true }).fill(makePassphrase());
    await page.getByText("One moment: the list").waitFor();
    expect(await page.getByRole("button", { name: "Continue" }).isDisabled()).toBe(true);
    gate.resolve();
    await page.getByText("Strong.").waitFor();
    await page.context().close();
  });
});

describe("no other way in:", () => {
  test("the hub is never told a passphrase", () => {
    for (const schema of [claimRequest, signInRequest]) {
      const json = JSON.stringify(z.toJSONSchema(schema, { io: "input" }));
      expect([...json.matchAll(/"(\w*pass\w*)":/gi)].map(([, field]) => field)).toEqual([]);
    }
  });

  test("no command takes one; one that does shall ask the same judge", async () => {
    const program = new Command();
    for (const { load } of Object.values(COMMANDS)) (await load())(program);
    const every = (command: Command): Command[] => [command, ...command.commands.flatMap(every)];
    const taken = every(program).flatMap((command) => [
      ...command.options.map(({ flags }) => flags),
      ...command.registeredArguments.map((argument) => argument.name()),
    ]);
    expect(taken.length).toBeGreaterThan(20);
    expect(taken.filter((name) => /pass(?:phrase|word|code)|secret/i.test(name))).toEqual([]);
  });
});
