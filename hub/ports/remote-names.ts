/** By what the family's devices reach the hub from anywhere: a name for each. */
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { RelayNote } from "../contract/relay-note.ts";
import type { Duration } from "../domain/duration.ts";
import type { Address } from "./access.ts";
import type { LedgerEntry } from "./ledger.ts";

/** A person at a device. */
export interface Comer {
  readonly device: PublicKey;
  readonly person: PublicId;
}

export interface RemoteName {
  /** Of `<label>.<hub id>.<zone>`, 128 random bits. Who knows it may knock; the relay lets nobody else as far as the house. */
  readonly label: string;
  /** Unix ms. */
  readonly madeAt: number;
  /** Who came in by it. Where one of them goes, the name goes: that one knows it. */
  readonly comers: readonly Comer[];
  /** Whose recovery sheets it stands on. Who comes by it is not noted: paper is needed when every device is lost. */
  readonly sheetsOf?: PublicId;
  /** For whoever is invited, and has not come yet. */
  readonly invitation?: { readonly id: PublicId; readonly by: Comer };
}

/** In memory at once; a write is durable when it resolves. */
export interface RemoteStore {
  /** Of the relay that the hub joined. */
  note(): RelayNote | undefined;
  names(): readonly RemoteName[];
  join(note: RelayNote, ledger: readonly LedgerEntry[]): Promise<void>;
  /** With the relay all its names are forgotten. */
  leave(ledger: readonly LedgerEntry[]): Promise<void>;
  put(name: RemoteName): Promise<void>;
  remove(labels: readonly string[]): Promise<void>;
  /** Of a session at the relay: higher each time, over restarts too. */
  nextSession(): Promise<number>;
}

/** A name for a device that is still to come. */
export interface LentName {
  readonly origin: string;
  /** Nobody came: it is no name any more. */
  takeBack(): void;
}

export interface RemoteNames {
  /** Where the page can be opened from anywhere; none while the hub has joined no relay. */
  addresses(): readonly Address[];
  /** The origins of a device's own names. */
  of(device: PublicKey): readonly string[];
  /** @param by who asks for who will come: where they go, it goes. @returns `undefined` where no relay was joined, or there are too many names */
  lend(by: Comer, life: Duration): LentName | undefined;
  /** A name for whoever is invited; none where {@link lend} has none. Durable when it resolves. */
  invite(id: PublicId, by: Comer): Promise<void>;
  /** Its origin. */
  ofInvitation(id: PublicId): string | undefined;
  /** Those of all other invitations are no names any more. */
  keepInvitations(ids: ReadonlySet<PublicId>): void;
  /** The origin for a person's recovery sheets, made when there is none. Durable when it resolves. */
  forSheets(person: PublicId): Promise<string | undefined>;
  /** Signed in there. Another address than one of these is nothing to it. Durable when it resolves. */
  entered(origin: string, comer: Comer): Promise<void>;
  /** From this moment on these are no names: the relay hears it, and what is open by them ends. */
  dropDevice(device: PublicKey): void;
  dropPerson(person: PublicId): void;
  /** All but the names that this device came by. */
  dropOthers(device: PublicKey): void;
}
