import { expect, test } from "vitest";
import type { RoomList, RoomView } from "../../../hub/contract/rooms.ts";
import { joiningOf } from "./joining-of.ts";

const UNTIL = "2026-01-02T03:14:05.000Z";
const MADE = { name: "Attic", until: UNTIL };
const BEFORE = Date.parse(UNTIL) - 1;
const NOTHING: RoomList = { rooms: [], invitation: null };
const invited = (isComparing: boolean, name = "Attic"): RoomList => ({
  rooms: [],
  invitation: { name, until: UNTIL, isComparing },
});
const attic = (isReached: boolean): RoomView => ({
  id: "room-00000001",
  name: "Attic",
  joinedAt: UNTIL,
  isReached,
  silentSince: null,
  takesOver: false,
});

test.each<[string, RoomList, "nothing" | "code" | "words", number, object]>([
  ["the hub has not said anything of it yet", NOTHING, "nothing", BEFORE, { kind: "waits" }],
  ["nobody has brought it", invited(false), "nothing", BEFORE, { kind: "waits" }],
  ["a machine brought it", invited(true), "code", BEFORE, { kind: "compares" }],
  ["that machine went without a yes", NOTHING, "words", BEFORE, { kind: "left" }],
  ["who brought it went at once, or it was taken back", NOTHING, "code", BEFORE, { kind: "left" }],
  ["its time is over", NOTHING, "code", BEFORE + 1, { kind: "over" }],
  ["its time is over, and the hub never said a word of it", NOTHING, "nothing", BEFORE + 1, { kind: "over" }],
  ["another code took its place", invited(false, "Cellar"), "code", BEFORE, { kind: "left" }],
  [
    "it joined, and is not started",
    { ...NOTHING, rooms: [attic(false)] },
    "words",
    BEFORE,
    { kind: "joined", isReached: false },
  ],
  [
    "it joined and runs",
    { ...invited(false, "Cellar"), rooms: [attic(true)] },
    "words",
    BEFORE + 1,
    { kind: "joined", isReached: true },
  ],
])("%s", (_, list, seen, now, expected) => expect(joiningOf(list, MADE, seen, now)).toEqual(expected));
