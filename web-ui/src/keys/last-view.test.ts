import { expect, test } from "vitest";
import { postView } from "../../../hub/contract/post.ts";
import { publicId } from "../../../hub/contract/public-id.ts";
import { makeHouse, makeMessage } from "../../test/house-fixture.ts";
import { lastingHouse, lastingPost, readLastView } from "./last-view.ts";

const id = (letter: string) => publicId.parse(`${letter.repeat(21)}A`);
const at = "2026-03-04T20:00:00.000Z";

test("of a house stays what one records by: children and toys, and nothing that was said or is only true now", () => {
  const house = makeHouse([makeMessage("A", 5), makeMessage("B", 9)], { searching: true, pretendToy: true });
  expect(lastingHouse(house)).toMatchObject({
    children: house.children,
    toys: [{ name: "Bruno", connected: false, rssi: null, activity: "idle" }],
    messages: [],
    candidates: [],
    searching: false,
    pretendToy: true,
  });
});

test("of a relative's post stay the children and whom to ask, and no message and no answer", () => {
  const child = {
    id: id("C"),
    name: "Mika",
    mayWrite: true,
    isTrusted: false,
    mayHear: true,
    toys: [],
    zone: "Europe/Berlin",
    quietUntil: at,
  };
  const post = postView.parse({
    children: [child],
    messages: [
      {
        id: id("M"),
        child: child.id,
        createdAt: at,
        milliseconds: 1_000,
        state: "queued",
        at,
        waitsFor: null,
      },
    ],
    answers: [{ id: id("R"), child: child.id, createdAt: at, milliseconds: 1_000, at }],
    elsewhere: [{ label: null, since: null }],
    guardians: ["Robin"],
    phones: [{ name: "Robin", phone: "112" }],
    now: at,
  });
  expect(lastingPost(post)).toMatchObject({
    children: [{ ...child, quietUntil: null }],
    messages: [],
    answers: [],
    elsewhere: [],
    guardians: ["Robin"],
    phones: [{ name: "Robin", phone: "112" }],
  });
});

test("what a page of another build kept is not taken for what it is not", () => {
  expect(readLastView(new TextEncoder().encode('{"info":{},"at":1}'))).toBeUndefined();
});
