/** What the page knows, as signals, and the ports it acts through. Made once by `app.tsx`. */
import { type Signal, signal } from "@preact/signals";
import type { PassphraseHash } from "../../hub/archive/derive-keys.ts";
import type { AlertView } from "../../hub/contract/alerts.ts";
import type { HouseEvent, HouseState, SessionInfo } from "../../hub/contract/api.ts";
import type { PeopleList } from "../../hub/contract/invitations.ts";
import type { JoinView } from "../../hub/contract/joining.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { EverythingErased } from "../../hub/contract/keeping.ts";
import type { PostView } from "../../hub/contract/post.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { ReportList } from "../../hub/contract/report.ts";
import type { Roster } from "../../hub/contract/roster.ts";
import type { LedgerCheck } from "./actions/check-ledger.ts";
import type { Keepsake } from "./actions/make-keepsake.ts";
import type { InstallOffer } from "./actions/offer-install.ts";
import type { OutboxItem } from "./actions/outbox.ts";
import type { Parcel, ParcelStore } from "./actions/parcel-store.ts";
import type { Resealing } from "./actions/reseal-clips.ts";
import type { BulkSharing } from "./actions/share-answer.ts";
import type { Trouble } from "./actions/trouble.ts";
import type { ClipFunctions } from "./clips/clip-worker.ts";
import { WorkerCalls } from "./clips/worker-call.ts";
import type { Paces } from "./delivery-pace.ts";
import type { HubClient } from "./hub/hub-client.ts";
import type { Authenticator } from "./keys/authenticator.ts";
import type { HandOverSecret } from "./keys/hand-over-secret.ts";
import type { InvitationLink } from "./keys/invitation-link.ts";
import type { KeyStore } from "./keys/key-store.ts";
import type { OpenedSlot } from "./keys/open-slot.ts";
import type { OwnKeys } from "./keys/own-keys.ts";
import type { PassphraseFunctions } from "./keys/passphrase-worker.ts";
import type { VaultKeys } from "./keys/vault-keys.ts";
import { NO_OLDER, type Older } from "./older-messages.ts";
import type { Notifier } from "./push/notifier.ts";
import type { Press } from "./push/press.ts";
import type { RawSound } from "./recording/raw-sound.ts";
import type { GiveBack, TabLocks } from "./recording/tab-locks.ts";
import type { NewTake, Take, TakeStore } from "./recording/take-store.ts";
import { startWorker } from "./trusted-assets.ts";
import type { Shell } from "./worker/shell.ts";

export type Phase =
  | { readonly kind: "opening" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "claim"; readonly hub: PublicId }
  | {
      readonly kind: "sign-in";
      readonly hub: PublicId;
      readonly hasEnded: boolean;
      readonly endedBy: string | undefined;
      readonly isOtherHub: boolean;
    }
  /** Somebody was sent a link; `actions/join.ts`. */
  | { readonly kind: "join"; readonly stage: JoinStage }
  | { readonly kind: "inside" }
  /** Everything was erased from here. The hub that comes back is another one. */
  | { readonly kind: "erased"; readonly receipt: EverythingErased; readonly toys: readonly string[] }
  /** Signed in as a relative: a page of its own. */
  | { readonly kind: "relative" }
  /** The hub has another family than the one this browser knows. Nothing goes on from here until a person says so. */
  | { readonly kind: "started-anew"; readonly hub: PublicId; readonly family: string }
  /** The roster or the keys do not add up; `code` says how. Nothing goes on from here. */
  | { readonly kind: "distrust"; readonly code: string };

type ToyNews = Extract<HouseEvent, { kind: "signal" | "walk" }>;

export type JoinStage =
  | { readonly kind: "asked"; readonly link: InvitationLink; readonly view: JoinView }
  | {
      readonly kind: "waiting";
      readonly link: InvitationLink;
      readonly view: JoinView;
      /** For who confirms it by voice. */
      readonly code: readonly string[];
      /** `undefined` after a reload where the browser could not keep them. */
      readonly keys: OwnKeys | undefined;
    }
  /** The link leads nowhere; `code` is `join.` and a key of `words.joinEnds`, or one of the hub's. */
  | { readonly kind: "over"; readonly problem: Trouble };

type Connection =
  | { readonly kind: "live" }
  /** What is shown is what was seen last, and the hub was asked just now what there is since. */
  | { readonly kind: "asked"; readonly since: number }
  | { readonly kind: "lost"; readonly since: number };

