import { expect, test } from "vitest";
import { HubError } from "../../hub/domain/hub-error.ts";
import { CliError } from "./errors.ts";
import { describeError } from "./report-error.ts";

class PlainHubError extends HubError {
  readonly code = "clip.silent";
}

test.each([
  [
    "one of ours with advice",
    new CliError("clip.too-long", "the clip lasts 41.0 s; 40 s is the most", "Cut it first."),
    "Error [clip.too-long]: the clip lasts 41.0 s; 40 s is the most\nWhat to do: Cut it first.",
  ],
  [
    "one of ours without",
    new PlainHubError("nothing can be heard"),
    "Error [clip.silent]: nothing can be heard\nWhat to do: start it again with PAWPOST_DEBUG=1 before the command; it tells where this came from.",
  ],
  [
    "the system's",
    Object.assign(new Error("ENOENT: no such file or directory, open 'a.wav'"), { code: "ENOENT" }),
    "Error [ENOENT]: no such file or directory, open 'a.wav'\nWhat to do: Check the path: there is no such file or folder.",
  ],
  [
    "something that is no error",
    "boom",
    "Error: boom\nWhat to do: start it again with PAWPOST_DEBUG=1 before the command; it tells where this came from.",
  ],
])("describes %s", (_, error, text) => expect(describeError(error, false)).toBe(text));

test("with debug the stack of the error and of its causes follows", () => {
  const error = new CliError("a.b", "outer", "do c", { cause: new Error("inner") });
  expect(describeError(error, true)).toMatch(
    /^Error \[a\.b\]: outer\nWhat to do: do c\n\nCliError: outer\n +at [\s\S]*caused by: Error: inner\n +at /,
  );
});
