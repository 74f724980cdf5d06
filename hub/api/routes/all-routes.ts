import type { Route } from "../route.ts";
import { ACCESS_ROUTES } from "./access-routes.ts";
import { ADVISORY_ROUTES } from "./advisory-routes.ts";
import { ALERT_ROUTES } from "./alert-routes.ts";
import { ANEW_ROUTES } from "./anew-routes.ts";
import { BACKUP_ROUTES } from "./backup-routes.ts";
import { DEVICE_ROUTES } from "./device-routes.ts";
import { DRILL_ROUTES } from "./drill-routes.ts";
import { FORMER_ROUTES } from "./former-routes.ts";
import { GAP_ROUTES } from "./gap-routes.ts";
import { GUARDIAN_ROUTES } from "./guardian-routes.ts";
import { HAND_OVER_ROUTES } from "./hand-over-routes.ts";
import { HEALTH_ROUTES } from "./health-routes.ts";
import { HOME_PAGE_ROUTES } from "./home-page-routes.ts";
import { HOUSE_CHECK_ROUTES } from "./house-check-routes.ts";
import { HOUSE_ROUTES } from "./house-routes.ts";
import { JOIN_ROUTES } from "./join-routes.ts";
import { KEEPER_ROUTES } from "./keeper-routes.ts";
import { KEEPING_ROUTES } from "./keeping-routes.ts";
import { KEEPSAKE_ROUTES } from "./keepsake-routes.ts";
import { LEDGER_ROUTES } from "./ledger-routes.ts";
import { LIBRARY_ROUTES } from "./library-routes.ts";
import { MESSAGE_ROUTES } from "./message-routes.ts";
import { MICROPHONE_ROUTES } from "./microphone-routes.ts";
import { PEOPLE_ROUTES } from "./people-routes.ts";
import { POST_ROUTES } from "./post-routes.ts";
import { PRETEND_TOY_ROUTES } from "./pretend-toy-routes.ts";
import { PUSH_ROUTES } from "./push-routes.ts";
import { REPORT_ROUTES } from "./report-routes.ts";
import { RESTORE_ROUTES } from "./restore-routes.ts";
import { ROOM_ROUTES } from "./room-routes.ts";
import { SHARE_ROUTES } from "./share-routes.ts";
import { SLOT_ROUTES } from "./slot-routes.ts";
import { STEP_UP_ROUTES } from "./step-up-routes.ts";
import { TOY_ROUTES } from "./toy-routes.ts";
import { UPDATE_ROUTES } from "./update-routes.ts";
import { VAULT_ROUTES } from "./vault-routes.ts";

export const ALL_ROUTES: readonly Route[] = [
  ...ACCESS_ROUTES,
  ...ANEW_ROUTES,
  ...RESTORE_ROUTES,
  ...DEVICE_ROUTES,
  ...SLOT_ROUTES,
  ...PEOPLE_ROUTES,
  ...JOIN_ROUTES,
  ...STEP_UP_ROUTES,
  ...HAND_OVER_ROUTES,
  ...HEALTH_ROUTES,
  ...HOME_PAGE_ROUTES,
  ...HOUSE_ROUTES,
  ...TOY_ROUTES,
  ...ROOM_ROUTES,
  ...MESSAGE_ROUTES,
  ...MICROPHONE_ROUTES,
  ...LIBRARY_ROUTES,
  ...POST_ROUTES,
  ...SHARE_ROUTES,
  ...KEEPING_ROUTES,
  ...BACKUP_ROUTES,
  ...KEEPER_ROUTES,
  ...KEEPSAKE_ROUTES,
  ...VAULT_ROUTES,
  ...FORMER_ROUTES,
  ...GUARDIAN_ROUTES,
  ...PRETEND_TOY_ROUTES,
  ...REPORT_ROUTES,
  ...LEDGER_ROUTES,
  ...ALERT_ROUTES,
  ...ADVISORY_ROUTES,
  ...DRILL_ROUTES,
  ...HOUSE_CHECK_ROUTES,
  ...UPDATE_ROUTES,
  ...GAP_ROUTES,
  ...PUSH_ROUTES,
];
