/** Finding, claiming and lending toys, and the pretend one. */
import type { ToyView } from "../../../../hub/contract/api.ts";

/** Why a toy could not be made ours; after "That did not work: ". */
export const CLAIM_WORDS: Readonly<Record<string, string>> = {
  "no-paw": "nobody pressed its blue hand in time.",
  "link-lost": "it went out of reach.",
  "not-found": "it is not near any more. Is it switched on?",
  "already-claimed": "it belongs to this hub already.",
  "other-guardian": "its guard knows another family. Start over on the hub itself.",
  cancelled: "it was stopped.",
  "no-roster": "the hub’s list of guardians is not there yet. Try again in a moment.",
  "journal-failed": "the hub could not write it down. Is its disk full?",
};

export const ACTIVITY_WORDS: Readonly<Record<ToyView["activity"], (child: string) => string>> = {
  idle: () => "",
  playing: (child) => `${child} is listening`,
  recording: (child) => `${child} is recording`,
  fetching: (child) => `Fetching what ${child} recorded`,
  delivering: () => "A message is on its way",
};

export const toyWords = {
  claimFailures: CLAIM_WORDS,
  activities: ACTIVITY_WORDS,
  findToy: {
    title: "Let’s find the toy",
    lead: "Switch it on and keep it near the hub.",
    start: "Find the toy",
    searching: "Searching …",
    nothing: "Nothing found yet. Is the toy switched on? Hold it close to the hub.",
    held: "The toys’ guard still believes the family that was. On the hub’s machine, stop Pawpost, type this, and start it again. Then search here.",
    heldCommand: "scripts/pawpost ble trust --reset",
    again: "Search again",
    stop: "Stop searching",
    candidate: (model: string) => (model.toLowerCase() === "cloudpets" ? "CloudPets toy" : model),
    inRoom: (room: string, nearness: string) => `${room}: ${nearness}`,
    near: "very near",
    middle: "near",
    far: "far",
    choose: "This one",
    nameTitle: "What are they called?",
    toyName: "Toy’s name",
    childName: "Child’s name",
    whose: "Whose toy is it?",
    anotherChild: "Another child …",
    blink: "Blink its heart",
    back: "Back",
    connecting: "Reaching the toy …",
    press: "Its heart blinks. Press its blue hand.",
    pressHint: "That shows that you hold it, and that it is not your neighbour’s.",
    cancel: "Not this one",
    failed: "That did not work:",
  },
  toy: {
    here: "Here",
    away: "Out of reach",
    never: "not seen yet",
    tip: (toy: string) =>
      `Post waits for ${toy}, and goes by itself when it is near. Is it switched on? Put it in the room of the hub for a minute.`,
    longAway: (toy: string) => `Post has waited for ${toy} for more than a day`,
    longTip: "New batteries help most often. The walk test shows from where the toy hears the hub.",
    toWalk: "To the walk test",
    signal: { none: "", strong: "strong signal", good: "good signal", weak: "weak signal" },
    pretend: "pretend toy",
  },
  radio: {
    offline: "The hub’s toy radio is starting, or stopped. Messages wait.",
    off: "The hub’s Bluetooth is switched off. Messages wait.",
    missing:
      "The hub has no Bluetooth adapter that answers. Unplug the small Bluetooth stick, count to five, plug it in.",
    unauthorized: "The hub may not use its Bluetooth adapter. See “Bluetooth” in the hub’s guide.",
  },
  pretend: {
    title: "Pretend toy",
    lead: "No real toy is near, so this one stands in. It lives on the hub and speaks Bluetooth like a real one.",
    blue: "Blue hand",
    blueHint: "listen",
    red: "Red hand",
    redHint: "record an answer",
    redStop: "press again to stop",
    heart: { off: "Heart is dark", on: "Heart is lit", blinking: "Heart is blinking" },
    activity: {
      idle: "Sitting there",
      playing: "Speaking",
      recording: "Listening to the child",
      busy: "Talking to the hub",
    },
    away: "Not connected to the hub",
    heard: "What the child hears",
    nothingHeard: "Nothing yet. Send a message, then press the blue hand.",
    hummed: "No microphone, so the child hums.",
  },
  toys: {
    title: "Toys",
    whose: (child: string) => `With ${child}`,
    free: "Free: with no child.",
    give: "Give it to a child",
    mayHold: "It may still hold what it was given before. The next message takes its place.",
    lend: "Lend or give on",
    to: "To whom",
    somebodyNew: "Another child …",
    lendWhat: (child: string) =>
      `What waits for ${child} stays here until the toy is back. What is said into it belongs to whoever has it.`,
    stillOnIt: (toy: string, child: string, isHeard: boolean) =>
      `${toy} still holds a message for ${child}${isHeard ? "" : " that nobody has heard"}. Whoever presses its paw hears it, until the next message takes its place.`,
    lendNow: "Hand it over",
    busy: "Handing it over …",
    lent: (toy: string, child: string) => `${toy} is with ${child} now`,
    rename: "Rename",
    renamed: (toy: string) => `It is called ${toy} now`,
    remove: "Remove",
    sureRemove: (toy: string) => `Remove ${toy}?`,
    whatRemove: (toy: string) =>
      `For a toy that is given away, lost or broken. ${toy} is not your family’s any more: the hub lets go of it, and brings it nothing. What still waits for it is not delivered. Nothing that was said is lost: every message stays in the timeline, to be listened to, and says that it was for ${toy}.`,
    removeHere: (toy: string) =>
      `${toy} is in reach, so it is emptied first: silence goes over what was given to it, its heart goes dark, and it gets back the name that it came with. That takes about a minute: leave it near, and switched on. What the child said into it last, it keeps; no hub can erase that. To have it back, find it anew and press its paw.`,
    removeAway: (toy: string) =>
      `${toy} is out of reach. Bring it near within ten minutes, and it is emptied. Otherwise its heart may go on blinking, and what lies on it can be heard by whoever has it, until something else takes its place. To have it back, find it anew and press its paw.`,
    left: {
      waits: (toy: string) =>
        `${toy} is not the family’s any more. If it comes near within ten minutes, it is emptied of what was given to it.`,
      emptying: (toy: string) => `${toy} is being emptied. Leave it near, and switched on.`,
      isEmpty: (toy: string) =>
        `${toy} is empty: silence lies where your messages were. One thing stays: what the child said into it last. To put something else over that, press its record paw and say a word.`,
      isNot: (toy: string) =>
        `${toy} was not emptied. What it was given last it plays, until something else takes its place. To empty it after all: find it anew, press its paw, and remove it while it is near.`,
    },
    removeNow: "Remove it",
    removing: "Removing it …",
    removed: (toy: string) => `${toy} is not the family’s any more`,
    compare: "Compare these six words",
    compareHow:
      "They stand for your family. The hub’s own machine shows six words too (pawpost ble trust), from the moment when the first paw was pressed. Where they differ, somebody has got in between: send nothing.",
    pressWords: "From then on the toy knows your family by six words:",
  },
} as const;
