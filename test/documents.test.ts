/** What README and docs say, held to the code: links, paths, commands, tables. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { WORST_CASE } from "../ble/simulator/toy/switches.ts";
import { ALERTS } from "../hub/contract/alerts.ts";
import { bleCommand, bleEvent, bleState, bleToys } from "../hub/contract/ble-control.ts";
import { DELIVERY_FAILURES } from "../hub/contract/delivery-failures.ts";
import { BLE_TOPICS, bleTopic } from "../hub/contract/topics.ts";
import { judgePassphrase } from "../hub/passphrase/judge-passphrase.ts";
import { isAcceptable } from "../hub/passphrase/passphrase-verdict.ts";
import { COMMANDS, unalias } from "../scripts/cli/commands.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const markdownIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

const PAGES = ["README.md", "CHANGELOG.md", "SECURITY.md", "SUPPORT.md", ...markdownIn("docs")].sort();
const pageNames = PAGES.map((path) => [path] as const);
const DECISIONS = PAGES.filter((path) => path.startsWith("docs/decisions/"));

/** The text without its fenced blocks. */
const proseOf = (markdown: string) => markdown.replaceAll(/^```[\s\S]*?^```$/gm, "");
const inlineCode = (markdown: string) =>
  [...proseOf(markdown).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? "");

