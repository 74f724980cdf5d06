import { hubIdOf } from "../../relay/wire/remote-name.ts";
import type { PublicKey } from "../contract/jws.ts";

/** Enough that two hubs of one house, or of two neighbours, do not meet by chance; short enough to be typed. */
const CHARACTERS = 8;

/** What a hub is called on the house's own network, where no name server and no Internet is needed (mDNS: RFC 6762). */
export const homeNameOf = (key: PublicKey): string => `pawpost-${hubIdOf(key).slice(0, CHARACTERS)}.local`;
