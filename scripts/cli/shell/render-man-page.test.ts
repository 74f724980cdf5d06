import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const PAGE = new URL("../../../docs/pawpost.1", import.meta.url).pathname;
const groff = (...words: string[]) =>
  spawnSync("groff", ["-man", "-Tutf8", "-Kutf8", "-ww", ...words, PAGE], { encoding: "utf8" });
const HAS_GROFF = spawnSync("groff", ["--version"]).status === 0;

test.runIf(HAS_GROFF)("man(1) shows every command, and finds nothing wrong with the page", () => {
  const { stdout, stderr, status } = groff("-P-cbou");
  expect([status, stderr]).toEqual([0, ""]);
  const text = stdout.replaceAll(/\s+/g, " ");
  for (const what of [
    "pawpost - voice post",
    "pawpost backup create [options]",
    "--new-place",
    "pawpost config set backup_to /media/stick/pawpost",
    "pawpost restore The same as pawpost backup restore.",
    "EXIT STATUS",
    "config.yaml.~7~",
  ])
    expect(text).toContain(what);
});

test("its first lines are as lexgrog reads them for whatis(1)", () =>
  expect(readFileSync(PAGE, "utf8")).toContain(
    ".SH NAME\npawpost \\- voice post for plush toys that never leaves home\n",
  ));
