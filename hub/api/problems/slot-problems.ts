/** Ways in and devices: adding, testing and removing them. */
import type { Problems } from "./problem-words.ts";

export const SLOT_PROBLEMS = {
  "slot.unknown": {
    status: 404,
    title: "That way in is not there any more.",
    action: "Reload the page and look at the list.",
  },
  "slot.exists": {
    status: 409,
    title: "The hub has this way in already.",
    action: "Reload the page and look at the list.",
  },
  "slot.wrong-passkey": {
    status: 422,
    title: "The passkey that was made is not one for this hub.",
    action: "Try again; if it happens twice, make it on another device.",
  },
  "slot.last": {
    status: 409,
    title: "Nothing else opens your recordings by itself.",
    action: "Make another recovery sheet and type it back once, then remove this one.",
  },
  "slot.too-many": {
    status: 409,
    title: "There is no room for another way in of this kind.",
    action: "Remove one that you do not use any more.",
  },
  "slot.not-proven": {
    status: 403,
    title: "That was not signed with your keys.",
    action: "Use your passphrase, your passkey or your recovery sheet again.",
  },
  "former.unknown": {
    status: 404,
    title: "There was no such guardian.",
    action: "Reload the page and look at the list.",
  },
  "former.refused": {
    status: 403,
    title: "That does not open those recordings.",
    action: "Check whose it was, and every letter. A sheet that was removed then opens nothing.",
  },
  "device.unknown": {
    status: 404,
    title: "That device is not on your list.",
    action: "Look at the list again.",
  },
  "device.this-one": {
    status: 409,
    title: "That is the device you are using.",
    action: "Use “Sign out” at the end of the first page.",
  },
  "device.not-signed": {
    status: 403,
    title: "Your passphrase is needed for that.",
    action: "Look at the list again, then type your passphrase.",
  },
} as const satisfies Problems;
