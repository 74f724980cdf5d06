/** What the style sheets owe readers from right to left: nothing names a side, so that the page turns around by itself. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FOLDERS = ["./", "../report/"];

/** Declarations that stay on their side when the page turns around. `env(safe-area-inset-left)` and the like are the device's own. */
const SIDED = [
  /(?:^|[{;\s])(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b/,
  /(?:^|[{;\s])(?:left|right)\s*:/,
  /border-(?:top|bottom)-(?:left|right)-radius/,
  /(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)\b/,
  /(?:^|[{;\s])(?:margin|padding|inset|border-width)\s*:\s*[^;]*;/,
];

/** Of "1px 2px 3px 4px" the second and fourth are sides: they must be the same. */
function isEven(declaration: string): boolean {
  const [, value = ""] = declaration.split(/:\s*/);
  const parts = value.replace(/;$/, "").match(/(?:[a-z-]*\((?:[^()]|\([^()]*\))*\)|[^\s()]+)+/g) ?? [];
  const [, right, , left] = parts.map((part) => part.replaceAll(/safe-area-inset-(?:left|right)/g, "side"));
  return parts.length < 4 || right === left;
}

function sidedIn(css: string): string[] {
  const plain = css
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/env\(safe-area-inset-(?:left|right)\)/g, "env(side)");
  return SIDED.flatMap((pattern) => plain.match(new RegExp(pattern, "gm")) ?? [])
    .map((found) => found.replace(/^[{;\s]+/, ""))
    .filter((found) => !found.endsWith(";") || !isEven(found));
}

test.each([
  [".a { margin-left: 1rem; }", ["margin-left"]],
  [".a{padding-right:0}", ["padding-right"]],
  [".a { position: absolute; left: 0; }", ["left:"]],
  [".a { text-align: right; }", ["text-align: right"]],
  [".a { float: left; }", ["float: left"]],
  [".a { border-top-left-radius: 1rem; }", ["border-top-left-radius"]],
  [".a { padding: 0 1rem 0 2rem; }", ["padding: 0 1rem 0 2rem;"]],
  [".a { padding: 0 max(1rem, env(safe-area-inset-right)) 0 max(1rem, env(safe-area-inset-left)); }", []],
  [".a { margin-inline-start: 1rem; inset-inline: 0; text-align: start; padding: 1rem 2rem; }", []],
  ["/* left: not a declaration */ .left { color: red; }", []],
])("finds in %s what names a side", (css, found) => expect(sidedIn(css)).toEqual(found));

const sheets = FOLDERS.flatMap((folder) =>
  readdirSync(new URL(folder, import.meta.url))
    .filter((name) => name.endsWith(".css"))
    .map((name) => folder + name),
);

test("the style sheets are seen", () => expect(sheets.length).toBeGreaterThan(8));

test.each(sheets)("%s names no side", (sheet) => {
  expect(sidedIn(readFileSync(new URL(sheet, import.meta.url), "utf8"))).toEqual([]);
});
