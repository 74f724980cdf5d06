import { expect, test } from "vitest";
import { isPlainPath, isPlainTarget } from "./plain-path.ts";

test.each([
  "/",
  "/api/v1/state",
  "/assets/app-Ce4PJRd.js",
  "/api/v1/messages/AAAAAAAAAAAAAAAAAAAAA_-Q/archive",
])("%s is a plain path", (path) => expect(isPlainPath(path)).toBe(true));

test.each([
  ["a doubled slash", "//api"],
  ["a doubled slash inside", "/api//v1"],
  ["an encoded slash", "/api%2fv1"],
  ["an encoded letter", "/%61pi"],
  ["an encoded backslash", "/..%5cetc"],
  ["a backslash", "/api\\v1"],
  ["a step up", "/assets/../index.html"],
  ["a dot", "/./api"],
  ["a hidden file", "/.well-known"],
  ["NUL", "/api\0"],
  ["an encoded NUL", "/api%00"],
  ["a semicolon", "/api;v=1"],
  ["no slash at the start", "api"],
  ["a whole address", "http://localhost/api"],
  ["nothing", ""],
  ["a letter beyond ASCII", "/käse"],
])("%s makes no plain path", (_, path) => expect(isPlainPath(path)).toBe(false));

test("only printable ASCII may follow the question mark", () => {
  expect(isPlainTarget("/api/v1/messages?before=AAAA&x=%20?")).toBe(true);
  expect(isPlainTarget("/api/v1/messages?before=\u0000")).toBe(false);
  expect(isPlainTarget("/api/v1/messages?a b")).toBe(false);
  expect(isPlainTarget("/api/../v1?x")).toBe(false);
});
