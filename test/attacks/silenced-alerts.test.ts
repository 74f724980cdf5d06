/**
 * T-24: parents were not told for more than two months. Here each guardian is told of each thing within ten seconds, in the open
 * page; it survives `kill -9`, stays until that very guardian has said "seen", and no guardian can say so for another. (A full disk:
 * test/faults/full-disk-running.test.ts. A stranger's report: ignored-report.test.ts.)
 */
import { writeFileSync } from "node:fs";
import { cp, rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALERTS, type AlertClass, alertList, BURSTS } from "../../hub/contract/alerts.ts";
import { API } from "../../hub/contract/api.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { countersign } from "../../hub/contract/ledger-head.ts";
import { nonceResponse, signSlotOrder } from "../../hub/contract/slots.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { readEvents } from "../../web-ui/src/hub/event-stream.ts";
import type { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { AttackedHub, type Credential } from "../support/attacked-hub.ts";
import { Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { makeSigner } from "../support/key-ring.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { addGuardian, type SecondGuardian } from "../support/second-guardian.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { randomBytes } from "node:crypto";

const WITHIN_MS = 10_000;
const NAME = "Mum";
const PASSPHRASE = "four lanterns beside our kettle";
const YEAR = 365 * 86_400_000;

/** The wall clock, and it alone, is up to the test. */
const wallClock = (file: string): Patch[] => [
  {
    file: "hub/clock/system-clock.ts",
    find: "now: () => Date.now()",
    replace: "now: () => Date.now() + ahead()",
  },
  {
    file: "hub/clock/system-clock.ts",
    find: 'import { setTimeout as wakeAfter } from "node:timers/promises";',
    replace:
      'import { readFileSync } from "node:fs";\nimport { setTimeout as wakeAfter } from "node:timers/promises";\n' +
      `const ahead = () => Number(readFileSync(${JSON.stringify(file)}, "utf8"));`,
  },
];
