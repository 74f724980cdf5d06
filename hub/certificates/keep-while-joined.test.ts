import { expect, test } from "vitest";
import { keepWhileJoined, type Place } from "./keep-while-joined.ts";

function played() {
  let place: Place | undefined;
  let tell: () => void = () => undefined;
  const did: string[] = [];
  const whole = keepWhileJoined({
    place: () => place,
    onChange(listener) {
      tell = listener;
    },
    begin({ hub, zone }) {
      did.push(`begin ${hub}.${zone}`);
      return { [Symbol.asyncDispose]: async () => void did.push(`end ${zone}`) };
    },
    fail: (error) => void did.push(String(error)),
  });
  const settle = () => new Promise((later) => setImmediate(later));
  return {
    did,
    whole,
    async moves(to: Place | undefined) {
      place = to;
      tell();
      await settle();
    },
  };
}
const here = { hub: "bear", zone: "family.example" };

test("nothing is kept at no relay, one keeper at one, another at another, and none after", async () => {
  const { did, whole, moves } = played();
  await moves(undefined);
  expect(did).toEqual([]);
  await moves(here);
  await moves(here);
  expect(did).toEqual(["begin bear.family.example"]);
  await moves({ ...here, zone: "other.example" });
  expect(did.splice(0)).toEqual([
    "begin bear.family.example",
    "end family.example",
    "begin bear.other.example",
  ]);
  await moves(undefined);
  await moves(here);
  await whole[Symbol.asyncDispose]();
  expect(did).toEqual(["end other.example", "begin bear.family.example", "end family.example"]);
  await moves({ ...here, zone: "third.example" });
  expect(did).toHaveLength(3);
});
