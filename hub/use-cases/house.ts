import type { HouseEvent } from "../contract/api.ts";
import type { Signer } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { Advisories } from "../ports/advisories.ts";
import type { AlertStore } from "../ports/alert-store.ts";
import type { Backups } from "../ports/backups.ts";
import type { ClipBudget } from "../ports/clip-budget.ts";
import type { Archive, SharedClips, WaitingClips } from "../ports/clip-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Countersignatures } from "../ports/countersignatures.ts";
import type { DiskRoom } from "../ports/disk-room.ts";
import type { Drill } from "../ports/drill.ts";
import type { Eraser } from "../ports/eraser.ts";
import type { GapStore } from "../ports/gap-store.ts";
import type { HomeName } from "../ports/home-name.ts";
import type { HouseCheck } from "../ports/house-check.ts";
import type { Household } from "../ports/household.ts";
import type { Keepers } from "../ports/keepers.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { LibraryStore } from "../ports/library-store.ts";
import type { LivedClock } from "../ports/lived-clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { MessageStore } from "../ports/message-store.ts";
import type { Microphone } from "../ports/microphone.ts";
import type { Presence } from "../ports/presence.ts";
import type { PushLine, PushStore } from "../ports/push.ts";
import type { Relay } from "../ports/relay.ts";
import type { RemoteNames } from "../ports/remote-names.ts";
import type { ReportGate, ReportStore } from "../ports/report-store.ts";
import type { Restoring } from "../ports/restoring.ts";
import type { Rooms } from "../ports/rooms.ts";
import type { SignalNotes } from "../ports/signal-notes.ts";
import type { ClipTickets, ToyGateway } from "../ports/toy-gateway.ts";
import type { Updates } from "../ports/updates.ts";
import type { ClipCheck, Vault } from "../ports/vault.ts";
import type { Live } from "./live.ts";
import type { PostNews } from "./post-news.ts";

/** Everything the verbs of this folder work on. Built once, in `hub/main.ts`. */
export interface House {
  readonly messages: MessageStore;
  readonly archive: Archive;
  readonly shares: SharedClips;
  readonly waiting: WaitingClips;
  readonly household: Household;
  readonly ledger: Ledger;
  /** The hub's own key: says how far the ledger goes. */
  readonly signer: Signer;
  readonly countersignatures: Countersignatures;
  readonly alerts: AlertStore;
  /** What the project says of weaknesses. */
  readonly advisories: Advisories;
  /** Whether the house is as it should be. */
  readonly houseCheck: HouseCheck;
  /** Newer versions. */
  readonly updates: Updates;
  /** Times in which nobody held a toy, and somebody else may have. */
  readonly gaps: GapStore;
  /** Who is told while the page is closed, and the way there. */
  readonly pushes: PushStore;
  readonly pushLine: PushLine;
  readonly postNews: PostNews;
  /** By what devices come from anywhere. */
  readonly remoteNames: RemoteNames;
  readonly relay: Pick<Relay, "view">;
  /** Beside the one where the hub is. */
  readonly rooms: Rooms;
  readonly keepers: Keepers;
  /** By what name it is reached at home, with Internet or without. */
  readonly homeName: HomeName;
  readonly disk: DiskRoom;
  readonly reports: ReportStore;
  readonly eraser: Eraser;
  readonly backups: Backups;
  /** Tries on this hub what was done to others. */
  readonly drill: Drill;
  /** A family out of a backup, on a hub that has none. */
  readonly restoring: Restoring;
  /** Lullabies and stories. */
  readonly library: LibraryStore;
  readonly reportGate: ReportGate;
  readonly clipBudget: ClipBudget;
  readonly vault: Vault;
  readonly check: ClipCheck;
  readonly toys: ToyGateway;
  readonly tickets: ClipTickets;
  /** Who is at the hub itself. */
  readonly presence: Presence;
  readonly clock: Clock;
  /** What everything is aged by: nobody sets it. */
  readonly lived: LivedClock;
  /** How near toys were, over a restart. */
  readonly signalNotes: SignalNotes;
  readonly log: Logger;
  readonly live: Live;
  /** The machine's own time zone: a child's until somebody chose another. */
  readonly zone: string;
  /** The hub's own, where the household's settings name one. */
  readonly microphone: Microphone | undefined;
  /** Whether a simulated toy runs on this machine. */
  readonly pretendToy: boolean;
  newId(): PublicId;
  /** One change at a time, in the order asked: what reads, decides and writes is never overtaken. */
  inTurn<T>(change: () => Promise<T>): Promise<T>;
  /** Where an error goes that nobody waits for: logged, and the end of the process where the disk failed. */
  fail(error: unknown): void;
  /** Tells the open pages. Only ever about what is on disk already, or about what is merely passing. */
  tell(event: HouseEvent): void;
}
