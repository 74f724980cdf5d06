import { HubError } from "../domain/hub-error.ts";
import type { Session } from "./household.ts";
import type { LedgerEntry } from "./ledger.ts";

/** Another machine's radio process that joined. */
export interface JoinedRoom {
  /** As in topics: `room-` and eight letters, and nothing that says where it is. */
  readonly id: string;
  readonly title: string;
  /** SHA-256 of its public key, hex: by which it is known, and by nothing else. */
  readonly pin: string;
  /** Unix ms. */
  readonly joinedAt: number;
}

/** By what another machine joins, once. */
export interface RoomInvitation {
  readonly title: string;
  readonly code: string;
  /** Where the hub listens for it: `192.168.1.7:8883`. */
  readonly addresses: readonly string[];
  /** Unix ms. */
  readonly until: number;
}

/** The code that is good just now, or with which somebody compares words. */
export interface PendingRoom {
  readonly title: string;
  /** Unix ms. */
  readonly until: number;
  readonly isComparing: boolean;
}

/** Who wants it; `null` at the machine. */
export type RoomAsker = Pick<Session, "person" | "device"> | null;

export class RoomRefused extends HubError {
  override readonly name = "RoomRefused";
  readonly code:
    | "room.no-family" //   nobody's stamps would count there
    | "room.no-network" //  this machine has no address on a house's own network, or the port is taken
    | "room.too-many"
    | "room.same-name"
    | "room.bad-name"
    | "room.unknown";

  constructor(code: RoomRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The rooms beside the one where the hub is. Without any, and without a code that is good, nothing listens on the network for them. */
export interface Rooms {
  all(): readonly JoinedRoom[];
  pending(): PendingRoom | undefined;
  /**
   * Makes a code, in place of an earlier one that nobody used.
   * @throws RoomRefused all but `room.unknown`
   */
  invite(title: string, by: RoomAsker): Promise<RoomInvitation>;
  /** No code is good any more. @param of only one that these have made */
  withdraw(of?: (maker: NonNullable<RoomAsker>) => boolean): void;
  /** @throws RoomRefused `room.unknown`, `room.same-name`, `room.bad-name` */
  rename(id: string, title: string, by: RoomAsker): Promise<void>;
  /** Its line ends at once, and its key is nobody's from then on. @throws RoomRefused `room.unknown` */
  remove(id: string, by: RoomAsker): Promise<void>;
}

/** Durable when they resolve, together with what the ledger has to say. */
export interface RoomStore {
  /** The hub's own key for rooms, made when the first was invited. PEM texts. */
  identity(): { readonly key: string; readonly certificate: string } | undefined;
  putIdentity(identity: { readonly key: string; readonly certificate: string }): Promise<void>;
  all(): readonly JoinedRoom[];
  put(room: JoinedRoom, ledger: readonly LedgerEntry[]): Promise<void>;
  remove(id: string, ledger: readonly LedgerEntry[]): Promise<void>;
  note(ledger: readonly LedgerEntry[]): Promise<void>;
}
