/**
 * Looks at a screen as everybody meets it, in every language, in light and in dark, on the narrowest phone and with letters of twice the
 * size: axe by all of WCAG 2.2 AA where it is asked to, nothing cut off, no sideways scroll, targets for fingers. Theme and language change in place,
 * so that what somebody opened stays open.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { LANGUAGE_TAGS, type Language } from "../../web-ui/src/words/languages.ts";
import { PHONE } from "./expect-manners.ts";
import { findCutWords, findSmallTargets } from "./page-manners.ts";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
export const EVERYTHING: RunOptions = {
  runOnly: { type: "tag", values: WCAG },
  resultTypes: ["violations"],
  // WCAG 2.2: 24 px, or as much room around; `findSmallTargets` asks for twice as much, of fewer.
  rules: { "target-size": { enabled: true } },
};
/** What the size of letters may change. */
const SIZES: RunOptions = {
  runOnly: { type: "rule", values: ["target-size", "scrollable-region-focusable"] },
  resultTypes: ["violations"],
};

const NARROW = { width: 320, height: 640 };

/**
 * Says everything on the page in another language, as the page does when its browser has another one. Somebody must have chosen one on this
 * device before: it is kept where that choice is.
 */
export async function speakIn(page: Page, language: Language): Promise<void> {
  await page.evaluate(`(async () => {
    const kept = await new Promise((done, failed) => {
      const opening = indexedDB.open("pawpost-language");
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => failed(opening.error);
      setTimeout(() => failed(new Error("the choice of a language cannot be opened")), 20_000);
    });
    const choice = kept.transaction("choice", "readwrite");
    choice.objectStore("choice").put("${language}", "choice");
    await new Promise((done, failed) => {
      choice.oncomplete = done;
      choice.onabort = () => failed(choice.error);
      setTimeout(() => failed(new Error("the choice of a language is not kept")), 20_000);
    });
    kept.close();
    dispatchEvent(new Event("languagechange"));
    for (let tries = 0; document.documentElement.lang !== "${language}"; tries += 1) {
      if (tries > 200) throw new Error("the page did not say it in ${language}");
      await new Promise((soon) => setTimeout(soon, 50));
    }
    // A window that nobody sees need not draw.
    await new Promise((drawn) => {
      requestAnimationFrame(() => setTimeout(drawn));
      setTimeout(drawn, 2_000);
    });
  })()`);
}

/** @returns one line for each place that breaks a rule */
export async function findViolations(page: Page, options: RunOptions): Promise<string[]> {
  // Half a megabyte: sent to a page once, and not with each question.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(`(() => { ${AXE} })()`);
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as AxeResults;
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html}\n${failureSummary}`),
  );
}

/** Runs inside the page. @returns px */
const heightOfAll = () => document.documentElement.scrollHeight;

/** The innermost of what makes the page scroll sideways. Runs inside the page. */
function findWide(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    (one) =>
      (one.getBoundingClientRect().right > clientWidth + 0.5 || one.getBoundingClientRect().left < -0.5) &&
      one.closest(".unseen") === null,
  );
  const inner = wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)));
  return [`${scrollWidth} px`, ...inner.map((one) => one.outerHTML.slice(0, 200))];
}

/**
 * @param byAxe whether axe, which takes most of the time, looks at it in the language at that place of the list
 * @returns all that is wrong, each with where it is
 */
export async function lookOver(page: Page, byAxe: (language: number) => boolean): Promise<string[]> {
  const wrong: string[] = [];
  const note = (where: string, found: readonly string[]) =>
    wrong.push(...found.map((what) => `${where}: ${what}`));
  /** In a window as tall as the page: in a small one the menu lies over what one has not scrolled to yet. */
  const askAxe = async (options: RunOptions) => {
    await page.setViewportSize({ ...NARROW, height: await page.evaluate(heightOfAll) });
    const found = await findViolations(page, options);
    await page.setViewportSize(NARROW);
    return found;
  };
  await page.setViewportSize(NARROW);
  for (const [at, language] of LANGUAGE_TAGS.entries()) {
    // Words are the same in both themes, colours in all languages: each is looked at with one of the other.
    const colorScheme = at % 2 === 0 ? "light" : "dark";
    await page.emulateMedia({ colorScheme });
    await speakIn(page, language);
    for (const letters of ["100%", "200%"]) {
      const where = `${language}, ${colorScheme}, 320 px, letters of ${letters}`;
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = size;
      }, letters);
      if (byAxe(at)) note(where, await askAxe(letters === "100%" ? EVERYTHING : SIZES));
      note(`${where}, cut off`, await page.evaluate(findCutWords));
      note(`${where}, small`, await page.evaluate(findSmallTargets));
      note(`${where}, too wide`, await page.evaluate(findWide));
    }
    await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
    // As if it were read from right to left.
    await page.evaluate(() => {
      document.documentElement.dir = "rtl";
    });
    note(`${language}, 320 px, from the right, cut off`, await page.evaluate(findCutWords));
    note(`${language}, 320 px, from the right, too wide`, await page.evaluate(findWide));
    await page.evaluate(() => {
      document.documentElement.dir = "ltr";
    });
    const [lang, title] = await page.evaluate(() => [document.documentElement.lang, document.title]);
    if (lang !== language) wrong.push(`${language}: still in ${lang}`);
    if (!/^(?:\(\d+\) )?Pawpost – ./.test(title ?? "")) wrong.push(`${language}: the tab is called ${title}`);
  }
  await speakIn(page, "en");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  return wrong;
}

/** Other browsers have looked by then, or not yet. */
const WITNESSES = /^ *- heading "Checked by"/;
/** What has a name of its own, or holds what has; what is only read is left to the words. */
const NAMED =
  /^ *- (?:main|banner|navigation|region|search|dialog|alertdialog|article|form|group|radiogroup|heading|button|link|textbox|searchbox|combobox|radio|checkbox|slider|progressbar|img|table|columnheader)\b(?: ".*?"(?=[ :]|$))?(?: \[[^\]]*\])*/;

/**
 * By what names a screen is told to who does not see it: the tab's, then a line for each landmark, heading and control, from Playwright's
 * picture of the accessibility tree. What is another at each visit is left out: amounts, times, and how much there is of a list.
 */
export async function spellNames(page: Page): Promise<string> {
  const tree = await page.locator("body").ariaSnapshot();
  const lines = tree
    .split("\n")
    // YAML puts what has a colon in it between quotes.
    .map((line) =>
      line.replace(/^( *- )'((?:[^']|'')*)'/, (_, dash, name) => dash + name.replaceAll("''", "'")),
    )
    .filter((line) => !WITNESSES.test(line))
    .flatMap((line) => NAMED.exec(line)?.[0] ?? []);
  const names = [`# ${await page.title()}`, ...lines].map((line) =>
    line
      .replace(/ \[(?:disabled|active|cursor=\w+|ref=\w+)\]/g, "")
      // Known a moment later than the screen.
      .replace(/"Safety (?:OK|\d+ to look at|not known just now)"/, '"Safety …"')
      .replace(/\b(?:now|\d+ \w+ ago)\b/g, "some time ago")
      .replace(/\d+(?:[:.]\d+)*(?:\s[AP]M)?/g, "0")
      .replace(/localhost:0/g, "localhost")
      // In the order of their ids, which chance has made.
      .replace(/what \w+, from before/, "what somebody, from before"),
  );
  return `${names.join("\n")}\n`;
}

