/** Whether `pawpost-improv` is wanted: ends with 0 where nobody claimed the hub of this machine and it has no network. systemd/pawpost-improv.service */
import { hasNetwork, hubNearby } from "./hub-nearby.ts";

const { PAWPOST_PAGE = "http://localhost:8080" } = process.env;
const isWanted = !hasNetwork() && (await hubNearby(PAWPOST_PAGE).isClaimed()) === false;
process.exit(isWanted ? 0 : 1);
