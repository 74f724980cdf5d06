import { expect, test } from "vitest";
import type { MessageView } from "../../../hub/contract/api.ts";
import { MESSAGE_STATES, type MessageState } from "../../../hub/domain/message-state.ts";
import { makeMessage, NOW } from "../../test/house-fixture.ts";
import { chainOf } from "./message-chain.ts";

const at = (minute: number) => new Date(NOW + minute * 60_000).toISOString();
function went(...states: readonly MessageState[]): MessageView {
  const history = states.map((state, n) => ({ state, at: at(n), cause: "test" }));
  const isAnswer = ["received", "awaiting_release", "shared"].includes(states.at(-1) ?? "");
  return makeMessage("a", 0, {
    state: states.at(-1) ?? "queued",
    history,
    direction: isAnswer ? "from-toy" : "to-toy",
  });
}
const SIGNS = { done: "+", here: ">", ahead: ".", broken: "x" };
const draw = (message: MessageView) =>
  chainOf(message)
    .map(({ place, mark }) => `${SIGNS[mark]}${place}`)
    .join(" ");

test.each<[string, readonly MessageState[], string]>([
  ["waits", ["queued"], "+phone +hub >toy .heard"],
  ["is carried", ["queued", "delivering"], "+phone +hub >toy .heard"],
  ["waits for a guardian", ["awaiting_approval"], "+phone +hub >approval .toy .heard"],
  ["was approved", ["awaiting_approval", "queued"], "+phone +hub +approval >toy .heard"],
  ["was declined", ["awaiting_approval", "declined"], "+phone +hub xapproval .toy .heard"],
  ["lies on the toy", ["queued", "delivering", "on_toy"], "+phone +hub +toy >heard"],
  ["was heard", ["queued", "delivering", "on_toy", "played"], "+phone +hub +toy +heard"],
  ["made room unheard", ["queued", "delivering", "on_toy", "replaced"], "+phone +hub +toy xheard"],
  ["could not be brought", ["queued", "delivering", "failed"], "+phone +hub xtoy .heard"],
  ["is an answer", ["received"], "+child +hub +guardians"],
  ["could be shared", ["received", "awaiting_release"], "+child +hub +guardians >relatives"],
  ["was shared", ["received", "awaiting_release", "shared"], "+child +hub +guardians +relatives"],
])("a message that %s", (_, states, drawn) => expect(draw(went(...states))).toBe(drawn));

test("says when each place was reached, and of none that it was reached before it was", () => {
  const times = chainOf(went("awaiting_approval", "queued", "delivering", "on_toy")).map((link) => link.at);
  expect(times).toEqual([at(0), at(0), at(1), at(3), undefined]);
});

test.each(Object.keys(MESSAGE_STATES) as MessageState[])("has a place for %s", (state) => {
  const marks = chainOf(went(state)).map(({ mark }) => mark);
  expect(marks.filter((mark) => mark === "here" || mark === "broken").length).toBeLessThanOrEqual(1);
  expect(marks.indexOf("ahead") === -1 || marks.indexOf("done") < marks.indexOf("ahead")).toBe(true);
});
