/** Lullabies and stories: a guardian's alone. */
import { messageView } from "../../contract/api.ts";
import { MAX_TOY_BYTES } from "../../contract/clip-ticket.ts";
import {
  libraryAdded,
  libraryMeta,
  libraryStamp,
  libraryTitle,
  libraryView,
  loopRequest,
} from "../../contract/library.ts";
import { addToLibrary } from "../../use-cases/add-to-library.ts";
import { handOutLibraryClip } from "../../use-cases/hand-out-library-clip.ts";
import { startLoop, stopLoop } from "../../use-cases/play-loop.ts";
import { keepInLibrary, removeFromLibrary } from "../../use-cases/remove-from-library.ts";
import { renameInLibrary } from "../../use-cases/rename-in-library.ts";
import { stampLibraryItem } from "../../use-cases/stamp-library-item.ts";
import { viewLibrary } from "../../use-cases/view-library.ts";
import { bodyOf, fileOf, idOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

const none = { kind: "none" } as const;
const nothing = { kind: "nothing" } as const;

export const LIBRARY_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/library",
    policy: "guardian",
    summary: "Lullabies and stories, and how much room is left",
    body: none,
    answer: { kind: "json", schema: libraryView },
    handle: async ({ house }) => ({ kind: "json", value: await viewLibrary(house) }),
  },
  {
    method: "POST",
    path: "/library",
    policy: "guardian",
    summary:
      "Keep a lullaby, or a story’s next chapter: `meta` and `toy` (message file). It goes to no toy by that",
    body: { kind: "parts", meta: libraryMeta, files: { toy: MAX_TOY_BYTES } },
    answer: { kind: "json", schema: libraryAdded, status: 201 },
    handle: async (call) => {
      const meta = bodyOf(call, libraryMeta);
      const { item, isNew } = await addToLibrary(call.house, meta, fileOf(call, "toy"), sessionOf(call));
      return { kind: "json", value: item, status: isNew ? 201 : 200 };
    },
  },
  {
    method: "GET",
    path: "/library/:id/clip",
    policy: "guardian",
    summary: "The toy bytes, to listen to or to stamp; noted in the ledger",
    body: none,
    answer: { kind: "bytes", type: "application/octet-stream" },
    handle: async (call) => ({
      kind: "bytes",
      bytes: await handOutLibraryClip(call.house, idOf(call), sessionOf(call)),
    }),
  },
  {
    method: "PUT",
    path: "/library/:id/title",
    policy: "guardian",
    summary: "Rename an item, or a story",
    body: jsonBody(libraryTitle),
    answer: nothing,
    handle: async (call) => {
      await renameInLibrary(call.house, idOf(call), bodyOf(call, libraryTitle).title, sessionOf(call));
      return nothing;
    },
  },
  {
    method: "DELETE",
    path: "/library/:id",
    policy: "guardian",
    stepUp: true,
    summary: "Remove an item, or a story with all its chapters: erased ten seconds later",
    body: none,
    answer: nothing,
    handle: async (call) => {
      await removeFromLibrary(call.house, idOf(call), sessionOf(call));
      return nothing;
    },
  },
  {
    method: "DELETE",
    path: "/library/:id/removal",
    policy: "guardian",
    summary: "Keep it after all",
    body: none,
    answer: nothing,
    handle: async (call) => {
      await keepInLibrary(call.house, idOf(call));
      return nothing;
    },
  },
  {
    method: "POST",
    path: "/library/:id/stamp",
    policy: "guardian",
    summary: "Put it on a toy, by a stamp for this clip and that toy: it joins the queue as a message",
    body: jsonBody(libraryStamp),
    answer: { kind: "json", schema: messageView, status: 201 },
    handle: async (call) => {
      const taken = await stampLibraryItem(call.house, idOf(call), bodyOf(call, libraryStamp));
      return { kind: "json", value: taken.message, status: taken.isNew ? 201 : 200 };
    },
  },
  {
    method: "POST",
    path: "/toys/:id/loop",
    policy: "guardian",
    summary: "Play what the toy holds of the library, again and again, for 5, 10 or 15 minutes",
    body: jsonBody(loopRequest),
    answer: nothing,
    handle: async (call) => {
      await startLoop(call.house, idOf(call), bodyOf(call, loopRequest), sessionOf(call));
      return nothing;
    },
  },
  {
    method: "DELETE",
    path: "/toys/:id/loop",
    policy: "guardian",
    summary: "Stop what the toy plays, at once",
    body: none,
    answer: nothing,
    handle: async (call) => {
      await stopLoop(call.house, idOf(call), sessionOf(call));
      return nothing;
    },
  },
];
