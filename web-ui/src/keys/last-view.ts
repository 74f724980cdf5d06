/** What a browser last saw of home: enough to open with, and to record by, before the hub answers or while it is away. No message and no sound. */
import { z } from "zod";
import { alertList } from "../../../hub/contract/alerts.ts";
import { type HouseState, houseState, sessionInfo } from "../../../hub/contract/api.ts";
import { peopleList } from "../../../hub/contract/invitations.ts";
import { type PostView, postView } from "../../../hub/contract/post.ts";

const lastView = z.strictObject({
  info: sessionInfo,
  /** A guardian's. */
  house: houseState.optional(),
  /** Whether anything was ever said there. */
  isNew: z.boolean().optional(),
  /** What there is to know, and the names in it. */
  alerts: alertList.shape.alerts.optional(),
  people: peopleList.optional(),
  /** A relative's. */
  post: postView.optional(),
  /** When home was last reached, by this device's clock. Unix ms. */
  at: z.int(),
});
export type LastView = z.output<typeof lastView>;

export const writeLastView = (view: LastView): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(view));

/** @returns `undefined` for one that a page of another build wrote, in another form */
export function readLastView(bytes: Uint8Array): LastView | undefined {
  return lastView.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
}

/** Without what is only true while somebody looks: nothing that is shown later is stale, for it is not there. */
export const lastingHouse = (house: HouseState): HouseState => ({
  ...house,
  toys: house.toys.map((toy) => ({
    ...toy,
    connected: false,
    rssi: null,
    heldSince: null,
    volume: null,
    activity: "idle",
    loop: null,
    loopEnded: null,
    quietUntil: null,
    answering: false,
  })),
  candidates: [],
  searching: false,
  heldForOthers: 0,
  messages: [],
  hubMicrophone: false,
  now: new Date(0).toISOString(),
});

export const lastingPost = (post: PostView): PostView => ({
  ...post,
  children: post.children.map((child) => ({ ...child, quietUntil: null })),
  messages: [],
  answers: [],
  elsewhere: [],
  now: new Date(0).toISOString(),
});