/**
 * Once around with the Tab key: every control comes, in the order in which it is read, each is seen, and there is no trap. What is wrong
 * with a page is so the second time, too; what came, or took the focus, in the middle of the walk is not.
 * @returns all that is wrong
 */
export async function walkByKeyboard(page: Page): Promise<string[]> {
  const wrong = await walkOnce(page);
  if (wrong.length === 0) return wrong;
  await page.waitForTimeout(1_000);
  return walkOnce(page);
}

async function walkOnce(page: Page): Promise<string[]> {
  const wrong: string[] = [];
  const stops = await page.evaluate(() => {
    const root = document.querySelector("dialog:modal") ?? document.body;
    const all = [
      ...root.querySelectorAll<HTMLElement>(
        "a[href], button, input, select, textarea, summary, audio, [tabindex='0']",
      ),
    ].filter(
      (one) =>
        !one.matches(":disabled, [tabindex='-1']") &&
        (one.closest("label") ?? one).checkVisibility({ visibilityProperty: true, opacityProperty: false }),
    );
    const within = all.filter((one) => {
      if (!(one instanceof HTMLInputElement) || one.type !== "radio") return true;
      const group = all.filter(
        (other) => other instanceof HTMLInputElement && other.type === "radio" && other.name === one.name,
      ) as HTMLInputElement[];
      return (group.find(({ checked }) => checked) ?? group[0]) === one;
    });
    for (const one of document.querySelectorAll<HTMLElement>("[data-stop]")) delete one.dataset.stop;
    for (const [at, stop] of within.entries()) stop.dataset.stop = String(at);
    within[0]?.focus();
    return within.length;
  });
  const order: number[] = [];
  for (let press = 0; press < 3 * stops + 12; press += 1) {
    const seen = await page.evaluate(() => {
      const { activeElement } = document;
      const at = activeElement instanceof HTMLElement ? activeElement.dataset.stop : undefined;
      if (activeElement === null || at === undefined) return undefined;
      const shown = activeElement.closest("label") ?? activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      const { left, top: above, right, bottom } = shown.getBoundingClientRect();
      // Of a large field browsers show the line that is typed in.
      const [from, to] = [Math.max(0, above), Math.min(innerHeight, bottom)];
      const top = from < to ? document.elementFromPoint((left + right) / 2, (from + to) / 2) : null;
      // Inside a player the browser goes from part to part, and scrolls as it likes.
      const isPlayer = activeElement.tagName === "AUDIO";
      return {
        at: Number(at),
        what: activeElement.outerHTML.slice(0, 200),
        hasOutline: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
        coveredBy:
          !isPlayer && (top === null || !(shown.contains(top) || top.contains(shown)))
            ? (top?.outerHTML.slice(0, 120) ?? "the window's edge")
            : undefined,
      };
    });
    if (seen === undefined && order.length >= stops - 1) break;
    if (seen !== undefined) {
      if (seen.at === 0 && order.length > 1) break;
      // An audio player has stops of its own.
      if (order.at(-1) !== seen.at) order.push(seen.at);
      // The first is where the walk was put: no key led there.
      if (press > 0 && !seen.hasOutline) wrong.push(`the focus is not seen: ${seen.what}`);
      if (press > 0 && seen.coveredBy !== undefined)
        wrong.push(`the focus lies under ${seen.coveredBy}: ${seen.what}`);
    }
    await page.keyboard.press("Tab");
  }
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  // What went away meanwhile, such as "older ones" at the end of a list that has grown, is missed by nobody.
  const missed = await page.evaluate(
    (reached) =>
      [...document.querySelectorAll<HTMLElement>("[data-stop]")]
        .filter(({ dataset }) => !reached.includes(Number(dataset.stop)))
        .map((one) => one.outerHTML.slice(0, 120)),
    order,
  );
  wrong.push(...missed.map((one) => `the Tab key does not lead to ${one}`));
  if (order.some((stop, at) => stop < (order[at - 1] ?? 0)))
    wrong.push(`the Tab key leads about in another order: ${order.join()}`);
  return wrong;
}
