/** T-26: no quiet fix. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTempDir } from "./support/temp-dir.ts";
import { findUnannounced, hasHistorySince, isLabelled } from "./support/unannounced-fixes.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** Whatever came before was never in anybody's hands. */
const SINCE = "130ffa36d983f917d3f68ead22e79c11b8ce6961";

const hasHistory = hasHistorySince(root, SINCE);
if (!hasHistory)
  console.log("No history of commits here, or not all of it: what they name is not looked at.");

test.runIf(hasHistory)("every commit since then that is labelled security names its advisory", () => {
  expect(findUnannounced(root, SINCE)).toEqual([]);
});

test.each([
  ["security: compare keys in constant time", true],
  ["hub/access, security: compare keys in constant time", true],
  ["hub/access: compare keys in constant time [security]", true],
  ["docs/security: say what stays", false],
  ["security/min-versions: take a newer ws", false],
  ["hub: speak of security in the log", false],
])("%s: labelled, %s", (subject, is) => expect(isLabelled(subject)).toBe(is));

describe("in a repository that was made up", () => {
  const owned = new AsyncDisposableStack();
  let folder = "";
  let first = "";
  const git = (...words: string[]) =>
    execFileSync(
      "git",
      ["-C", folder, "-c", "user.name=nobody", "-c", "user.email=nobody@localhost", ...words],
      {
        encoding: "utf8",
      },
    ).trim();
  const advisory = (id: string) =>
    JSON.stringify({
      id,
      revision: 1,
      published: "2026-11-29T10:00:00Z",
      severity: "high",
      affected: [{ from: "0.1.0", before: "0.1.4" }],
      fixed_in: "0.1.4",
      words: { en: { title: "A weak comparison", risk: "A key could be guessed.", action: "Update." } },
    });
  /** A commit with these files. */
  const commit = (message: string, files: Readonly<Record<string, string>> = {}) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", message);
  };

  beforeAll(async () => {
    folder = owned.use(await makeTempDir()).path;
    git("init", "--quiet");
    commit("security: of before, which nobody had");
    first = git("rev-parse", "HEAD");
    commit("hub: something else");
    commit("security: mend it\n\nsecurity/advisories/PAW-2026-001.json", {
      "security/advisories/PAW-2026-001.json": advisory("PAW-2026-001"),
    });
    commit("ble, security: mend the rest of security/advisories/PAW-2026-001.json");
  });
  afterAll(() => owned.disposeAsync());

  test("a fix that names an advisory, its own or one of before, passes", () => {
    expect(hasHistorySince(folder, first)).toBe(true);
    expect(findUnannounced(folder, first)).toEqual([]);
  });

  test("a quiet fix does not, nor one whose advisory is not there, is none, or is another one", () => {
    commit("security: mend it quietly");
    commit("security: mend it\n\nsecurity/advisories/PAW-2026-002.json");
    commit("security: mend it\n\nsecurity/advisories/PAW-2026-003.json", {
      "security/advisories/PAW-2026-003.json": "{}",
    });
    commit("security: mend it\n\nsecurity/advisories/PAW-2026-004.json", {
      "security/advisories/PAW-2026-004.json": advisory("PAW-2026-009"),
    });
    expect(findUnannounced(folder, first).toSorted()).toEqual([
      "security: mend it quietly: names no file of security/advisories/",
      "security: mend it: security/advisories/PAW-2026-002.json is not in that commit",
      "security: mend it: security/advisories/PAW-2026-003.json is no advisory",
      "security: mend it: security/advisories/PAW-2026-004.json has another id",
    ]);
  });

  test("a copy without that commit has no such history", () =>
    expect(hasHistorySince(folder, SINCE)).toBe(false));
});
