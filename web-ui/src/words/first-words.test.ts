/** The door comes with `first-words.ts` alone: nothing that is loaded with it may say more. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { firstWords } from "./en/first-words.ts";

const SOURCE = fileURLToPath(new URL("../", import.meta.url));
const IMPORT = /^(?:import|export)\s(?!type\s)[^;]*?from\s+"(\.[^"?]+)"|^import\s+"(\.[^"?]+)"/gm;

/** What nobody can have met before the door is behind them. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  "actions/trouble.ts": ["microphone", "notify", "backupTrial", "backupCopy"],
};

/** Files that come with one, lazily imported ones left out. */
function broughtBy(file: string): ReadonlySet<string> {
  const found = new Set([resolve(SOURCE, file)]);
  for (const each of found)
    for (const [, from = "", bare] of readFileSync(each, "utf8").matchAll(IMPORT)) {
      const next = resolve(dirname(each), bare ?? from);
      if (existsSync(next)) found.add(next);
    }
  return found;
}

/** Topics that a file reads; "?" where it does anything else with the words. */
const topicsIn = (code: string): readonly string[] =>
  /^import \{[^}]*\bwords\b[^}]*\} from "[./]+words\.ts";$/m.test(code)
    ? [...code.replaceAll(/^import .*$|\/\/.*$|^ ?\/?\*.*$/gm, "").matchAll(/\bwords\b(?:\.(\w+))?/g)].map(
        ([, topic]) => topic ?? "?",
      )
    : [];

test("what comes with the door says what the door has words for, and nothing else", () => {
  const brought = [...broughtBy("app.tsx")].map((file) => relative(SOURCE, file));
  expect(brought).toContain("screens/sign-in-screen.tsx");
  const unsaid = brought
    .filter((file) => !file.startsWith("words"))
    .flatMap((file) => {
      const topics = topicsIn(readFileSync(resolve(SOURCE, file), "utf8"));
      return topics.filter((topic) => !LATER[file]?.includes(topic)).map((topic) => ({ file, topic }));
    })
    .filter(({ topic }) => !Object.hasOwn(firstWords, topic));
  expect(unsaid).toEqual([]);
});

test("a word of what lies behind the door would be found", () => {
  const code = 'import { words } from "../words.ts";\nconst title = words.safety.title;\n';
  expect(topicsIn(code)).toEqual(["safety"]);
  expect(topicsIn(`${code}const { home } = words;\n`)).toEqual(["safety", "?"]);
  expect(broughtBy("inside.ts").size).toBeGreaterThan(broughtBy("app.tsx").size);
});
