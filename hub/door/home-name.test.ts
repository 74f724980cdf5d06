import { expect, test } from "vitest";
import { makeSigner } from "../../test/support/key-ring.ts";
import { isHomeName } from "../contract/home-page.ts";
import { homeNameOf } from "./home-name.ts";

test("a hub's home name comes from its key, in letters that every resolver takes", async () => {
  const [one, other] = [await makeSigner(), await makeSigner()];
  expect(homeNameOf(one.publicKey)).toMatch(/^pawpost-[a-z2-7]{8}\.local$/);
  expect(isHomeName(homeNameOf(one.publicKey))).toBe(true);
  expect(homeNameOf(one.publicKey)).toBe(homeNameOf(one.publicKey));
  expect(homeNameOf(one.publicKey)).not.toBe(homeNameOf(other.publicKey));
});

test.each(["pawpost-abcdefgh.local.evil.test", "pawpost-abcdefgh", "pawpost-abcdefg1.local", "localhost"])(
  "%s is none",
  (host) => expect(isHomeName(host)).toBe(false),
);
