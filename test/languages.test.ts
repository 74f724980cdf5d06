/**
 * The recipe of docs/languages.md, followed to the letter in a copy of the page, with a language that runs from right to left and is far
 * too long: it compiles, builds, and can be chosen, and every main screen has room for it. What the compiler and the build must not let
 * pass is tried beside it.
 */
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { argon2 } from "../web-ui/src/keys/argon2.ts";
import type { Words } from "../web-ui/src/words/languages.ts";
import { AttackedHub } from "./support/attacked-hub.ts";
import { openBrowser } from "./support/browser.ts";
import { PACKED_QUICKLY } from "./support/build-page.ts";
import { Guardian, hum, prepareClip } from "./support/guardian.ts";
import { invite, secondGuardian } from "./support/joining.ts";
import { findCutWords, findSmallTargets } from "./support/page-manners.ts";
import { makePassphrase } from "./support/passphrase.ts";
import { makePatchedCopy, type PatchedCopy } from "./support/patched-copy.ts";
import { PlayedBle } from "./support/played-ble.ts";
import { Relative, rightsFor } from "./support/relative.ts";

const WORDS = "web-ui/src/words";
const LONG = { timeout: 90_000 };
const NAMES = {
  guardian: "Großtante Wilhelmine-Charlotte 1",
  second: "משפחת כהן-לוי מרחוב הגפן הארוך 2",
  relative: "Urgroßvater Maximilian-Ferdinand",
  invited: "عمتي فاطمة الزهراء بنت عبد الله",
  toy: "Brummbär von Siebenschläfer 5",
  child: "Anna-Katharina Sophie Elise 6",
} satisfies Record<string, string>;

