import { expect, test } from "vitest";
import { givenSocket } from "./given-socket.ts";

test("a socket is taken where it is meant for this process", () => {
  expect(givenSocket({ LISTEN_PID: "42", LISTEN_FDS: "1" }, 42)).toBe(3);
});

test.each([
  ["nobody", {}],
  ["another process", { LISTEN_PID: "41", LISTEN_FDS: "1" }],
  ["more than it knows what to do with", { LISTEN_PID: "42", LISTEN_FDS: "2" }],
])("none is from %s", (_, env) => expect(givenSocket(env, 42)).toBeUndefined());
