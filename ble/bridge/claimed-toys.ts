import { z } from "zod";
import { makePublicId, type PublicId, publicId } from "../../hub/contract/public-id.ts";
import type { JournalView } from "../journal/journal.ts";
import { BridgeError } from "./errors.ts";

/** What makes a toy the family's, wherever its paw was pressed. */
export const claimedToy = z.strictObject({
  toy: publicId,
  /** Whose it was when it was claimed; the roster tells of a toy that was lent. */
  child: publicId,
  address: z.string(),
  /** Whose driver speaks with it. The first family had no name here. */
  family: z.string().default("cloudpets"),
  model: z.string(),
  firmware: z.string().nullable(),
  /** What the household wrote into the toy: another toy with the same address is not ours. */
  identifier: z.string(),
});
export type ClaimedToy = z.output<typeof claimedToy>;

const PREFIX = "toy/";
/** Toys that have to be claimed anew, by address: the id that they went by, and that the hub knows them by. */
const FORMER = "former-toy/";
/** Addresses of strangers' toys that get a name here; a flood of made-up ones pushes out the oldest. */
const MOST_STRANGERS = 64;

/** Which toys are the family's, and the random ids that stand for addresses outside this process. */
export class ClaimedToys {
  readonly #random: (bytes: number) => Uint8Array;
  readonly #strangers = new Map<string, PublicId>();
  /** By address. Asked for every advert that is heard: the journal is read once. */
  readonly #toys = new Map<string, ClaimedToy>();
  readonly #former = new Map<string, PublicId>();

  /** @throws BridgeError `bridge.memory-damaged` */
  constructor(journal: JournalView, random: (bytes: number) => Uint8Array) {
    this.#random = random;
    for (const [, value] of journal.entries(PREFIX)) {
      const { success, data, error: cause } = claimedToy.safeParse(value);
      if (!success) throw new BridgeError("bridge.memory-damaged", "a toy's entry in the journal", { cause });
      this.#toys.set(data.address, data);
    }
    for (const [key, value] of journal.entries(FORMER)) {
      const { success, data, error: cause } = publicId.safeParse(value);
      if (!success) throw new BridgeError("bridge.memory-damaged", "a toy's entry in the journal", { cause });
      this.#former.set(key.slice(FORMER.length), data);
    }
  }

  all(): readonly ClaimedToy[] {
    return [...this.#toys.values()];
  }

  byAddress(address: string): ClaimedToy | undefined {
    return this.#toys.get(address);
  }

  byId(toy: string): ClaimedToy | undefined {
    return this.all().find((claimed) => claimed.toy === toy);
  }

  /** The id that this address goes by; made when it is first asked for. */
  idOf(address: string): PublicId {
    const known = this.byAddress(address)?.toy ?? this.#former.get(address) ?? this.#strangers.get(address);
    if (known !== undefined) return known;
    const id = makePublicId(this.#random(16));
    this.#strangers.set(address, id);
    const [oldest] = this.#strangers.keys();
    if (this.#strangers.size > MOST_STRANGERS && oldest !== undefined) this.#strangers.delete(oldest);
    return id;
  }

  /** The journal's change that makes a toy ours; once it is durable, {@link welcome} it. */
  claim(toy: ClaimedToy): readonly [string, ClaimedToy] {
    return [PREFIX + toy.address, toy];
  }

  /** The journal's change after which each toy takes a paw again. */
  release(): readonly (readonly [string, PublicId | undefined])[] {
    return this.all().flatMap(({ address, toy }) => [
      [PREFIX + address, undefined] as const,
      [FORMER + address, toy] as const,
    ]);
  }

  /** The journal's change after which it is a stranger; once it is durable, {@link leave} it. The next claim gives it another id. */
  forget({ address }: ClaimedToy): readonly (readonly [string, undefined])[] {
    return [
      [PREFIX + address, undefined],
      [FORMER + address, undefined],
    ];
  }

  leave({ address }: ClaimedToy): void {
    this.#toys.delete(address);
    this.#former.delete(address);
  }

  welcome(toy: ClaimedToy): void {
    this.#toys.set(toy.address, toy);
    this.#strangers.delete(toy.address);
  }
}
