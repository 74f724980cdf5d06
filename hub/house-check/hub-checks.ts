import type { Check } from "./check.ts";
import { backupCheck } from "./checks/backup.ts";
import { clockCheck } from "./checks/clock.ts";
import { diskCheck } from "./checks/disk.ts";
import { exposureCheck } from "./checks/exposure.ts";
import { filesCheck } from "./checks/files.ts";
import { portsCheck } from "./checks/ports.ts";
import { pushCheck } from "./checks/push.ts";
import { relayCheck } from "./checks/relay.ts";
import { soundCheck } from "./checks/sound.ts";
import { tlsCheck } from "./checks/tls.ts";

/** Those that the hub can make of itself, with no right that it does not have. */
export const HUB_CHECKS: readonly Check[] = [
  filesCheck,
  soundCheck,
  diskCheck,
  clockCheck,
  portsCheck,
  exposureCheck,
  tlsCheck,
  relayCheck,
  pushCheck,
  backupCheck,
];
