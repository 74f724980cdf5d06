/**
 * Whether `pawpost-improv` is wanted, and can do its work: ends with 0 where nobody claimed the hub of this machine, it has no network, and nothing
 * keeps it from joining one. What does is said to the journal, since who looks there has a hub that nobody can reach. systemd/pawpost-improv.service
 */
import { openLog } from "../../hub/log/open-log.ts";
import { adapterTrouble } from "./adapter-trouble.ts";
import { hasNetwork, hubNearby } from "./hub-nearby.ts";
import { wifiTrouble } from "./wifi-trouble.ts";

const { PAWPOST_HCI = "hci0", PAWPOST_JOURNAL_FD, PAWPOST_PORT = "8080" } = process.env;

const isWanted = !hasNetwork() && (await hubNearby(Number(PAWPOST_PORT)).isClaimed()) === false;
const trouble = isWanted ? (adapterTrouble(PAWPOST_HCI) ?? (await wifiTrouble())) : undefined;
if (trouble !== undefined)
  openLog({ process: "improv", journalFd: PAWPOST_JOURNAL_FD }).warn(`no Wi-Fi by a phone: ${trouble}`);
process.exit(isWanted && trouble === undefined ? 0 : 1);
