import { expect, test } from "vitest";
import { viewHomePage } from "./view-home-page.ts";

const ORIGIN = "https://pawpost-abcdefgh.local";
const see = (origin: string | undefined, authority: string | undefined) =>
  viewHomePage({
    homeName: {
      name: "pawpost-abcdefgh.local",
      isOn: true,
      origin: () => origin,
      authority: () => authority,
    },
  });

test("the home page is told of once it can be opened", () => {
  expect(see(ORIGIN, "PEM")).toEqual({ origin: ORIGIN });
});

test.each([
  ["nothing listens there", undefined, "PEM"],
  ["its authority is not on the disk", ORIGIN, undefined],
])("and not while %s", (_, origin, authority) => expect(see(origin, authority)).toBeNull());
