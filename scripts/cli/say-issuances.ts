import type { RelayStatus } from "../../hub/contract/command-line.ts";

/** What public logs show for the hub's names, in one line, and one more for each certificate that is not the hub's. */
export function sayIssuances(watched: RelayStatus["issuances"]): string {
  if (watched === null) return "not watched";
  const { monitor, lookedAt, foreign } = watched;
  const at = `at ${monitor}`;
  const last = lookedAt === null ? `not looked ${at} yet` : `last looked ${at}: ${day(lookedAt)}`;
  if (foreign.length === 0) return lookedAt === null ? last : `${last}; nothing that the hub did not order`;
  const each = foreign.map(
    ({ id, issuer, notBefore, seenAt }) =>
      `    seen ${day(seenAt)}: number ${id} there, by ${issuer ?? "an issuer it does not name"}, from ${notBefore ?? "a day it does not say"}`,
  );
  return [`${last}; THE HUB DID NOT ORDER:`, ...each].join("\n");
}

/** UTC, to the minute. */
const day = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
