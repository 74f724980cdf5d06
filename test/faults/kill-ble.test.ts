import { killRounds } from "./kill-rounds.ts";

killRounds("ble", 24); // 50 with those of kill-hub.test.ts, which run beside
