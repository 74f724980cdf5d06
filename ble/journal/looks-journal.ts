/** `LooksBook` on the journal: how each toy was left. */
import { z } from "zod";
import type { LooksBook, ToyLooks } from "../toys/toy-driver.ts";
import type { Journal } from "./journal.ts";

const PREFIX = "looks/";

const level = z.int().min(0).max(255);
const looks = z.strictObject({
  volume: level,
  storedVolume: level.nullable(),
  volumeWish: level.nullable(),
  bootVolume: level.nullable(),
  slots: z
    .array(
      z.strictObject({ milliseconds: z.number().nonnegative().nullable(), upload: z.string().nullable() }),
    )
    .length(4),
  firmware: z.string().nullable(),
  pawsReport: z.boolean(),
  isRecording: z.boolean(),
  isHeartOwed: z.boolean().default(false),
  isEndingRecording: z.boolean().default(false),
});

export interface KeptLooks extends LooksBook {
  /** The journal's change after which nothing is known of this toy's looks. */
  forget(toyAddress: string): readonly [key: string, value: undefined];
}

/** What nobody can read any more is as if it were not known: the next look notes it anew. */
export function looksBookOn(journal: Journal): KeptLooks {
  /** What there was no room for counts all the same. */
  const unwritten = new Map<string, ToyLooks>();
  return {
    find: (address) => unwritten.get(address) ?? looks.safeParse(journal.get(PREFIX + address)).data,
    async keep(address, now) {
      unwritten.set(address, now);
      await journal.put(PREFIX + address, { ...now, slots: now.slots.map((slot) => ({ ...slot })) });
      if (unwritten.get(address) === now) unwritten.delete(address);
    },
    forget(address) {
      unwritten.delete(address);
      return [PREFIX + address, undefined];
    },
  };
}
