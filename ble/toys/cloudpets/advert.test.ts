import { expect, test } from "vitest";
import type { Advert } from "../../radio/radio.ts";
import { recogniseAdvert } from "./advert.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const FACTORY = hex("ffff 30313233343536373839414243444546");

const advert = (name: string | undefined, manufacturerData?: Uint8Array): Advert => ({
  address: "7c:ec:79:00:00:01",
  name,
  manufacturerData,
  rssi: -60,
  at: 0,
});

test.each([
  ["image A", "CloudPets A 1.0.19", "1.0.19"],
  ["image B of an old firmware", "CloudPets B 1.0.8", "1.0.8"],
  ["the other spelling", "Cloud Pets A 1.0.19", "1.0.19"],
  ["a name that was cut short", "CloudPets", undefined],
])("recognises %s", (_, name, firmware) => {
  expect(recogniseAdvert(advert(name, FACTORY))).toEqual({
    model: "CloudPets",
    firmware,
    identifier: "0123456789ABCDEF",
  });
});

test("names the pet that the original app set it up as", () => {
  const unicorn = hex(`ffff ${Buffer.from("0411_22_09_30_05").toString("hex")}`);
  expect(recogniseAdvert(advert("CloudPets A 1.0.19", unicorn))?.model).toBe("CloudPets Starburst");
});

test.each([
  ["no name", undefined],
  ["another name", "Cloud"],
  ["the name further back", "My CloudPets A 1.0.19"],
])("leaves out %s", (_, name) => expect(recogniseAdvert(advert(name, FACTORY))).toBeUndefined());

test.each([
  ["no manufacturer data", undefined],
  ["another company's data", hex("0600 30313233343536373839414243444546")],
  ["too few bytes", hex("ffff 3031")],
  ["bytes that are no text", hex("ffff 00000000000000000000000000000000")],
  ["not even a company", hex("ff")],
])("tells no identifier with %s", (_, data) => {
  expect(recogniseAdvert(advert("CloudPets A 1.0.19", data))?.identifier).toBeUndefined();
});
