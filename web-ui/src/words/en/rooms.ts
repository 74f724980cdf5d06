/** Rooms: other machines that bring messages to toys out of the hub's reach. */
import { listAll, listEither } from "./amounts.ts";

export const roomWords = {
  rooms: {
    open: "Rooms",
    title: "Rooms",
    lead: "Bluetooth carries some ten metres, and fewer through walls. Where a toy lives too far from the hub, a second small machine in that room brings its messages.",
    ownRoom: "Where the hub is",
    reached: "Reached",
    silent: (since: string) => `Not reached since ${since}`,
    notYet: "Not reached yet",
    /** Of the hub's own radio. */
    ownSilent: "Its radio does not answer",
    silentNext:
      "Is its machine switched on, and on the house’s network? Messages for its toys wait. It comes back by itself. Where it does not, switch the machine off and on: one that stands still may hold its toys, and keep other rooms from them.",
    notYetNext:
      "It is started by the line that it showed when it joined. Is its machine switched on, and on the house’s network?",
    toys: (names: readonly string[]) => `Toys here: ${listAll(names)}`,
    noToys: "No toy here.",
    goThere: "Toys go there by themselves, to where they are heard best.",
    goNotThere:
      "Toys do not go there by themselves yet. For that, type this at one of the two machines, and at the other the line that it shows:",
    alone: "There is no other room yet. One takes a Raspberry Pi with Bluetooth and Pawpost set up on it.",
    rename: "Rename",
    newName: "What is the room called?",
    renamed: (name: string) => `The room is called ${name} now`,
    remove: "Remove",
    sureRemove: (name: string) => `Remove ${name}?`,
    whatRemove:
      "Its machine is let in no more, from this moment on. That cannot be undone: to have it back, it joins anew, with another code.",
    removeToys: (names: readonly string[]) =>
      `Out of reach then: ${listAll(names)}. To go on with a toy of them, remove it under Toys, find it from another room, and press its paw. What waits for it until then is taken back.`,
    removeMoved: (names: readonly string[]) =>
      `Another room that hears them holds these from then on: ${listAll(names)}. One that none hears is out of reach until it is near a room again.`,
    removeNoToys: "No toy is there, so none goes out of reach.",
    removing: "Removing it …",
    removed: (name: string) => `${name} is removed`,
    /** In the place of a room's name, where that is gone. */
    goneRoom: "A room that was removed",
    goneToys: (names: readonly string[]) =>
      `Held from a room that was removed: ${listAll(names)}. To go on, remove the toy under Toys, find it from another room, and press its paw.`,
    add: "Add a room",
    nameHint: "As you say it at home, such as Attic.",
    make: "Make a code",
    making: "Making it …",
    codeTitle: (name: string) => `How ${name} joins`,
    type: "On the other machine, where Pawpost is set up, type this line or paste it:",
    line: "The line to type",
    copy: "Copy the line",
    elsewhere: (addresses: readonly string[]) =>
      `Where it gets no answer at this address, write another in its place: ${listEither(addresses)}.`,
    goodFor: (left: string) => `The code counts once, and for ${left} yet.`,
    thenWords: "That machine shows six words then, and this page those of your family.",
    takeBack: "Take the code back",
    cancelled: "The code counts no more",
    made: (name: string, until: string) =>
      `There is a code for ${name}, good until ${until}. It is shown only where it was made.`,
    came: (name: string) => `A machine has brought the code for ${name}`,
    compare: "It shows six words. Are they these?",
    same: "All six are the same",
    differ: "They differ",
    sayYes: "Then type “yes” there. It joins as soon as you do.",
    notThese: "They differ, after all",
    differTitle: "Let it be: type “no” there.",
    differWhy:
      "Somebody has got in between that machine and the hub, or the line led to another hub. Nobody was let in, and the code counts no more.",
    differNext:
      "Look whether both are on your own network and the line was typed whole, then make another code. Where the words differ again, bring both machines together at one cable before you go on.",
    over: (name: string) => `The code for ${name} has run out`,
    overWhy: "Nobody brought it within ten minutes. Nothing listens for it any more.",
    left: (name: string) => `The code for ${name} counts no more`,
    leftWhy:
      "The machine that brought it has gone without a “yes”, or a guardian took the code back. Nobody was let in by it.",
    again: "Make another code",
    close: "Close",
    joined: (name: string) => `${name} has joined`,
    start: "Now type the line that it shows there: it starts the room.",
    started: "It is reached. Look for the toy now, as ever: each room that is reached looks.",
  },
} as const;
