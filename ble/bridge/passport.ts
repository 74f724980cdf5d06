/**
 * A toy's passport: all that a room has to know to hold it, as the room before knew it. Which toy it is, that a paw made it the family's, what
 * lies in its slots, how it was left, which recording of it is home, and what must not be brought to it again.
 */
import { z } from "zod";
import { publicId } from "../../hub/contract/public-id.ts";
import { sha256Hex } from "../../hub/contract/sha256.ts";
import { deliveryKnown, type KeptDeliveries, keptDelivery } from "../journal/delivery-journal.ts";
import type { Journal, JsonValue } from "../journal/journal.ts";
import { type ClaimedToy, claimedToy } from "./claimed-toys.ts";

/** What is kept under these for one toy goes along as it is: whoever reads it takes what it cannot read for unknown. */
const BY_ADDRESS = ["looks/", "recording/"] as const;
const BY_TOY = ["care/", "gap/"] as const;
/** Messages that are over, by what the journal notes them under. */
const OVER = ["retired/", "over/"] as const;
/** Of each, the newest. No toy has more on its way. */
const MOST_OVER = 24;
/** As JSON, what fits sealed into a packet of 8 KiB. */
const MOST_BYTES = 5_300;

const noted = z.partialRecord(z.enum([...BY_ADDRESS, ...BY_TOY]), z.json());

export const passportFacts = z
  .strictObject({
    /** The family whose paw it was: the roster's fingerprint. */
    family: sha256Hex,
    claimed: claimedToy,
    deliveries: z.array(keptDelivery).max(4),
    noted,
    over: z.partialRecord(z.enum(OVER), z.array(publicId).max(MOST_OVER)),
  })
  // No room writes with it what is about another toy.
  .refine(({ claimed, deliveries }) =>
    deliveries.every(({ intent }) => intent.toyAddress === claimed.address),
  );
export type PassportFacts = z.output<typeof passportFacts>;

type Changes = readonly (readonly [string, JsonValue | undefined])[];

/** As this room knows it now. */
export function readPassport(
  family: string,
  claimed: ClaimedToy,
  { journal, deliveries }: { readonly journal: Journal; readonly deliveries: KeptDeliveries },
): PassportFacts {
  const facts: PassportFacts = {
    family,
    claimed,
    deliveries: [...deliveries.keptOfToy(claimed.address)],
    noted: Object.fromEntries(
      keysOf(claimed).flatMap(([prefix, key]) => {
        const value = journal.get(key);
        return value === undefined ? [] : [[prefix, value]];
      }),
    ),
    over: Object.fromEntries(OVER.map((prefix) => [prefix, newestOver(journal, prefix)])),
  };
  // What is over is told by the hub, too.
  while (Buffer.byteLength(JSON.stringify(facts)) > MOST_BYTES) {
    const longest = OVER.map((prefix) => facts.over[prefix] ?? []).sort((a, b) => b.length - a.length)[0];
    if (longest === undefined || longest.length === 0) break;
    longest.pop();
  }
  return facts;
}

/** The journal's changes with which this room knows it so. @param now Unix ms */
export const passportChanges = (
  { claimed, deliveries, noted, over }: PassportFacts,
  now: number,
): Changes => [
  ...deliveries.map((entry) => deliveryKnown(entry)),
  ...keysOf(claimed).map(([prefix, key]) => [key, noted[prefix] ?? undefined] as const),
  ...OVER.flatMap((prefix) => (over[prefix] ?? []).map((message) => [prefix + message, now] as const)),
];

/** Whether a change of the journal may be one of what a passport says. */
export const isOfPassport = (key: string): boolean =>
  ["toy/", "delivery/", ...BY_ADDRESS, ...BY_TOY, ...OVER].some((prefix) => key.startsWith(prefix));

const keysOf = ({ address, toy }: ClaimedToy) => [
  ...BY_ADDRESS.map((prefix) => [prefix, prefix + address] as const),
  ...BY_TOY.map((prefix) => [prefix, prefix + toy] as const),
];

const newestOver = (journal: Journal, prefix: (typeof OVER)[number]) =>
  [...journal.entries(prefix)]
    .sort(([, one], [, other]) => Number(other) - Number(one))
    .slice(0, MOST_OVER)
    .flatMap(([key]) => publicId.safeParse(key.slice(prefix.length)).data ?? []);
