/** Whether `pawpost-improv` is wanted: ends with 0 where nobody claimed the hub of this machine and it has no network. systemd/pawpost-improv.service */
import { hasNetwork, hubNearby } from "./hub-nearby.ts";

const { PAWPOST_PORT = "8080" } = process.env;
const isWanted = !hasNetwork() && (await hubNearby(Number(PAWPOST_PORT)).isClaimed()) === false;
process.exit(isWanted ? 0 : 1);
