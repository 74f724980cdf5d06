import { expect, test } from "vitest";
import { zonesByArea } from "./zones.ts";

const all = (chosen: string) => zonesByArea(chosen).flatMap(({ zones }) => zones);

test("zones are places, by part of the world", () => {
  const europe = zonesByArea("UTC").find(({ area }) => area === "Europe");
  expect(europe?.zones).toContainEqual({ name: "Europe/Berlin", place: "Berlin" });
  expect(all("UTC")).toContainEqual({
    name: "America/Argentina/Salta",
    place: "Argentina, Salta",
  });
});

test("what is chosen is among them once, also under a name that the browser does not list", () => {
  for (const chosen of ["Europe/Berlin", "UTC", "Asia/Calcutta", "Moon/Tranquility"])
    expect(all(chosen).filter(({ name }) => name === chosen)).toHaveLength(1);
});
