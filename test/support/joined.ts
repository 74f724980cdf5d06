import { publicKey } from "../../hub/contract/jws.ts";
import type { RelayNote } from "../../hub/contract/relay-note.ts";

/** Of a relay that nobody dials. */
export const OPERATOR_NOTE: RelayNote = {
  zone: "family.example",
  host: "relay.family.example",
  port: 443,
  operator: publicKey.parse("A".repeat(43)),
  enrolment: "an enrolment",
};
