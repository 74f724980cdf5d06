/** The looks at a page find what they are for: here is a page without manners. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./browser.ts";
import {
  findFaintWords,
  findSmallTargets,
  findUnnamedControls,
  isFocusSeen,
  keepAnnouncements,
} from "./page-manners.ts";

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage();
});
afterAll(() => browser?.close());

test("finds controls without a name, and no others", async () => {
  await page.setContent(
    `<button><svg></svg></button><button>Send</button><input><label>Name <input></label><select></select>
     <audio controls></audio><progress></progress>`,
  );
  const found = findUnnamedControls(await page.locator("body").ariaSnapshot());
  expect(found.map((line) => line.trim().split(/[ :]+/)[1])).toEqual([
    "button",
    "textbox",
    "combobox",
    "progressbar",
  ]);
});

test("finds words that are too faint for their ground", async () => {
  await page.setContent(
    `<div style="background: #111; color: #eee"><p>white on black</p><p style="color: #666">grey on black</p></div>
     <p style="color: #767676">just enough</p><p style="color: #787878">just too little</p>
     <button disabled style="color: #ccc; background: #ddd">switched off</button>`,
  );
  expect((await page.evaluate(findFaintWords)).map((line) => line.split("  ")[1])).toEqual([
    "grey on black",
    "just too little",
  ]);
});

test("finds what is too small for a thumb", async () => {
  await page.setContent(
    `<button style="width: 48px; height: 48px">yes</button><button style="width: 60px; height: 47px">no</button>`,
  );
  expect(await page.evaluate(findSmallTargets)).toEqual(["no: 60 x 47"]);
});

test("sees whether the focus shows and lies free", async () => {
  await page.setContent(
    `<style>:focus { outline: 3px solid blue } #plain:focus { outline: none }</style>
     <button>one</button><button id="plain">two</button><button>three</button>
     <div style="position: fixed; inset: 0 0 auto auto; width: 100%; height: 3rem; translate: 110px"></div>`,
  );
  const seen: unknown[] = [];
  for (let stop = 0; stop < 3; stop += 1) {
    await page.keyboard.press("Tab");
    seen.push(await page.evaluate(isFocusSeen));
  }
  expect(seen).toEqual([
    { hasOutline: true, isCovered: false },
    { hasOutline: false, isCovered: false },
    { hasOutline: true, isCovered: true },
  ]);
});

test("keeps what live regions say, each change once, and nothing else", async () => {
  await page.addInitScript(keepAnnouncements);
  await page.goto("data:text/html,<p></p><p aria-live=polite></p>");
  const said = await page.evaluate(async () => {
    const [silent, live] = document.querySelectorAll("p");
    for (const text of ["25", "25", "50"]) {
      for (const place of [silent, live]) if (place) place.textContent = text;
      await new Promise((resolve) => setTimeout(resolve));
    }
    return (globalThis as unknown as { announcements: string[] }).announcements;
  });
  expect(said).toEqual(["25", "50"]);
});
