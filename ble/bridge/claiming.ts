/** A toy becomes the family's: its heart blinks, somebody presses its paw, and whose stamps count is pinned here. */
import type { BleCommand, BleEvent } from "../../hub/contract/ble-control.ts";
import { seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { JournalError } from "../journal/errors.ts";
import type { Radio } from "../radio/radio.ts";
import { ToyError } from "../toys/errors.ts";
import type { Candidate } from "./candidates.ts";
import type { ClaimedToy, ClaimedToys } from "./claimed-toys.ts";
import { codeOf } from "./code-of.ts";
import type { HubLine } from "./hub-line.ts";
import type { Outbox } from "./outbox.ts";
import type { Recordings } from "./recordings.ts";
import type { RosterKeeper } from "./roster-keeper.ts";
import type { StampTime } from "./stamp-time.ts";
import type { ToyFamilies } from "./toy-families.ts";

type ClaimCommand = Extract<BleCommand, { kind: "claim-toy" }>;
type FailureCode = Extract<BleEvent, { kind: "claim-failed" }>["code"];

export interface ClaimParts {
  readonly radio: Radio;
  readonly families: ToyFamilies;
  readonly toys: ClaimedToys;
  readonly roster: RosterKeeper;
  readonly recordings: Recordings;
  readonly outbox: Outbox;
  readonly time: StampTime;
  readonly clock: Clock;
  readonly log: Logger;
  line(): HubLine;
}

/** @returns whether the toy is the family's now */
export async function claimToy(
  parts: ClaimParts,
  command: ClaimCommand,
  candidate: Candidate | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const { toys, roster, outbox, log } = parts;
  const failed = (code: FailureCode): false => {
    parts.line().tell({ kind: "claim-failed", id: command.id, toy: command.toy, code });
    return false;
  };
  if (roster.isOfAnotherFamily) return failed("other-guardian");
  const ours = toys.byId(command.toy);
  if (ours !== undefined && roster.pinned !== undefined) {
    // Whose it is a paw and the roster decided: a hub that says otherwise has no stamp that would count.
    if (command.child !== (roster.pinned.toys.get(ours.toy) ?? ours.child)) return failed("already-claimed");
    // Told again after a crash of the hub between the paw and its own disk.
    const event = { kind: "toy-claimed", id: command.id, toy: ours.toy, roster: roster.pinned.head } as const;
    parts.line().tell(await outbox.add(event));
    return true;
  }
  const driver = candidate === undefined ? undefined : parts.families.driverOf(candidate.family);
  if (candidate === undefined || driver === undefined) return failed("not-found");
  if (roster.current === undefined) return failed("no-roster");
  try {
    await using session = await driver.connect(parts.radio, candidate.address, {
      signal,
      onEvent: () => undefined,
    });
    await session.blinkHeart(signal);
    await session.waitForPaw({
      within: seconds(command.seconds),
      signal,
      onListening: () => parts.line().tell({ kind: "claim-waiting", id: command.id, toy: command.toy }),
    });
    await session.heartOff(signal);
    const identifier = await session.writeIdentifier(parts.clock.now(), signal);
    // How it is now is how it was left, whatever was known of one with this address.
    const { recordingMilliseconds } = await session.compare(signal);
    await parts.recordings.noteAtClaim(candidate.address, recordingMilliseconds);
    const { address, toy, family, model, firmware } = candidate;
    const claimed: ClaimedToy = { toy, child: command.child, address, family, model, firmware, identifier };
    let told: BleEvent | undefined;
    // Ours, whose word counts, and that the hub is to hear of it: all of it is durable or nothing is.
    const pinned = await roster.pin(({ head }) => {
      const { event, change } = outbox.prepare({ kind: "toy-claimed", id: command.id, toy, roster: head });
      told = event;
      return [toys.claim(claimed), change, ...parts.time.begin()];
    });
    if (pinned === undefined || told === undefined) return failed("no-roster");
    toys.welcome(claimed);
    parts.line().tell(told);
    return true;
  } catch (error) {
    log.info("claim failed", { code: codeOf(error) });
    if (signal.aborted) return failed("cancelled");
    if (error instanceof JournalError) return failed("journal-failed");
    return failed(error instanceof ToyError && error.code === "toy.no-paw" ? "no-paw" : "link-lost");
  }
}
