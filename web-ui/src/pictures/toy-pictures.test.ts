/** What lies on a toy and when it was carried there, out of what messages went through. */

import { expect, test } from "vitest";
import type { MessageView } from "../../../hub/contract/api.ts";
import { publicId } from "../../../hub/contract/public-id.ts";
import type { MessageState } from "../../../hub/domain/message-state.ts";
import { TOY_SKILLS, type ToySkill } from "../../../hub/domain/toy-skill.ts";
import { makeMessage, makeToy, NOW } from "../../test/house-fixture.ts";
import { deliveryTries } from "./delivery-tries.ts";
import { hasSlot, slotsOf } from "./toy-slots.ts";

const toy = makeToy().id;
/** @param steps state, and how many minutes ago */
const message = (
  letter: string,
  steps: readonly (readonly [MessageState, number])[],
  facts: Partial<MessageView> = {},
): MessageView =>
  makeMessage(letter, steps[0]?.[1] ?? 0, {
    state: steps.at(-1)?.[0] ?? "queued",
    history: steps.map(([state, ago]) => ({
      state,
      at: new Date(NOW - ago * 60_000).toISOString(),
      cause: "test",
    })),
    ...facts,
  });

const heard = message("a", [["queued", 90], ["delivering", 80], ["on_toy", 79], ["played", 60]]); // biome-ignore format: a line of a life
const waiting = message("b", [["queued", 50], ["delivering", 49], ["on_toy", 48]]); // biome-ignore format: a line of a life
const queued = message("c", [["queued", 10]]);
const broken = message("d", [["queued", 30], ["delivering", 29], ["queued", 28], ["delivering", 20], ["failed", 19]]); // biome-ignore format: a line of a life
const answer = message("e", [["received", 40]], { direction: "from-toy", author: null });
const elsewhere = message("f", [["queued", 5], ["delivering", 4], ["on_toy", 3]], { toy: publicId.parse(`${"Z".repeat(21)}A`) }); // biome-ignore format: a line of a life

test("five slots: the child’s own, what the paw plays, and three that nothing uses", () => {
  const slots = slotsOf([queued, waiting, answer, heard, elsewhere], toy, null);
  expect(slots).toMatchObject([
    { kind: "recording", message: { id: answer.id }, at: NOW - 40 * 60_000 },
    { kind: "message", message: { id: waiting.id }, at: NOW - 48 * 60_000, isHeard: false },
    { kind: "unused" },
    { kind: "unused" },
    { kind: "unused" },
  ]);
});

test.each<[string, readonly MessageView[], object]>([
  ["nothing known", [queued], { kind: "unknown" }],
  ["heard", [heard], { kind: "message", isHeard: true }],
  ["what broke off later makes it unsure", [broken, waiting], { kind: "unsure", at: NOW - 20 * 60_000 }],
  ["what broke off earlier does not", [{ ...broken, history: broken.history.map((step) => ({ ...step, at: new Date(Date.parse(step.at) - 3_600_000).toISOString() })) }, waiting], { kind: "message", message: { id: waiting.id } }], // biome-ignore format: a row
])("the slot of the play paw: %s", (_, messages, expected) =>
  expect(slotsOf(messages, toy, null)[1]).toMatchObject(expected),
);

const inSlot = (letter: string, slot: number, ago: number, state: MessageState = "on_toy") =>
  message(letter, [["queued", ago + 2], ["delivering", ago + 1], [state, ago]], { slot }); // biome-ignore format: a line of a life

test("of a mailbox: what comes after lies behind, and what was heard from there is not what the paw plays", () => {
  const [front, second, third] = [inSlot("h", 1, 50), inSlot("i", 2, 40), inSlot("j", 4, 30)];
  const heardBehind = inSlot("k", 3, 45, "played");
  expect(slotsOf([third, second, heardBehind, front], toy, null)).toMatchObject([
    { kind: "unknown" },
    { kind: "message", message: { id: front.id }, isHeard: false },
    { kind: "behind", message: { id: second.id }, at: NOW - 40 * 60_000 },
    { kind: "unused" },
    { kind: "behind", message: { id: third.id } },
  ]);
});

test("of a mailbox: what broke off beside a message that nobody heard leaves that one sure", () => {
  const [front, second] = [inSlot("h", 1, 50), inSlot("i", 2, 40)];
  expect(slotsOf([broken, second, front], toy, null)[1]).toMatchObject({
    kind: "message",
    message: { id: front.id },
  });
  expect(slotsOf([broken, front], toy, null)[1]).toMatchObject({ kind: "unsure" });
});

test("each try is told with how it ended, of this toy and this day only", () => {
  const under = message("g", [["queued", 2], ["delivering", 1]]); // biome-ignore format: a line of a life
  expect(deliveryTries([under, broken, waiting, heard, elsewhere, answer], toy, NOW - 60 * 60_000)).toEqual([
    { at: NOW - 49 * 60_000, end: "there" },
    { at: NOW - 29 * 60_000, end: "broke-off" },
    { at: NOW - 20 * 60_000, end: "broke-off" },
    { at: NOW - 1 * 60_000, end: "waits" },
  ]);
});

test.each<[readonly ToySkill[], readonly number[]]>([
  [TOY_SKILLS, [0, 1, 2, 3, 4]],
  [
    ["recording", "loop"],
    [0, 1],
  ],
  [["mailbox"], [1, 2, 3, 4]],
  [[], [1]],
])("a toy that can no more than %j has these slots", (can, slots) =>
  expect([0, 1, 2, 3, 4].filter((at) => hasSlot(can, at))).toEqual(slots),
);