/** Rows of the tables under a heading of any level, each cell trimmed; header and rule left out. */
function tableUnder(markdown: string, heading: string): string[][] {
  const [, after = ""] = markdown.split(new RegExp(`^#+ ${heading}$`, "m"));
  const [section = ""] = after.split(/^#+ /m);
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  const rules = lines.flatMap((line, at) => (/^\|[-|]+\|$/.test(line) ? [at] : []));
  return lines
    .filter((_, at) => !rules.includes(at) && !rules.includes(at + 1))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

const bare = (cell = "") => cell.replaceAll("`", "");
const listed = (cell = "") => cell.split(", ").map(bare);

describe("links", () => {
  /** As GitHub makes them. */
  const anchorsOf = (path: string) =>
    [...proseOf(read(path)).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    );

  const linksOf = (path: string) =>
    [...proseOf(read(path)).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)]
      .map((match) => match[1] ?? match[2] ?? "")
      .filter((link) => !/^[a-z]+:/.test(link));

  test.each(pageNames)("of %s lead somewhere", (path) => {
    const broken = linksOf(path).filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? path : join(dirname(path), file);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("there are many", () => expect(PAGES.flatMap(linksOf).length).toBeGreaterThan(60));

  test("the index leads to every page", () => {
    const index = linksOf("docs/README.md").map((link) => join("docs", link.split("#")[0] ?? ""));
    expect(
      PAGES.filter((path) => path !== "CHANGELOG.md" && path !== "docs/README.md" && !index.includes(path)),
    ).toEqual([]);
  });
});

describe("paths", () => {
  const FOLDERS = ["hub", "ble", "web-ui", "scripts", "test", "docs", "security"];
  /** Made when something runs, or a pattern and no path. */
  const isNoFile = (path: string) => /[*<>{}…$]|^web-ui\/dist\b/.test(path) || path.endsWith(" ...");

  test.each(pageNames)("named in %s exist", (path) => {
    const named = inlineCode(read(path))
      .map((code) => code.split(" ")[0]?.replace(/[:,]$/, "") ?? "")
      .filter((code) => FOLDERS.some((folder) => code.startsWith(`${folder}/`)) && !isNoFile(code));
    expect(named.filter((code) => !existsSync(join(root, code)))).toEqual([]);
  });

  test("nothing names a machine of ours or a package registry", () => {
    const found = PAGES.flatMap((path) =>
      [
        ...read(path).matchAll(
          /\/work\/|\/root\/|\/home\/[a-z]|registry\.[a-z]+\.|npmjs\.(?:com|org)|deb\.debian\.org/g,
        ),
      ].map(([text]) => `${path}: ${text}`),
    );
    expect(found).toEqual([]);
  });
});

describe("commands", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  /** Programs of Debian, not ours to test. */
  const OTHERS = [
    "btmon",
    "curl",
    "git",
    "hciconfig",
    "install",
    "minisign",
    "mosquitto_pub",
    "mosquitto_sub",
    "openssl",
    "rfkill",
    "systemctl",
    "systemd-analyze",
    "tar",
    "useradd",
  ];
  /** What does too much to be run here: the file that runs it, and how it says so. */
  const RUN_ELSEWHERE: Readonly<Record<string, readonly [file: string, says: string]>> = {
    "scripts/setup": ["scripts/setup.test.ts", 'clone.run("scripts/setup")'],
    "npm run build": ["scripts/setup.test.ts", "npm run --prefix CLONE build"],
    "npm run check": ["scripts/test", "npm run --silent check"],
    "npx vitest run": ["scripts/test", "vitest run"],
    "npm test": ["scripts/test", "vitest run"],
  };

  const isFolder = (path: string) =>
    statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() === true;

  /** Lines of `sh` blocks, and commands of ours in running text. */
  const commandsOf = (path: string): string[][] => {
    const markdown = read(path);
    const blocks = [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block.trim());
    const told = inlineCode(markdown).filter(
      (code) =>
        /^(?:sudo )?(?:scripts\/[\w-]+(?= |$)|npm run \w|npm test|npx \w|pawpost [a-z])/.test(code) &&
        !isFolder(code),
    );
    return [...blocks.flatMap((block) => block.split("\n")), ...told].map((line) =>
      // Where a relay's operator has the clone: docs/relay-operator.md.
      line
        .replace(/^sudo /, "")
        .replace(/^\/opt\/pawpost\//, "")
        .split(/\s+/),
    );
  };
  const all = PAGES.flatMap((path) =>
    commandsOf(path).map((words) => [`${path}: ${words.join(" ")}`, words] as const),
  );

  /** The words after `pawpost`; `undefined` for what is no command line of ours. */
  const asPawpost = ([first = "", second = "", ...rest]: readonly string[]):
    | readonly string[]
    | undefined => {
    const words = second === "" ? [] : [second, ...rest];
    if (first === "pawpost" || first === "scripts/pawpost") return words;
    return first === "scripts/start" || [first, second, words[1]].join(" ") === "npm run dev"
      ? ["start", ...words.filter((word) => word.startsWith("-"))]
      : undefined;
  };

  /** The command that these words name, with the options it takes. */
  async function findCommand(typed: readonly string[]): Promise<Command | undefined> {
    const words = unalias(typed);
    const program = new Command();
    const [name = ""] = words;
    if (name === "docs") (await import("../scripts/cli/docs.ts")).registerDocsCommand(program);
    const row = Object.entries(COMMANDS).find(([known]) => known === name)?.[1];
    if (row !== undefined) (await row.load())(program);
    let found = program.commands.find((command) => command.name() === name);
    for (const word of words.slice(1))
      found = found?.commands.find((command) => command.name() === word) ?? found;
    return found;
  }

  async function expectPawpost(words: readonly string[]): Promise<void> {
    if (words.length === 0 || ["--help", "--version"].includes(words.join(" "))) return;
    const command = await findCommand(words);
    if (command === undefined) throw new Error(`there is no command ${words.join(" ")}`);
    const flags = words.filter((word) => word.startsWith("--") && word !== "--help");
    expect(command.options.map(({ long }) => long)).toEqual(expect.arrayContaining(flags));
  }

  /** Answers `--help` with 0, which shows that it is there and loads. */
  const helped = new Map<string, string>();
  function helpOf(program: string, args: readonly string[]): string {
    const key = [program, ...args].join(" ");
    const known = helped.get(key);
    if (known !== undefined) return known;
    const help = execFileSync(program, [...args, "--help"], { cwd: root, encoding: "utf8" });
    helped.set(key, help);
    return help;
  }

  test("there are some of every kind", () => {
    expect(all.filter(([, words]) => asPawpost(words) !== undefined).length).toBeGreaterThan(25);
    expect(all.filter(([, [first]]) => first === "npm").length).toBeGreaterThan(8);
    expect(read("scripts/start")).toContain('/pawpost" start "$@"');
    expect(scripts.dev).toBe("scripts/start");
    expect(read(".ci/run")).toContain("scripts/test");
  });

  test.each(all)("%s", async (_, words) => {
    const line = words.join(" ");
    const [first = "", , script = ""] = words;
    if (OTHERS.includes(first)) return;
    const pawpost = asPawpost(words);
    if (pawpost !== undefined) return expectPawpost(pawpost);
    const elsewhere = Object.entries(RUN_ELSEWHERE).find(([start]) =>
      `${line} `.startsWith(`${start} `),
    )?.[1];
    if (elsewhere !== undefined) {
      expect(read(elsewhere[0])).toContain(elsewhere[1]);
    } else if (first === "npm") {
      const [program = "", ...args] = (scripts[script] ?? "").split(" ");
      const help = helpOf(program === "node" ? process.execPath : program, args);
      for (const flag of words.slice(4).filter((word) => word.startsWith("--"))) expect(help).toContain(flag);
    } else {
      helpOf(join(root, first), []);
    }
    for (const file of words.slice(1).filter((word) => /^(?:hub|ble|web-ui|test)\//.test(word)))
      expect(existsSync(join(root, file)), file).toBe(true);
  });

  test("README puts the Node on the path that scripts/setup fetches", () => {
    const { dependencies } = JSON.parse(read("scripts/runtime/package.json")) as {
      dependencies: { node: string };
    };
    expect(read("README.md")).toContain(`.node/v${dependencies.node}/bin`);
  });

  test("README names every npm script", () => {
    const named = tableUnder(read("README.md"), "Commands").map(([cell]) =>
      bare(cell).replace(/^npm (?:run )?/, ""),
    );
    expect(named.sort()).toEqual(Object.keys(scripts).sort());
  });
});

describe("tables", () => {
  test("the folders of docs/map.md are those that test/architecture.test.ts holds the code to", () => {
    const source = read("test/architecture.test.ts");
    const start = source.indexOf("= [\n", source.indexOf("const MAP")) + 2;
    const literal = source.slice(start, source.indexOf("\n];", start) + 2).replaceAll(/,(\s*\])/g, "$1");
    const map = JSON.parse(literal) as [string, string[], string][];
    expect(map.length).toBeGreaterThan(20);
    const rows = map.map(([folder, may, because]) => [
      `\`${folder}\``,
      may.length === 0 ? "nothing" : may.map((one) => `\`${one}\``).join(", "),
      because,
    ]);
    expect(tableUnder(read("docs/map.md"), "Who may import what")).toEqual(rows);
  });

  test.each([
    ["Commands", bleCommand.options],
    ["Events", bleEvent.options],
  ] as const)("docs/mqtt.md, %s: every kind, with its fields", (heading, options) => {
    const kinds = options.map(({ shape }) => [
      shape.kind.value,
      Object.keys(shape).filter((field) => field !== "kind"),
    ]);
    const rows = tableUnder(read("docs/mqtt.md"), heading)
      .filter((row) => row.length === 3)
      .map(([kind, fields]) => [bare(kind), listed(fields)]);
    expect(rows).toEqual(kinds);
  });

  test("docs/mqtt.md names every word that a field may have", () => {
    const page = read("docs/mqtt.md");
    const rows = new Map(tableUnder(page, "Events").map((row) => [bare(row[0]), inlineCode(row.join(" "))]));
    const missing = bleEvent.options.flatMap(({ shape }) =>
      Object.values(shape).flatMap((field) => {
        if (!(field instanceof z.ZodEnum) || shape.kind.value === "delivery-failed") return [];
        return field.options.filter((word) => !rows.get(shape.kind.value)?.includes(String(word)));
      }),
    );
    expect(missing).toEqual([]);
  });

  test("docs/ledger.md names every class of alert", () => {
    const page = read("docs/ledger.md");
    for (const name of Object.keys(ALERTS)) expect(page, name).toContain(`\`${name}\``);
  });

  test("docs/mqtt.md names every topic, field and failure", () => {
    const page = read("docs/mqtt.md");
    const topics = tableUnder(page, "Topics").map(([topic]) => bare(topic).replace("<room>", "home"));
    expect(topics.sort()).toEqual(BLE_TOPICS.map((topic) => bleTopic("home", topic)).sort());
    const fieldsUnder = (heading: string) => tableUnder(page, heading).flatMap(([field]) => listed(field));
    expect(fieldsUnder("state")).toEqual(Object.keys(bleState.shape));
    expect(fieldsUnder("toys")).toEqual(Object.keys(bleToys.shape.toys.element.shape));
    const codes = tableUnder(page, "Events").filter((row) => row.length === 2);
    expect(codes.map(([code]) => bare(code))).toEqual([...DELIVERY_FAILURES]);
  });

  test("every switch of the simulated toy is a trial of the hardware checklist", () => {
    const trials = read("docs/hardware-checklist.md")
      .split("\n")
      .filter((line) => /^\| \d+ \|/.test(line));
    const named = inlineCode(trials.join("\n"));
    expect(Object.keys(WORST_CASE).filter((name) => !named.includes(name))).toEqual([]);
  });

  test("the trials are numbered without a gap", () => {
    const numbers = read("docs/hardware-checklist.md")
      .split("\n")
      .flatMap((line) => /^\| (\d+) \|/.exec(line)?.[1] ?? []);
    expect(numbers.map(Number)).toEqual(numbers.map((_, at) => at + 1));
    expect(numbers.length).toBeGreaterThan(20);
  });

  test("every library that runs in a house has its reason", () => {
    const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
    const reasons = tableUnder(read("docs/decisions/0003-libraries.md"), "The decision").flatMap(([cell]) =>
      listed(cell),
    );
    expect(reasons.sort()).toEqual(Object.keys(dependencies).sort());
  });

  test("decisions are numbered without a gap and titled with their number", () => {
    const titles = DECISIONS.map((path) => /^# (\d{4}): /.exec(read(path))?.[1]);
    expect(titles).toEqual(DECISIONS.map((_, at) => String(at + 1).padStart(4, "0")));
    expect(DECISIONS.map((path) => relative("docs/decisions", path).slice(0, 4))).toEqual(titles);
  });
});

describe("passphrases", () => {
  /** What stands, quoted or as code, where a passphrase would: after "passphrase", "password" and at most a few words. */
  const examplesIn = (markdown: string): string[] =>
    [
      ...markdown.matchAll(
        /\b(?:pass(?:phrase|word|wd)|PASSWORD|PASSPHRASE)\b["'`]?\s*(?:is|was|like|such as|for example|e\.g\.|[:=])\s*["'`“]([^"'`”\n]+)["'`”]/gi,
      ),
    ].map(([, example]) => example ?? "");

  test("no page shows one that the page itself would refuse", () => {
    expect(
      PAGES.flatMap((path) => examplesIn(read(path)).filter((text) => !isAcceptable(judgePassphrase(text)))),
    ).toEqual([]);
  });

  test.each([
    "passphrase: `qwe`",
    'A passphrase like "bear123"',
    "PASSWORD=`12345678901234`",
    "The password is 'hallo hallo hallo'",
  ])("%s would be seen", (line) =>
    expect(examplesIn(line).filter((text) => !isAcceptable(judgePassphrase(text)))).toHaveLength(1),
  );
});

describe("pictures", () => {
  const pictures = readdirSync(join(root, "docs/pictures"));

  test("are small WebP files, and every one is shown", () => {
    expect(pictures.length).toBeGreaterThan(0);
    const shown = PAGES.map(read).join("\n");
    for (const name of pictures) {
      const bytes = readFileSync(join(root, "docs/pictures", name));
      expect(bytes.subarray(8, 12).toString(), name).toBe("WEBP");
      expect(bytes.byteLength, name).toBeLessThanOrEqual(60_000);
      expect(shown, name).toContain(`pictures/${name}`);
    }
  });
});
