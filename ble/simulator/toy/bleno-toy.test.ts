import { afterAll, beforeAll, expect, test } from "vitest";
import { seconds } from "../../../hub/domain/duration.ts";
import { PlainToyClient } from "../../../test/support/plain-toy-client.ts";
import { openToyRig, type ToyRig } from "../../../test/support/toy-rig.ts";

let rig: ToyRig;
let client: PlainToyClient;

beforeAll(async () => {
  rig = await openToyRig({ air: { intervalMs: 12.5 } });
  client = await PlainToyClient.open(rig, rig.toy);
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

const FACTORY_ID = "30313233343536373839414243444546";

test("advertises 23 and 29 bytes, the same as a toy fresh from the factory", async () => {
  await client.scan(seconds(1.2));
  const own = client.adverts.filter((advert) => advert.address === rig.toy.address);
  const [advertisement] = own.filter((advert) => !advert.isScanResponse);
  const [scanResponse] = own.filter((advert) => advert.isScanResponse);
  expect(advertisement?.bytes.toString("hex")).toBe(`02010613ffffff${FACTORY_ID}`);
  expect(scanResponse?.bytes.toString("hex")).toBe(
    `1309${Buffer.from("CloudPets A 1.0.19").toString("hex")}05120a000a00020a00`,
  );
});