const run = promisify(execFile);
/** What a program said, whether it was content or not. */
const heard = (copy: PatchedCopy, program: string, ...args: readonly string[]): Promise<string> =>
  run(copy.path(`node_modules/.bin/${program}`), args, { cwd: copy.path("") }).then(
    () => "content",
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
const compile = (copy: PatchedCopy) => heard(copy, "tsc", "--noEmit", "--project", "page.json");
const build = (copy: PatchedCopy) => heard(copy, "vite", "build", "--config", "web-ui/vite.config.ts");

async function change(copy: PatchedCopy, file: string, find: string, replace: string): Promise<void> {
  const before = await readFile(copy.path(file), "utf8");
  const parts = before.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
  await writeFile(copy.path(file), parts.join(replace));
}

let copy: PatchedCopy;
const owned = new AsyncDisposableStack();

/** The code that the recipe shows for a file. */
async function shown(file: string): Promise<string> {
  const recipe = await readFile(new URL("../docs/languages.md", import.meta.url), "utf8");
  const code = recipe.split(`\`\`\`ts ${file}\n`)[1]?.split("```")[0];
  if (code === undefined) throw new Error(`the recipe shows nothing for ${file}`);
  return code
    .replaceAll("/fr/", "/he/")
    .replace(/\bfr\b/, "he")
    .replace('"ltr"', '"rtl"')
    .replace("Français", "עברית");
}

beforeAll(async () => {
  copy = owned.use(await makePatchedCopy([PACKED_QUICKLY], ["web-ui"]));
  await writeFile(
    copy.path("page.json"),
    JSON.stringify({ extends: "./tsconfig.json", include: ["web-ui"] }),
  );
  // 1 to 3: the folder, with every text another one.
  cpSync(copy.path(`${WORDS}/de`), copy.path(`${WORDS}/he`), { recursive: true });
  cpSync(new URL("support/stretched-words.ts", import.meta.url), copy.path(`${WORDS}/he/stretched-words.ts`));
  for (const [file, name] of [
    ["first-words.ts", "firstWords"],
    ["words.ts", "words"],
    ["report.ts", "REPORT_WORDS"],
    ["problems.ts", "PROBLEM_WORDS"],
    ["push-notices.ts", "PUSH_NOTICES"],
  ] as const)
    await writeFile(
      copy.path(`${WORDS}/he/${file}`),
      `import { ${name} as german } from "../de/${file}";\nimport { stretchWords } from "./stretched-words.ts";\n` +
        `export const ${name} = stretchWords(german);\n`,
    );
  // 4 and 5: what the recipe shows, and the name in the table.
  const rowsEnd = "} as const satisfies Readonly<Record<string, LanguageRow>>;";
  await change(copy, `${WORDS}/languages.ts`, rowsEnd, (await shown("languages.ts")) + rowsEnd);
  const english = 'import { PUSH_NOTICES as en } from "./en/push-notices.ts";\n';
  await change(copy, `${WORDS}/push-notices.ts`, english, english + (await shown("push-notices.ts")));
  await change(copy, `${WORDS}/push-notices.ts`, "{ en, de }", "{ en, de, he }");
});
afterAll(() => owned.disposeAsync(), 60_000);

test("a language that was added by the recipe compiles and builds", async () => {
  expect(await compile(copy)).toBe("content");
  expect(await build(copy)).toBe("content");
});

describe("at 320 px", () => {
  const passphrase = makePassphrase();
  let browser: Browser;
  let hub: AttackedHub;
  let words: Words;
  beforeAll(async () => {
    browser = owned.adopt(await openBrowser(), (opened) => opened.close());
    hub = owned.use(await AttackedHub.start({ copy }));
    ({ words } = await copy.load<{ words: Words }>(`${WORDS}/he/words.ts`));
    const guardian = await Guardian.claim(
      hub.browser(),
      hub.stack.claimCode,
      NAMES.guardian,
      passphrase,
      argon2,
    );
    const ble = owned.use(await PlayedBle.open(hub.stack));
    const toy = await ble.claimedBy(guardian, NAMES.toy, NAMES.child);
    await secondGuardian(hub, guardian, NAMES.second);
    const relative = await Relative.join(hub, guardian, [rightsFor(toy.child)], NAMES.relative);
    await relative.sendSealed(guardian, await prepareClip(hum(1, 1), 16_000), toy.child);
    await invite(guardian, { role: "guardian", name: NAMES.invited });
  });

  async function openPage(locale: string): Promise<{ readonly page: Page; readonly loaded: string[] }> {
    const context = owned.adopt(
      await browser.newContext({ viewport: { width: 320, height: 640 }, locale }),
      (opened) => opened.close(),
    );
    const page = await context.newPage();
    const loaded: string[] = [];
    page.on("pageerror", (error) => {
      throw error;
    });
    page.on("request", (request) => void loaded.push(new URL(request.url()).pathname));
    await page.goto(hub.stack.address);
    return { page, loaded };
  }
  const isFit = async (page: Page, screen: string) => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth), screen).toBeLessThanOrEqual(320);
    expect(await page.evaluate(findCutWords), screen).toEqual([]);
    expect(await page.evaluate(findSmallTargets), screen).toEqual([]);
  };
  const spoken = (page: Page) =>
    page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

  test("every main screen has room for it, from right to left", async () => {
    const { page } = await openPage("he-IL");
    const press = (name: string, within = page.locator("body")) =>
      within.getByRole("button", { name, exact: true }).first().click(LONG);
    await page.getByRole("heading", { name: words.signIn.title }).waitFor(LONG);
    expect(await spoken(page)).toEqual(["he", "rtl"]);
    await isFit(page, "sign in");
    await press(words.signIn.lost);
    await page.getByRole("heading", { name: words.lostPassphrase.title }).waitFor(LONG);
    await isFit(page, "lost passphrase");
    await press(words.lostPassphrase.back);
    await page.getByRole("textbox", { name: words.claim.name }).fill(NAMES.guardian);
    await page.getByLabel(words.claim.passphrase, { exact: true }).fill(passphrase);
    await press(words.signIn.submit);
    await page.getByText(NAMES.relative).first().waitFor(LONG);
    await isFit(page, "home");
    for (const door of [words.menu.timeline, words.menu.toys, words.menu.help, words.menu.settings]) {
      await press(door);
      await page.getByRole("heading", { level: 1 }).waitFor(LONG);
      await isFit(page, door);
    }
    for (const [door, title] of [
      [words.people.open, words.people.title],
      [words.safety.open, words.safety.title],
      [words.kept.open, words.kept.title],
      [words.devices.open, words.devices.title],
      [words.ways.open, words.ways.title],
      [words.lock.open, words.lock.title],
    ] as const) {
      await press(words.menu.settings);
      await press(door, page.getByRole("main"));
      await page.getByRole("heading", { level: 1, name: title }).waitFor(LONG);
      await isFit(page, title);
    }
  });

  test("another language is there at once, stays on this device, and loads no other", async () => {
    const { words: english } = await copy.load<{ words: Words }>(`${WORDS}/en/words.ts`);
    const { words: german } = await copy.load<{ words: Words }>(`${WORDS}/de/words.ts`);
    const assets = await readdir(copy.path("web-ui/dist/assets"));
    const scripts = await Promise.all(
      assets
        .filter((name) => name.endsWith(".js"))
        .map(
          async (name) =>
            [`/assets/${name}`, await readFile(copy.path(`web-ui/dist/assets/${name}`), "utf8")] as const,
        ),
    );
    /** Where a sentence stands. */
    const fileOf = (sentence: string) => {
      const files = scripts.filter(([, text]) => text.includes(sentence)).map(([name]) => name);
      expect(files).toHaveLength(1);
      return files[0];
    };
    const inEnglish = fileOf(english.claim.lead);
    const inGerman = fileOf(german.claim.lead);

    const { page, loaded } = await openPage("de-AT");
    await page.getByRole("heading", { name: german.signIn.title }).waitFor(LONG);
    expect(await spoken(page)).toEqual(["de", "ltr"]);
    expect([loaded.includes(inGerman ?? ""), loaded.includes(inEnglish ?? "")]).toEqual([true, false]);

    await page.getByRole("textbox", { name: german.claim.name }).fill(NAMES.child);
    await page.getByRole("combobox", { name: german.language.label }).selectOption("en");
    await page.getByRole("heading", { name: english.signIn.title }).waitFor(LONG);
    expect(await spoken(page)).toEqual(["en", "ltr"]);
    expect(await page.getByRole("textbox", { name: english.claim.name }).inputValue()).toBe(NAMES.child);

    loaded.length = 0;
    await page.reload();
    await page.getByRole("heading", { name: english.signIn.title }).waitFor(LONG);
    expect([loaded.includes(inGerman ?? ""), loaded.includes(inEnglish ?? "")]).toEqual([false, true]);
  });

  test("who has no account is asked in the browser's language", async () => {
    const { page } = await openPage("de");
    await page.goto(`${hub.stack.address}/.well-known/security-contact`);
    await page.getByRole("heading", { name: "Diesem Haushalt etwas mitteilen" }).waitFor(LONG);
    await page.getByLabel("Was sollten sie wissen?").waitFor(LONG);
    expect(await spoken(page)).toEqual(["de", "ltr"]);
    await isFit(page, "form for strangers");
  });
});

