/** What a browser last saw of home: enough to open, and to record by, while the hub is away. No message and no sound. */
import { z } from "zod";
import { type HouseState, houseState, sessionInfo } from "../../../hub/contract/api.ts";
import { type PostView, postView } from "../../../hub/contract/post.ts";

const lastView = z.strictObject({
  info: sessionInfo,
  /** A guardian's. */
  house: houseState.optional(),
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
  })),
  candidates: [],
  searching: false,
  heldForOthers: 0,
  messages: [],
  pretendToy: false,
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
