/** What Tab gives, asked of the shells themselves. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALIASES, COMMANDS } from "../commands.ts";
import { type CommandNode, readCommandTree } from "./command-tree.ts";
import { completeBash } from "./complete-bash.ts";
import { completeFish } from "./complete-fish.ts";
import { completeZsh } from "./complete-zsh.ts";
import { completionFacts } from "./completion-facts.ts";

const has = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

let folder: string;
let tree: CommandNode;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "paw-tab-"));
  tree = await readCommandTree(COMMANDS);
  const facts = completionFacts(tree, ALIASES);
  writeFileSync(join(folder, "pawpost.bash"), completeBash(facts));
  writeFileSync(join(folder, "pawpost.fish"), completeFish(facts));
  writeFileSync(join(folder, "_pawpost"), completeZsh(facts));
  writeFileSync(join(folder, "good-night.wav"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(program: string, words: readonly string[], input = ""): string {
  const { stdout, stderr, status } = spawnSync(program, words, { cwd: folder, encoding: "utf8", input });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
}

/** What a line may be, whichever shell: the last word is what Tab is pressed at. */
const LINES: readonly (readonly [line: string, has: readonly string[], hasNot: readonly string[]])[] = [
  ["pawpost ", ["start", "status", "backup", "restore", "completion"], ["create", "--data"]],
  ["pawpost ba", ["backup"], ["start", "ble"]],
  ["pawpost backup ", ["create", "list", "verify", "restore"], ["backup"]],
  ["pawpost backup create --", ["--data", "--json", "--new-place", "--help"], ["--hub", "-h"]],
  ["pawpost restore --", ["--hub", "--nobody-out"], ["--new-place"]],
  ["pawpost toy simulate --watchdog ", ["strict", "ticked"], ["--hci", "simulate"]],
  ["pawpost simulate --image ", ["A", "B"], ["strict"]],
  ["pawpost config set ht", ["https_port"], ["port"]],
  ["pawpost config show --data . po", ["port"], ["names"]],
  ["pawpost completion ", ["bash", "fish", "zsh"], ["start"]],
  ["pawpost logs --unit hub --", ["--follow", "--since"], ["hub"]],
  ["pawpost send goo", ["good-night.wav"], ["start"]],
  ["pawpost send --to Bear goo", ["good-night.wav"], []],
];

/** @param tab gives the words that a shell offers for each line */
function check(tab: (lines: readonly string[]) => readonly (readonly string[])[]): void {
  const offered = tab(LINES.map(([line]) => line));
  LINES.forEach(([line, there, not], nth) => {
    const words = offered[nth] ?? [];
    expect(words, line).toEqual(expect.arrayContaining([...there]));
    for (const word of not) expect(words, line).not.toContain(word);
  });
}

test("bash completes commands, options, their values, settings and files", () => {
  check((lines) => {
    const asked = lines.map((line) => {
      const words = line.split(" ").map((word) => `'${word}'`);
      return `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _pawpost 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}" ==`;
    });
    const script = ["source ./pawpost.bash", "complete -p pawpost >/dev/null", ...asked].join("\n");
    return run("bash", ["--norc", "--noprofile"], script)
      .split("==\n")
      .map((part) => part.trim().split("\n"));
  });
});

describe.runIf(has("fish"))("fish", () => {
  test("completes the same", () => {
    check((lines) => {
      const asked = lines.map((line) => `complete -C '${line}'; echo ==`);
      const script = ["source ./pawpost.fish", ...asked].join("\n");
      return run("fish", ["--no-config", "-c", script])
        .split("==\n")
        .map((part) =>
          part
            .trim()
            .split("\n")
            .map((row) => row.split("\t")[0] ?? ""),
        );
    });
  });
});

describe.runIf(has("zsh"))("zsh", { timeout: 120_000 }, () => {
  /** Its completion works at a terminal alone: zsh's own module makes one, and what would be listed there is written down. */
  const ASKED = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'fpath=($PWD $fpath); autoload -U compinit; compinit -u -D
compadd() { local -a hits; builtin compadd -A hits "$@"; builtin compadd "$@"; print -rl -- $hits >>./offered }
tell() { zle list-choices; print -r -- "==" >>./offered; BUFFER= }
zle -N tell; bindkey "^T" tell; LISTMAX=100000; : >./ready'
until [[ -e ./ready ]]; do sleep 0.02; zpty -rt z _; done
while IFS= read -r line; do
  : >./offered
  zpty -n -w z "$line"$'\\x14'
  until [[ "$(<./offered)" == *==* ]]; do sleep 0.02; zpty -rt z _; done
  cat ./offered
done
zpty -d z
`;

  test("completes the same", () => {
    check((lines) =>
      run("zsh", ["-f", "-c", ASKED], `${lines.join("\n")}\n`)
        .split("==\n")
        .map((part) => part.trim().split("\n")),
    );
  });
});

test("what is said of a word breaks no shell: quotes, backslashes, colons", () => {
  const odd: CommandNode = {
    ...tree,
    below: [
      {
        path: ["pawpost", "odd"],
        says: "It's `a\\b`: $(touch was-here). More",
        usage: "",
        options: [{ flags: ["--it"], usage: "--it", says: "it's $HOME", value: { kind: "folder" } }],
        arguments: [],
        below: [],
      },
    ],
  };
  const facts = completionFacts(odd, ALIASES);
  const texts = { bash: completeBash(facts), zsh: completeZsh(facts), fish: completeFish(facts) };
  for (const [shell, text] of Object.entries(texts)) {
    if (!has(shell)) continue;
    writeFileSync(join(folder, "odd"), text);
    run(shell, [shell === "fish" ? "--no-execute" : "-n", "odd"]);
  }
  expect(texts.zsh).toContain("'odd:It'\\''s `a\\b`'");
});
