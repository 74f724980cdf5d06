import { expect, test } from "vitest";
import { tunnelHint } from "./tunnel-hint.ts";

test("who sits at this machine needs no tunnel", () =>
  expect(tunnelHint(undefined, "pi", 8080)).toBeUndefined());

test("who sits elsewhere is told how to bring the port over", () => {
  expect(tunnelHint("192.0.2.7 50412 192.0.2.20 22", "pi", 8081)).toContain(
    "ssh -L 8081:localhost:8081 pi@192.0.2.20 ",
  );
});