test("neither the compiler nor the build lets a gap pass", async () => {
  await using broken = await makePatchedCopy(
    [
      { file: `${WORDS}/de/door.ts`, find: '    busy: "Ihre Schlüssel entstehen …",\n', replace: "" },
      {
        file: `${WORDS}/de/lock.ts`,
        find: '    label: "Ältere Aufnahmen",',
        replace: '    label: "Ältere Aufnahmen",\n    old: "",',
      },
      { file: `${WORDS}/de/devices.ts`, find: "    once: (at) =>", replace: "    once: (at: number) =>" },
      { file: `${WORDS}/de/problems.ts`, find: '  "toy.strange": {', replace: '  "toy.dances": {' },
      { file: `${WORDS}/de/amounts.ts`, find: '{ one: "1 Nachricht", other:', replace: "{ other:" },
      { file: `${WORDS}/push-notices.ts`, find: "{ en, de }", replace: "{ en }" },
    ],
    ["web-ui"],
  );
  await writeFile(
    broken.path("page.json"),
    JSON.stringify({ extends: "./tsconfig.json", include: ["web-ui/src/words"] }),
  );
  const said = await compile(broken);
  for (const [file, complaint] of [
    ["de/door.ts", "'busy' is missing"],
    ["de/lock.ts", "'old' does not exist"],
    ["de/devices.ts", "'(at: number) => string' is not assignable"],
    ["de/problems.ts", "'\"toy.dances\"' does not exist"],
    ["de/amounts.ts", "'one' is missing"],
    ["push-notices.ts", "'de' is missing"],
  ] as const) {
    const lines = said.split("\n").filter((line) => line.startsWith(`${WORDS}/${file}`));
    expect(lines.join("\n"), file).toContain(complaint);
  }
  await change(broken, `${WORDS}/push-notices.ts`, "{ en }", "{ en, de }");
  const atBuild = await build(broken);
  expect(atBuild).toContain("de: words.claim.busy is missing");
  expect(atBuild).toContain("de: words.resealing.old is too much");
});
