import { HubError } from "../domain/hub-error.ts";
import type { Toy } from "./household.ts";
import type { LedgerEntry } from "./ledger.ts";

/** A way to whoever automates the house: the hub's own broker for them, or the family's. `hub/contract/smart-home.ts` says what goes over it. */
export interface SmartHomeLine {
  /** Resolves when the broker has it, or there is none to have it: what is retained is told again by {@link onFresh}. */
  publish(topic: string, payload: string, how: { readonly retain: boolean }): Promise<void>;
  /** What was said to the hub by whoever may say it. */
  onMessage(listener: (topic: string, payload: string) => void): void;
  /** A topic of ours is retained there, said by an earlier hub: it may be none of ours any more. */
  onKept(listener: (topic: string) => void): void;
  /** The broker has nothing of what was retained there before, or may not. */
  onFresh(listener: () => void): void;
}

/** What somebody signs in with at the hub's own broker. */
export interface SmartHomeKey {
  /** User name. */
  readonly name: string;
  /** SHA-256 of the password, base64url. The password has 256 random bits, and is kept nowhere. */
  readonly hash: string;
  /** Whether it may set volume, heart and quiet, beside hearing. */
  readonly mayControl: boolean;
  /** Unix ms. */
  readonly madeAt: number;
}

/** Durable when they resolve, together with what the ledger has to say. */
export interface SmartHomeStore {
  keys(): readonly SmartHomeKey[];
  put(key: SmartHomeKey, ledger: readonly LedgerEntry[]): Promise<void>;
  remove(name: string, ledger: readonly LedgerEntry[]): Promise<void>;
}

export class SmartHomeRefused extends HubError {
  override readonly name = "SmartHomeRefused";
  readonly code:
    | "mqtt.bad-name" //     of a key, or of a toy in topics
    | "mqtt.same-name" //    the same, of another one
    | "mqtt.too-many"
    | "mqtt.unknown" //      no such key, or no such toy
    | "mqtt.no-family" //    there is nobody yet who could be told of it
    | "mqtt.no-network"; //  this machine has no address on a house's own network, or the port is taken

  constructor(code: SmartHomeRefused["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The hub's own broker for the house's automation. Without any key nothing listens. */
export interface SmartHomeKeys {
  all(): readonly SmartHomeKey[];
  /** Where it is reached, as `192.168.1.7:8884`, and by what name its certificate is good as well. */
  addresses(): readonly string[];
  /** The certificate to believe, PEM; `undefined` while nothing listens. */
  authority(): string | undefined;
  /** @returns the password, shown once @throws SmartHomeRefused */
  add(name: string, mayControl: boolean): Promise<string>;
  /** Whoever is in by it is out at once. @throws SmartHomeRefused `mqtt.unknown` */
  remove(name: string): Promise<void>;
}

/** All that the command line asks about the smart home. */
export interface SmartHomeAdmin {
  readonly keys: SmartHomeKeys;
  /** The name that the broker's certificate is good for. */
  readonly hostname: string;
  /** What a toy is called in topics. */
  topicOf(toy: Pick<Toy, "id" | "slug">): string;
  /** The family's own broker; `undefined` where none is set. */
  server(): { readonly address: string; readonly isConnected: boolean } | undefined;
}
