import { HOME_AUTHORITY, HOME_AUTHORITY_TYPE } from "../../contract/home-page.ts";
import { HttpRefused } from "../errors.ts";
import type { Route } from "../route.ts";

export const HOME_PAGE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: HOME_AUTHORITY,
    // No secret: a name that follows from the hub's public key, and a key that verifies. It goes by a link, since a phone installs what it
    // fetched so, and a link proves nothing.
    policy: "anybody",
    summary:
      "The certificate that devices are told to believe, to open the hub at its home name; there only where the household wants that name",
    body: { kind: "none" },
    answer: { kind: "bytes", type: HOME_AUTHORITY_TYPE },
    handle: async ({ house }) => {
      const authority = house.homeName.authority();
      if (authority === undefined) throw new HttpRefused("http.not-found", "no home name here");
      return { kind: "bytes", bytes: new TextEncoder().encode(authority) };
    },
  },
];
