import { describe, expect, test } from "vitest";
import type { MessageView } from "../../hub/contract/api.ts";
import { messageState } from "../../hub/contract/api.ts";
import { DELIVERY_FAILURES } from "../../hub/contract/delivery-failures.ts";
import { DECLINE_REASONS, HUB_FAILURES } from "../../hub/domain/message-state.ts";
import { QUEUE_REASONS, type QueueReason } from "../../hub/domain/queue-reason.ts";
import { makeHouse, makeMessage, makeToy, NOW } from "../test/house-fixture.ts";
import { holdsUp, sayState, waitedFor } from "./message-facts.ts";
import { ownZone } from "./moments.ts";
import { DECLINE_WORDS, FAILURE_WORDS } from "./words/en/messages.ts";
import { POST_WORDS } from "./words/en/relatives.ts";

const say = (message: ReturnType<typeof makeMessage>, house = makeHouse([message])) =>
  sayState(message, house, NOW);
const queued = (reason: QueueReason) => makeMessage("a", 1, { waitsFor: { reason } });
const delivering = (percent: number, attempt: number) =>
  makeMessage("a", 1, { state: "delivering", progress: { percent, attempt } });

test("the times in a sentence are the child’s, with the place where it is elsewhere", () => {
  const at = new Date(NOW).toISOString();
  const heard = makeMessage("a", 1, { state: "played", history: [{ state: "played", at, cause: "test" }] });
  const waits = makeMessage("b", 1, {
    state: "scheduled",
    waitsFor: { reason: "quiet-hours", until: new Date(NOW + 60_000).toISOString() },
  });
  const { children, ...facts } = makeHouse([heard, waits]);
  const sayIn = (zone: string) => {
    const there = children.map((child) => ({ ...child, times: { ...child.times, zone } }));
    return [heard, waits].map((message) => say(message, { ...facts, children: there }));
  };
  expect(sayIn("Pacific/Kiritimati")).toEqual([
    expect.stringMatching(/^Heard 10:00.*in Kiritimati$/),
    expect.stringMatching(/^It is night at Mika’s\. Goes 10:01.*in Kiritimati$/),
  ]);
  expect(sayIn(ownZone()).join()).not.toMatch(/ in /);
});

