/** Every code that may leave the hub. */
import type { AudioProblem } from "../../audio/audio-problems.ts";
import type { SignatureError } from "../../contract/errors.ts";
import type { AccessRefused } from "../../ports/access.ts";
import type { AdvisoriesRefused } from "../../ports/advisories.ts";
import type { DrillRefused } from "../../ports/drill.ts";
import type { JoiningRefused } from "../../ports/joining.ts";
import type { KeepersRefused } from "../../ports/keepers.ts";
import type { MicrophoneRefused } from "../../ports/microphone.ts";
import type { PresenceRefused } from "../../ports/presence.ts";
import type { ReportRefused } from "../../ports/report-store.ts";
import type { RestoreRefused } from "../../ports/restoring.ts";
import type { RoomRefused } from "../../ports/rooms.ts";
import type { SlotRefused } from "../../ports/slots.ts";
import type { AnewRefused } from "../../ports/starting-anew.ts";
import type { UpdatesRefused } from "../../ports/updates.ts";
import type { RequestRefused } from "../../use-cases/errors.ts";

export type EdgeCode =
  | "http.not-found"
  | "http.wrong-host"
  | "http.wrong-origin"
  | "http.wrong-method"
  | "http.malformed"
  | "http.too-large"
  | "http.wrong-type"
  | "http.too-many-streams"
  | "pretend-toy.none"
  | "hub.failed";

/** Of `hub/store`, `hub/vault`, `hub/pretend` and `hub/check`, which this folder does not import: `errors.test.ts` holds them equal. */
export type InnerCode =
  | "store.exists"
  | "store.erased"
  | "store.missing"
  | "store.already-claimed"
  | "store.in-use"
  | "store.disk-full"
  | "store.damaged"
  | "store.too-new"
  | "store.ledger-broken"
  | "store.key-missing"
  | "store.io"
  | "store.closed"
  | "vault.none"
  | "pretend-toy.away"
  | "check.took-too-long"
  | "check.crashed"
  | "check.busy"
  | "check.stopped";

export type ProblemCode =
  | EdgeCode
  | AccessRefused["code"]
  | SlotRefused["code"]
  | PresenceRefused["code"]
  | AnewRefused["code"]
  | JoiningRefused["code"]
  | RequestRefused["code"]
  | ReportRefused["code"]
  | MicrophoneRefused["code"]
  | Extract<AdvisoriesRefused["code"], "advisories.off" | "advisories.no-keys"> // the others are for who brings a file
  | DrillRefused["code"]
  | RestoreRefused["code"]
  | UpdatesRefused["code"]
  | RoomRefused["code"]
  | KeepersRefused["code"]
  | SignatureError["code"]
  | InnerCode
  | AudioProblem;
