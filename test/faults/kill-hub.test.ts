import { killRounds } from "./kill-rounds.ts";

killRounds("hub", 26); // 50 with those of kill-ble.test.ts, which run beside