describe("a message's state in words", () => {
  test.each<[string, ReturnType<typeof makeMessage>, string | RegExp]>([
    ["waits, and the hub has not looked why", makeMessage("a", 1), "Waiting for Bruno"],
    ["is waiting for its turn", queued("next"), "Next for Bruno"],
    ["waits for who uses the toy", queued("busy"), "Bruno is busy. This one is next"],
    ["broke off", queued("again"), "It broke off on the way to Bruno. The hub tries again by itself"],
    ["waits for the radio", queued("radio"), "Waits until the hub’s radio is back"],
    ["waits behind another", queued("behind"), "Goes to Bruno when Mika has heard the one before"],
    ["waits for a toy that is lent", queued("lent"), "Waits until Bruno is back with Mika"],
    ["is under way", delivering(43, 1), "Delivering 43 %"],
    ["is under way a second time", delivering(7, 2), "Delivering 7 %, trying again (2)"],
    [
      "is wanted back, and nobody knows yet whether in time",
      makeMessage("a", 1, {
        state: "delivering",
        history: [{ state: "delivering", at: new Date(NOW).toISOString(), cause: "guardian-cancels" }],
      }),
      "Taking it back …",
    ],
    ["lies on the toy", makeMessage("a", 1, { state: "on_toy" }), "On the toy. Heart is blinking"],
    [
      "lies on a toy that nobody sees",
      makeMessage("a", 1, { state: "on_toy_unconfirmed" }),
      "On the toy. We can’t see if it was heard",
    ],
    ["was heard", makeMessage("a", 1, { state: "played" }), /^Heard \S/],
    [
      "failed for a reason",
      makeMessage("a", 1, { state: "failed", failure: { code: "toy-busy", retry: true } }),
      "Could not deliver: the toy was busy.",
    ],
    [
      "failed for a reason from the future",
      makeMessage("a", 1, { state: "failed", failure: { code: "toy-eaten", retry: true } }),
      "Could not deliver, and this page does not know why. Load it anew.",
    ],
  ])("when it %s", (_, message, words) => {
    if (typeof words === "string") expect(say(message)).toBe(words);
    else expect(say(message)).toMatch(words);
  });

  const grandma = makeMessage("g", 1).id;
  const people = {
    guardians: [],
    invitations: [],
    former: [],
    relatives: [
      { id: grandma, name: "Grandma", lastSeenAt: null, children: [] },
      { id: makeMessage("u", 1).id, name: "Uncle", lastSeenAt: null, children: [] },
    ],
  };
  const given = (...letters: string[]) =>
    letters.map((letter) => ({
      person: makeMessage(letter, 1).id,
      recipient: `age1${"q".repeat(58)}`,
      at: new Date(NOW).toISOString(),
    }));
  const answer = { direction: "from-toy", author: null } as const;
  test.each<[string, ReturnType<typeof makeMessage>, string]>([
    [
      "waits for a guardian",
      makeMessage("a", 1, { state: "awaiting_approval", author: grandma, milliseconds: 23_000 }),
      "Grandma wants to send 0:23. Listen and approve",
    ],
    [
      "was declined",
      makeMessage("a", 1, { state: "declined", author: grandma, declined: "hard-to-hear" }),
      "Not this one: hard to hear",
    ],
    [
      "is nobody else's",
      makeMessage("a", 1, { ...answer, state: "awaiting_release" }),
      "Kept safe. Nobody else has it",
    ],
    [
      "was shared with two",
      makeMessage("a", 1, { ...answer, state: "shared", shares: given("g", "u") }),
      "Shared with Grandma and Uncle",
    ],
    [
      "was shared with somebody whom the page does not know",
      makeMessage("a", 1, { ...answer, state: "shared", shares: given("x") }),
      "Shared with somebody",
    ],
  ])("of the family: when it %s", (_, message, words) => {
    expect(sayState(message, makeHouse([message]), NOW, people)).toBe(words);
  });

  test("its sender reads a kind word for every state, and nothing of how the house goes about it", () => {
    for (const state of messageState.options)
      for (const isToyGone of [false, true])
        for (const declined of [undefined, ...DECLINE_REASONS]) {
          const said = POST_WORDS[state]({
            child: "Mika",
            at: "19:42",
            declined,
            isToyGone,
            waits: undefined,
          });
          expect(said, state).not.toMatch(/undefined|Bluetooth|radio|slot|hub/i);
        }
    for (const { toSender } of Object.values(DECLINE_WORDS)) expect(toSender("Mika")).toMatch(/[.]$/);
  });

  test("says when a toy out of reach was last seen", () => {
    const message = queued("out-of-reach");
    const seenAt = new Date(NOW - 3_600_000).toISOString();
    const house = makeHouse([message], { toys: [makeToy({ connected: false, seenAt })] });
    expect(say(message, house)).toMatch(/^Waiting for Bruno\. Last seen .+, out of range; nothing to do$/);
  });

  test("does not say that there is nothing to do once the page says what to try", () => {
    const message = makeMessage("a", 31, { waitsFor: { reason: "out-of-reach" } });
    const house = makeHouse([message], { toys: [makeToy({ connected: false, seenAt: null })] });
    expect(say(message, house)).toBe("Waiting for Bruno. Not seen yet today");
  });

  test.each(["on_toy", "on_toy_unconfirmed"] as const)(
    "says that the child listens, while it is %s and the toy speaks",
    (state) => {
      const message = makeMessage("a", 1, { state });
      const house = makeHouse([message], { toys: [makeToy({ activity: "playing" })] });
      expect(say(message, house)).toBe("Mika is listening now");
    },
  );

  test.each<[MessageView["state"], string]>([
    ["cancelled", "Not delivered: Owl was removed. It can be listened to here"],
    ["on_toy_unconfirmed", "It was on Owl when that was removed. We can’t see if it was heard"],
  ])("says of %s that its toy was removed, and which one that was", (state, words) => {
    const message = makeMessage("a", 1, { state });
    const gone = { goneAt: message.createdAt, emptying: null, emptied: null };
    const goneToys = message.toy === null ? [] : [{ id: message.toy, name: "Owl", ...gone }];
    expect(say(message, makeHouse([message], { toys: [], goneToys }))).toBe(words);
  });

  test.each(QUEUE_REASONS)("is a whole sentence for a message that waits for: %s", (reason) => {
    expect(say(queued(reason))).toMatch(/^(?=.*(?:Bruno|radio))[A-Z]/);
  });

  test.each(messageState.options)("is a whole sentence for %s, nothing undefined in it", (state) => {
    const words = say(makeMessage("a", 1, { state }));
    expect(words).toMatch(/^[A-Z]/);
    expect(words).not.toMatch(/undefined|null|NaN/);
  });

  test("has words for every reason that ble or the hub knows", () => {
    expect(Object.keys(FAILURE_WORDS).sort()).toEqual([...DELIVERY_FAILURES, ...HUB_FAILURES].sort());
  });
});

describe("making room", () => {
  const onToy = makeMessage("b", 9, { state: "on_toy" });
  test("is offered while another message for the same toy waits", () => {
    expect(holdsUp(onToy, makeHouse([makeMessage("a", 1), onToy]))).toBe(true);
  });
  test("is not offered when nothing waits, nor for a message that was heard", () => {
    expect(holdsUp(onToy, makeHouse([onToy]))).toBe(false);
    const heard = makeMessage("b", 9, { state: "played" });
    expect(holdsUp(heard, makeHouse([makeMessage("a", 1), heard]))).toBe(false);
  });
});

describe("how long a message has waited for a toy out of reach", () => {
  const minutes = (count: number) => count * 60_000;
  const awaited = makeMessage("a", 90, { waitsFor: { reason: "out-of-reach" } });
  const seen = (minutesAgo: number) =>
    makeToy({ connected: false, seenAt: new Date(NOW - minutes(minutesAgo)).toISOString() });

  test("counts from the message, or from when the toy was there since", () => {
    expect(waitedFor(awaited, makeToy({ connected: false, seenAt: null }), NOW)).toBe(minutes(90));
    expect(waitedFor(awaited, seen(300), NOW)).toBe(minutes(90));
    expect(waitedFor(awaited, seen(20), NOW)).toBe(minutes(20));
  });
  test("is nothing for what waits for something else, or for another toy, or by a clock that is behind", () => {
    expect(waitedFor(makeMessage("a", 90, { waitsFor: { reason: "behind" } }), seen(300), NOW)).toBe(0);
    expect(waitedFor(awaited, makeToy({ id: makeMessage("z", 1).id }), NOW)).toBe(0);
    expect(waitedFor(awaited, seen(300), NOW - minutes(200))).toBe(0);
  });
});
