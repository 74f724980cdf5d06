import { expect, test } from "vitest";
import { words as german } from "./de/words.ts";
import { words as english } from "./en/words.ts";
import { isolateFacts } from "./isolate-facts.ts";

const HEBREW = "נועה";
const isolated = (name: string) => `\u2068${name}\u2069`;

test("a name that runs the other way keeps to itself, and one that runs along is left as it is", () => {
  const fromLeft = isolateFacts(english, "ltr");
  expect(fromLeft.people.opened(HEBREW, "Firefox")).toBe(`${isolated(HEBREW)} has opened the link (Firefox)`);
  expect(fromLeft.people.opened("Jo", "Firefox")).toBe(english.people.opened("Jo", "Firefox"));
  const fromRight = isolateFacts(english, "rtl");
  expect(fromRight.people.opened(HEBREW, "Firefox")).toBe(
    `${HEBREW} has opened the link (${isolated("Firefox")})`,
  );
});

test("lists and facts by name, too; codes and numbers stay what they are", () => {
  const { states, kept, relative } = isolateFacts(german, "rtl");
  const facts = {
    toy: "Bruno",
    child: HEBREW,
    at: "19:42",
    percent: 5,
    attempt: 1,
    failure: "",
    isOfFormerFamily: false,
    isTakenBack: false,
    isPlaying: false,
    reach: "here",
    lastSeen: undefined,
    isBehind: false,
    queuedFor: "lent",
    author: HEBREW,
    length: "0:23",
    declined: "too-long",
    sharedWith: ["Jo", HEBREW],
  } as unknown as Parameters<typeof states.queued>[0];
  expect(states.queued(facts)).toBe(`Wartet, bis ${isolated("Bruno")} wieder bei ${HEBREW} ist`);
  expect(states.declined(facts)).toBe(german.states.declined(facts));
  expect(states.shared(facts)).toBe(`Geteilt mit: ${isolated("Jo")} und ${HEBREW}`);
  expect(relative.oneOf(["Jo", HEBREW])).toBe(`${isolated("Jo")} oder ${HEBREW}`);
  expect(kept.much(3, 1_000, 0)).toBe(german.kept.much(3, 1_000, 0));
});