/** As of when what is shown is true: Unix ms, `undefined` for now. */
export const trueAsOf = (connection: Connection): number | undefined =>
  connection.kind === "live" ? undefined : connection.since;

/** The line is gone: as of when that is shown what is shown. @param now Unix ms */
export const cut = (connection: Connection, now: number): Connection => ({
  kind: "lost",
  since: trueAsOf(connection) ?? now,
});

/** Who is signed in, and the roster that was verified and held against the pinned one. */
export interface Session {
  readonly info: SessionInfo;
  readonly roster: Roster;
}

/** A recording that somebody listens to, and has neither sent nor thrown away yet. */
export interface UnderReview {
  readonly take: NewTake;
  readonly sound: RawSound;
  /** Whether it is on this device, too; else in memory only. */
  readonly isKept: boolean;
  /** Recorded just now, and not listened to. */
  readonly isFresh: boolean;
}

export interface Page {
  readonly phase: Signal<Phase>;
  readonly session: Signal<Session | undefined>;
  /** Opens the family's recordings; empty while locked. */
  readonly vaults: Signal<VaultKeys>;
  readonly house: Signal<HouseState | undefined>;
  /** What strangers told the household. */
  readonly reports: Signal<ReportList | undefined>;
  /** What guardians are to know, seen or not. */
  readonly alerts: Signal<readonly AlertView[] | undefined>;
  /** What this browser found when it last held the hub's ledger against what it remembers. */
  readonly ledger: Signal<LedgerCheck | undefined>;
  /** Whose home is shown, where there are several children. */
  readonly homeOf: Signal<PublicId | undefined>;
  /** Messages that wait for a guardian and were played to their end here, each with how it is approved. */
  readonly heard: Signal<ReadonlyMap<PublicId, () => Promise<void>>>;
  /** What lies behind the messages of the house, as far as somebody looked. */
  readonly older: Signal<Older>;
  /** Titles of what was opened here, by message. They are sealed: in memory, and only until the session ends. */
  readonly titles: Signal<ReadonlyMap<PublicId, string>>;
  /** How fast messages go over just now. */
  readonly paces: Paces;
  /** Changes when `GET /kept` has something new. */
  readonly keptNews: Signal<number>;
  /** Changes when `GET /library` has something new. */
  readonly libraryNews: Signal<number>;
  /** Changes when `GET /rooms` may have something new. */
  readonly roomsNews: Signal<number>;
  /** Changes when `GET /drill` may have something new. */
  readonly drillNews: Signal<number>;
  /** SHA-256 of what was made here, or played here to its end, or is known by who said so: no other is stamped. */
  readonly knownSounds: Set<string>;
  /** Who belongs to the family and who is asked to; of a guardian. */
  readonly people: Signal<PeopleList | undefined>;
  /** How near a toy is, as it was told last; of no lasting thing. Listen with `subscribe`: one may follow another at once. */
  readonly toyNews: Signal<ToyNews | undefined>;
  readonly connection: Signal<Connection>;
  /** Whether all that home is made of was asked for: from then on it is shown, and nothing moves what is shown already. */
  readonly isWhole: Signal<boolean>;
  /** Nothing was ever said here, as of when the page was seen last. */
  readonly wasNew: Signal<boolean>;
  /** How far the hub's clock is ahead of this device's, ms, as it was told last; less than 0 where it is behind. */
  readonly hubAheadMs: Signal<number>;
  readonly outbox: Signal<readonly OutboxItem[]>;
  /** Answers that are being shared with one relative here, many in one go. */
  readonly sharing: Signal<BulkSharing | undefined>;
  /** Of a relative: all that there is to see. */
  readonly post: Signal<PostView | undefined>;
  /** Old clips that are being sealed anew here. */
  readonly resealing: Signal<Resealing | undefined>;
  /** A folder of recordings that is being made here, or is ready to be saved. */
  readonly keepsake: Signal<Keepsake | undefined>;
  /** Outlives a session that ends while somebody listens to it, for the same person; in memory only. */
  readonly unsent: Signal<UnderReview | undefined>;
  /** Recordings of this person's that lie on this device, broken off or not sent yet, and that no tab is at. */
  readonly found: Signal<readonly Take[]>;
  /** Somebody waits for the person to show who they are; `actions/step-up.ts`. */
  readonly stepUpAsked: Signal<PromiseWithResolvers<OpenedSlot> | undefined>;
  /** Somebody pressed a notice: what it is about is shown as soon as it can be. */
  readonly lookAsked: Signal<Press | undefined>;
  /** What this page was opened with, until it was used; another page made it. */
  readonly handOver: Signal<HandOverSecret | undefined>;
  /** How this page comes on a home screen, where it is not on one. */
  readonly installOffer: Signal<InstallOffer | undefined>;
  /** The hub has a newer page than this; it is here, and waits to be loaded. */
  readonly isNewerThere: Signal<boolean>;
  /** How many parts of the page hold what a reload would lose. */
  readonly atStake: Signal<number>;
  /** Said once, politely, to who listens to the page. */
  readonly said: Signal<string>;
  readonly client: HubClient;
  readonly device: Signer;
  readonly store: KeyStore;
  readonly authenticator: Authenticator;
  readonly notifier: Notifier;
  readonly parcels: ParcelStore;
  readonly takes: TakeStore;
  readonly tabLocks: TabLocks;
  /** Messages that were sent just now, and can still be undone; undoes each. */
  readonly undos: Signal<ReadonlyMap<string, () => void>>;
  /** Recordings that are being sent: no drafts any more, and not gone yet. */
  readonly sending: Set<string>;
  /** One whose sending was undone, until it is shown. */
  readonly reopened: Signal<UnderReview | undefined>;
  /** Recordings that this tab is at; gives each back. */
  readonly takesInHand: Map<string, Promise<GiveBack | undefined>>;
  readonly shell: Shell;
  /** Parcels of this visit that the hub does not have yet. */
  readonly inHand: Map<string, Parcel>;
  readonly clips: WorkerCalls<ClipFunctions>;
  readonly hashPassphrase: PassphraseHash;
}

