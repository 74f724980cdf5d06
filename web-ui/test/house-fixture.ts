/** A small house for tests of the page: one child, one toy, and messages by the few facts that matter. */
import {
  type HouseState,
  houseState,
  type MessageView,
  messageView,
  type ToyView,
  toyView,
} from "../../hub/contract/api.ts";
import { publicId } from "../../hub/contract/public-id.ts";
import { usualTimes } from "../../hub/domain/child-times.ts";
import { TOY_SKILLS } from "../../hub/domain/toy-skill.ts";

const id = (letter: string) => publicId.parse(`${letter.repeat(21)}A`);
const CHILD = id("C");
const TOY = id("T");
const MAMA = id("M");
export const NOW = Date.parse("2026-03-04T20:00:00Z");
const iso = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000).toISOString();

export const makeToy = (facts: Partial<ToyView> = {}): ToyView =>
  toyView.parse({
    id: TOY,
    name: "Bruno",
    child: CHILD,
    model: "cloudpets",
    firmware: null,
    room: null,
    connected: true,
    rssi: -60,
    seenAt: iso(0),
    heldSince: iso(30),
    volume: null,
    activity: "idle",
    loop: null,
    loopEnded: null,
    quietUntil: null,
    can: TOY_SKILLS,
    mailbox: false,
    answering: false,
    care: { loudest: 100, loudestAtNight: 100, saving: false, recordsOver: false, loudestNow: 100 },
    recordedOverAt: null,
    ...facts,
  });

/** @param letter makes the id; @param minutesAgo when it was made, and came into its state */
export const makeMessage = (
  letter: string,
  minutesAgo: number,
  facts: Partial<MessageView> = {},
): MessageView =>
  messageView.parse({
    id: id(letter),
    direction: "to-toy",
    child: CHILD,
    toy: TOY,
    author: MAMA,
    createdAt: iso(minutesAgo),
    milliseconds: 5_000,
    state: "queued",
    history: [{ state: facts.state ?? "queued", at: iso(minutesAgo), cause: "test" }],
    slot: null,
    when: { kind: "now" },
    waitsFor: null,
    progress: null,
    failure: null,
    sealedBytes: 1_000,
    shares: [],
    vault: 1,
    kept: false,
    keptUntil: null,
    erasedFrom: null,
    ...facts,
  });

export const makeHouse = (messages: readonly MessageView[], facts: Partial<HouseState> = {}): HouseState =>
  houseState.parse({
    children: [{ id: CHILD, name: "Mika", times: usualTimes("Europe/Berlin"), timesChosen: true }],
    toys: [makeToy()],
    goneToys: [],
    candidates: [],
    searching: false,
    heldForOthers: 0,
    messages,
    vault: { number: 1, older: 0 },
    radio: { online: true, adapter: "on", simulated: true },
    pretendToy: false,
    hubMicrophone: false,
    now: iso(0),
    ...facts,
  });
