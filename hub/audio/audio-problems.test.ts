import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AUDIO_PROBLEMS, type AudioProblem } from "./audio-problems.ts";
import { AudioError } from "./errors.ts";

const rows = Object.entries(AUDIO_PROBLEMS);
const page = readFileSync(new URL("../../docs/audio-formats.md", import.meta.url), "utf8");

test("the page shows the table of problems as it is", () => {
  const table = ["| code | what it means | what to do next |", "|---|---|---|"];
  for (const [code, { title, next }] of rows) table.push(`| \`${code}\` | ${title} | ${next} |`);
  expect(page.split("<!-- audio-problems -->\n")[1]?.trimEnd().split("\n")).toEqual(table);
});

test.each(rows)("%s says what is wrong and what to do, in whole sentences", (code, { title, next }) => {
  expect(code).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*$/);
  expect(title).toMatch(/^[A-Z].*\.$/);
  expect(next).toMatch(/^[A-Z].*[.?]$/);
});

test("an error carries code, detail and advice", () => {
  const error = new AudioError("wav.truncated" satisfies AudioProblem, "44 bytes");
  expect(error).toMatchObject({
    name: "AudioError",
    code: "wav.truncated",
    detail: "44 bytes",
    message: "The WAV file ends before its header says it does. (44 bytes)",
    advice: AUDIO_PROBLEMS["wav.truncated"].next,
  });
});