export function makePage(
  parts: Pick<
    Page,
    "client" | "device" | "store" | "authenticator" | "notifier" | "parcels" | "takes" | "tabLocks" | "shell"
  >,
): Page {
  const passphrases = new WorkerCalls<PassphraseFunctions>(() => startWorker("passphraseWorker"));
  return {
    ...parts,
    phase: signal<Phase>({ kind: "opening" }),
    session: signal<Session | undefined>(undefined),
    vaults: signal<VaultKeys>(new Map()),
    house: signal<HouseState | undefined>(undefined),
    reports: signal<ReportList | undefined>(undefined),
    alerts: signal<readonly AlertView[] | undefined>(undefined),
    ledger: signal<LedgerCheck | undefined>(undefined),
    homeOf: signal<PublicId | undefined>(undefined),
    heard: signal<ReadonlyMap<PublicId, () => Promise<void>>>(new Map()),
    older: signal(NO_OLDER),
    titles: signal<ReadonlyMap<PublicId, string>>(new Map()),
    paces: new Map(),
    keptNews: signal(0),
    libraryNews: signal(0),
    roomsNews: signal(0),
    drillNews: signal(0),
    knownSounds: new Set(),
    people: signal<PeopleList | undefined>(undefined),
    toyNews: signal<ToyNews | undefined>(undefined),
    connection: signal<Connection>({ kind: "live" }),
    isWhole: signal(false),
    wasNew: signal(false),
    hubAheadMs: signal(0),
    outbox: signal<readonly OutboxItem[]>([]),
    sharing: signal<BulkSharing | undefined>(undefined),
    post: signal<PostView | undefined>(undefined),
    resealing: signal<Resealing | undefined>(undefined),
    keepsake: signal<Keepsake | undefined>(undefined),
    unsent: signal<UnderReview | undefined>(undefined),
    found: signal<readonly Take[]>([]),
    undos: signal<ReadonlyMap<string, () => void>>(new Map()),
    sending: new Set(),
    reopened: signal<UnderReview | undefined>(undefined),
    takesInHand: new Map(),
    stepUpAsked: signal<PromiseWithResolvers<OpenedSlot> | undefined>(undefined),
    lookAsked: signal<Press | undefined>(undefined),
    handOver: signal<HandOverSecret | undefined>(undefined),
    installOffer: signal<InstallOffer | undefined>(undefined),
    isNewerThere: signal(false),
    atStake: signal(0),
    said: signal(""),
    inHand: new Map(),
    clips: new WorkerCalls<ClipFunctions>(() => startWorker("clipWorker")),
    hashPassphrase: async (passphrase, salt) => {
      try {
        return await passphrases.call("hash", { passphrase, salt });
      } finally {
        // 64 MiB, and the passphrase somewhere in them.
        passphrases.stop();
      }
    },
  };
}
