/** Old recordings, for who finds a way in that was somebody's before the hub started anew: `hub/contract/former.ts`. */
import { sessionInfo } from "../../contract/api.ts";
import { formerKeys, formerList, formerShown, formerVaults } from "../../contract/former.ts";
import { listFormer, openFormer } from "../../use-cases/open-former.ts";
import { bodyOf, idOf, sessionOf } from "../call-facts.ts";
import { jsonBody, type Route } from "../route.ts";

export const FORMER_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/former",
    policy: "guardian",
    summary: "Who were guardians before the hub started anew",
    body: { kind: "none" },
    answer: { kind: "json", schema: formerList },
    handle: async ({ house }) => ({ kind: "json", value: { guardians: listFormer(house) } }),
  },
  {
    method: "POST",
    path: "/former/:id/keys",
    policy: "guardian",
    stepUp: true,
    summary: "Show a passphrase or sheet of theirs: the boxes that it opens",
    body: jsonBody(formerShown),
    answer: { kind: "json", schema: formerKeys },
    handle: async (call) => {
      const shown = bodyOf(call, formerShown);
      const { person, family } = await call.access.formerDoor.show(sessionOf(call), idOf(call), shown);
      const slots = person.slots.map(({ box }) => ({ box }));
      return { kind: "json", value: { slots, vaults: [...person.vaults], roster: [...family.roster] } };
    },
  },
  {
    method: "POST",
    path: "/former/:id/vaults",
    policy: "guardian",
    stepUp: true,
    summary:
      "Hand over their vaults, boxed to every guardian of now: old recordings open, and are sealed anew",
    body: jsonBody(formerVaults),
    answer: { kind: "json", schema: sessionInfo, status: 201 },
    handle: async (call) => {
      const { boxes } = bodyOf(call, formerVaults);
      await openFormer(call.house, call.access.formerDoor, sessionOf(call), idOf(call), boxes);
      return { kind: "json", value: await call.access.describe(sessionOf(call)), status: 201 };
    },
  },
];
