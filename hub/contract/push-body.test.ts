import { expect, test } from "vitest";
import { readPushBody, writePushBody } from "./push-body.ts";

test("both kinds are of one length, and nothing but their kind", () => {
  expect(writePushBody("alert")).toBe('{"kind":"alert"}                ');
  expect(writePushBody("test")).toHaveLength(writePushBody("alert").length);
});

test.each(["alert", "test"] as const)("%s is read as it was written", (kind) => {
  expect(readPushBody(writePushBody(kind))).toBe(kind);
});

test("whatever cannot be read is an alert", () => {
  for (const text of ["", "{", '{"kind":"test"}', '{"kind":"else"}'])
    expect(readPushBody(text)).toBe("alert");
});
