/** The site that `npm run docs` makes of docs/, as somebody opens it from a disk. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildSite } from "../scripts/site/build-site.ts";
import { openBrowser } from "./support/browser.ts";
import { EVERYTHING, findViolations } from "./support/look-over.ts";
import { makeTempDir } from "./support/temp-dir.ts";

const owned = new AsyncDisposableStack();
/** Each page's text, by its path from the site's root. */
const pages = new Map<string, string>();
let folder: string;

beforeAll(async () => {
  folder = owned.use(await makeTempDir()).path;
  await buildSite(folder);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const path of files.filter((name) => name.endsWith(".html")))
    pages.set(path, readFileSync(join(folder, path), "utf8"));
});
afterAll(() => owned.disposeAsync());

/** Every `href` and `src` of a page, as it is written there. */
const leads = (html: string) => [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link = ""]) => link);
const isElsewhere = (link: string) => /^[a-z]+:/i.test(link);
/** Where it leads, from the site's root, and to which id there. */
function resolveOn(path: string, link: string): readonly [target: string, id: string | undefined] {
  const at = new URL(link, pathToFileURL(join(folder, path)));
  const [, id] = link.split("#");
  return [relative(folder, fileURLToPath(new URL(at.pathname, "file:"))), id];
}
const idsOf = (html: string) => new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));

describe("every page", () => {
  test("has a title, one heading of the first level, a language, and no id twice", () => {
    expect(pages.size).toBeGreaterThan(60);
    for (const [path, html] of pages) {
      expect(html, path).toMatch(/<title>[^<]+<\/title>/);
      expect(html.match(/<h1 /g), path).toHaveLength(1);
      expect(html, path).toContain('<html lang="en">');
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      expect(
        ids.filter((id, at) => ids.indexOf(id) !== at),
        path,
      ).toEqual([]);
    }
  });

  test("leads to what is there, file and heading", () => {
    const dead = [...pages].flatMap(([path, html]) =>
      leads(html)
        .filter((link) => !isElsewhere(link))
        .filter((link) => {
          const [target, id] = resolveOn(path, link);
          if (!existsSync(join(folder, target))) return true;
          return id !== undefined && !idsOf(pages.get(target) ?? "").has(id);
        })
        .map((link) => `${path}: ${link}`),
    );
    expect(dead).toEqual([]);
    expect([...pages.values()].flatMap(leads).length).toBeGreaterThan(2_000);
  });

  test("is two steps from the front page at most", () => {
    const reached = new Set(["index.html"]);
    for (const _step of ["first", "second"])
      for (const path of [...reached])
        for (const link of leads(pages.get(path) ?? "").filter((one) => !isElsewhere(one)))
          reached.add(resolveOn(path, link)[0]);
    expect([...pages.keys()].filter((path) => !reached.has(path))).toEqual([]);
  });

  test("fetches nothing from elsewhere, and has no script", () => {
    for (const [path, html] of pages) {
      expect(html, path).not.toMatch(/<script|<iframe|<form|\son[a-z]+=|javascript:/i);
      const fetched = [
        ...html.matchAll(/<(?:img|link|source|video|audio)\b[^>]*\s(?:src|href)="([^"]*)"/g),
      ].map(([, link = ""]) => link);
      expect(fetched.filter(isElsewhere), path).toEqual([]);
    }
    expect(readFileSync(join(folder, "site.css"), "utf8")).not.toMatch(/url\(|@import/);
  });
});

test("the API reference has every request of the hub's own description", () => {
  const { paths } = JSON.parse(readFileSync(join(folder, "docs/openapi.json"), "utf8")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const reference = pages.get("docs/api-reference.html") ?? "";
  const named = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `<code>${method.toUpperCase()} ${path}</code>`),
  );
  expect(named.length).toBeGreaterThan(80);
  expect(named.filter((name) => !reference.includes(name))).toEqual([]);
});

describe("in Chromium", () => {
  test.each(["index.html", "docs/guide-guardian.html", "docs/api-reference.html", "docs/map.html"])(
    "%s breaks no rule of WCAG, light or dark, wide or narrow, and asks nobody",
    { timeout: 120_000 },
    async (path) => {
      await using browser = await openBrowser();
      const page = await browser.newPage();
      const asked: string[] = [];
      page.on("request", (request) => asked.push(request.url()));
      const complaints: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      await page.goto(pathToFileURL(join(folder, path)).href);
      expect(complaints).toEqual([]);
      expect(asked.filter((url) => !url.startsWith(pathToFileURL(folder).href))).toEqual([]);
      expect(await page.evaluate(() => getComputedStyle(document.body).display)).toBe("grid"); // it has its style
      for (const [colorScheme, width] of [
        ["light", 1_280],
        ["dark", 320],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        expect(await findViolations(page, EVERYTHING)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    },
  );
});
