import type { BleCommand, BleEvent, BleState, BleToys } from "../contract/ble-control.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { ToldRoom } from "../contract/told-rooms.ts";

/** The rooms' `pawpost-ble`, as the rules see them. */
export interface ToyGateway {
  /** Resolves when the broker has it; a room that is away misses it and is told again when it comes back. */
  send(room: string, command: BleCommand): Promise<void>;
  /**
   * State and toys of each room as last retained; `undefined` before anything was heard. A room that is offline holds no toy, whatever it
   * said last: what it said before it went is not true again when it is back, until it says so anew.
   */
  room(room: string): ToldRoom | undefined;
  /** Those that were heard of since the hub began, whether they are there now or not. */
  rooms(): readonly string[];
  onState(listener: (room: string, state: BleState) => void): void;
  onToys(listener: (room: string, toys: BleToys) => void): void;
  onEvent(listener: (room: string, event: BleEvent) => void): void;
}

/** Single-use tickets for clips between the hub and one process. */
export interface ClipTickets {
  /**
   * The process `holder` may fetch these bytes once within a minute.
   * @param stampedBy the device that caused it: the ticket is void when that device is signed out from elsewhere
   */
  issueDownload(holder: string, load: () => Promise<Uint8Array | undefined>, stampedBy?: PublicKey): string;
  /** The process `holder` may hand in one clip within a minute; `accept` decides, and resolves when it is durable. */
  issueUpload(holder: string, accept: (bytes: Uint8Array<ArrayBuffer>) => Promise<UploadAnswer>): string;
}

export type UploadAnswer = { readonly kind: "kept" } | { readonly kind: "refused"; readonly code: string };
