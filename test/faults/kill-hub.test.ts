import { size } from "../attacks/sizes.ts";
import { killRounds } from "./kill-rounds.ts";

killRounds("hub", size("hubKills"));
