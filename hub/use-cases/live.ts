import type { ToyView } from "../contract/api.ts";
import type { DrillResult, DrillStep } from "../contract/drill.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { LoopEnd } from "../contract/toy-loop.ts";
import type { QueueReason } from "../domain/queue-reason.ts";
import type { SignalHistory } from "../domain/signal-history.ts";
import type { ToyPlace } from "../domain/toy-place.ts";
import type { WishEnd } from "./ask-toy.ts";
import { makeTurns, makeTurnsByKey } from "./in-turn.ts";

/** What is only passing: true while it is seen, gone with the process, never on disk. */
export interface Live {
  /** Message id -> how far the delivery is. */
  readonly progress: Map<string, { readonly percent: number; readonly attempt: number }>;
  /** Message id -> tries so far, and not before when the next may start (monotonic ms). */
  readonly tries: Map<string, { readonly count: number; readonly notBefore: number }>;
  /** Toys that are out of reach, as they were told last. */
  readonly away: Set<string>;
  /** Message id -> when ble was last asked to bring it (monotonic ms); those of a room go when it comes or goes. */
  readonly asked: Map<string, number>;
  /** Toy id -> what ble was told that holds of it, by the command's kind; those of a room go when it comes or goes. `tell-standing.ts` */
  readonly standing: Map<string, Readonly<Partial<Record<"heart" | "mailbox" | "care", string>>>>;
  /** Toy id -> how far one that was removed is emptied, percent. */
  readonly leaving: Map<string, number>;
  /** Message id -> the command by which it moves to the front of its toy, and not before when (monotonic ms). */
  readonly moves: Map<string, Move>;
  /** Toy id -> what it is doing. */
  readonly activity: Map<string, ToyView["activity"]>;
  /** Toy id -> how its last loop ended. */
  readonly loopEnds: Map<string, LoopEnd>;
  /** Candidate id -> how its claim goes. */
  readonly claims: Map<string, LiveClaim>;
  /** One clip at a time under one id, as it is taken in: two at once would mix their files. */
  readonly takeIn: <T>(id: string, change: () => Promise<T>) => Promise<T>;
  /** Message id -> the erasure that waits, and until when it can be taken back (monotonic ms). */
  readonly undo: Map<string, { readonly erasure: number; readonly until: number }>;
  /** Item of the library -> until when its removal can be taken back (monotonic ms). */
  readonly libraryUndo: Map<string, number>;
  /** Number of an erasure -> how many messages of it still lie on the disk. */
  readonly erasuresLeft: Map<number, number>;
  /** One erasure at a time. */
  readonly erasing: <T>(change: () => Promise<T>) => Promise<T>;
  /** When a backup is to be made because a guardian erased something (monotonic ms). */
  backupDueAt: number | undefined;
  /** Guardian -> with what they may show that they opened the backups' keys, and until when (monotonic ms). */
  readonly keysOffered: Map<PublicId, { readonly nonce: string; readonly until: number }>;
  /** Guardian -> ends the copy of the backup that they are taking. */
  readonly copies: Map<PublicId, AbortController>;
  /** Session id -> until when it may seal clips anew (monotonic ms). */
  readonly resealing: Map<string, number>;
  /** Session id -> the clips that it may have for a keepsake, and until when (monotonic ms). */
  readonly keepsakes: Map<string, { readonly clips: ReadonlySet<string>; readonly until: number }>;
  /** Clips that are sealed to an earlier vault than this one. */
  older: { readonly vault: number; readonly clips: number } | undefined;
  /** One counting at a time. */
  readonly countOlder: <T>(count: () => Promise<T>) => Promise<T>;
  /** Command id -> the room that was asked, and who waits for how it ends. */
  readonly wishes: Map<string, { readonly room: string; end(how: WishEnd): void }>;
  /** Toy id -> the command of the walk that somebody is on with it. */
  readonly walks: Map<PublicId, PublicId>;
  /** Toy id -> how near it was; noted now and then. */
  readonly signals: Map<PublicId, SignalHistory>;
  /** Toy id -> since when its link is held (Unix ms), as far as this process saw it. */
  readonly heldSince: Map<string, number>;
  /** Room -> since when its machine is not heard (Unix ms), as far as this process saw it go. */
  readonly silentSince: Map<string, number>;
  /** Message id -> why it does not leave the queue yet, as it was told last. */
  queueReasons: ReadonlyMap<string, QueueReason>;
  /** Message id -> who fetched it, of those recorded while nobody watched. */
  readonly listened: Map<string, ReadonlySet<string>>;
  /** The hub's own microphone: whether somebody has it, and when it was switched on (monotonic ms), as far as that counts. */
  readonly room: { isTaken: boolean; starts: readonly number[] };
  /** Toy id -> what its room knows of it, sealed to the rooms of its house: nobody else here can read it. */
  readonly passports: Map<PublicId, KnownPassport>;
  /** Toy id -> where it is heard, and who should hold it. */
  readonly places: Map<PublicId, ToyPlace>;
  /** Toy id -> the room that was asked to hold it, and until when it may take to do so (monotonic ms). */
  readonly takings: Map<PublicId, { readonly room: string; readonly until: number }>;
  /** Room -> whether it was told that there are others. */
  readonly others: Map<string, boolean>;
  /** The drill that runs: the step that is being tried, and what was seen so far. */
  drill: { readonly step: DrillStep | null; readonly results: readonly DrillResult[] } | undefined;
  /** The search that runs, and the rooms that still look. */
  search: { readonly command: PublicId; readonly rooms: ReadonlySet<string> } | undefined;
}

/** As `hub/contract/ble-control.ts`; `house` is that of the room that told it. */
export interface KnownPassport {
  readonly holder: string;
  readonly epoch: number;
  readonly version: number;
  readonly sealed: string;
  readonly house: string;
}

/** `count`: tries that came to nothing. Not before infinity: never, as it cannot be brought once more. */
interface Move {
  readonly delivery: PublicId;
  readonly count: number;
  readonly notBefore: number;
}

export interface LiveClaim {
  readonly command: PublicId;
  readonly room: string;
  readonly state: "connecting" | "waiting-for-paw" | "failed";
  readonly failure: string | null;
}

export const makeLive = (): Live => ({
  progress: new Map(),
  tries: new Map(),
  away: new Set(),
  asked: new Map(),
  standing: new Map(),
  leaving: new Map(),
  moves: new Map(),
  activity: new Map(),
  loopEnds: new Map(),
  claims: new Map(),
  takeIn: makeTurnsByKey(),
  undo: new Map(),
  libraryUndo: new Map(),
  erasuresLeft: new Map(),
  erasing: makeTurns(),
  backupDueAt: undefined,
  keysOffered: new Map(),
  copies: new Map(),
  resealing: new Map(),
  keepsakes: new Map(),
  older: undefined,
  countOlder: makeTurns(),
  wishes: new Map(),
  walks: new Map(),
  signals: new Map(),
  listened: new Map(),
  heldSince: new Map(),
  silentSince: new Map(),
  queueReasons: new Map(),
  room: { isTaken: false, starts: [] },
  passports: new Map(),
  places: new Map(),
  takings: new Map(),
  others: new Map(),
  drill: undefined,
  search: undefined,
});
