/**
 * What the hub knows of the system that runs it, where that is laid out in versions (`scripts/update/version-folders.ts`), and how it asks for another one.
 * It reads, and believes what root wrote; it changes nothing there.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { parseJson } from "../domain/parse-json.ts";

export interface Installed {
  /** `undefined` while a version is on trial: who judges it is not done. */
  read(): Promise<{ readonly counter: number; readonly turnedBackFrom: readonly string[] } | undefined>;
  /** Why what was handed over was not brought in; `undefined` while nobody knows. */
  refusal(): Promise<string | undefined>;
  hand(isNow: boolean): void;
  /** Where the hub puts a release. */
  readonly spool: string;
}

const note = z.object({
  counter: z.int(),
  trial: z.object({}).nullable(),
  refused: z.array(z.string()),
});
const ended = z.object({ failed: z.string() });

/** @param root the folder of the program @returns the folder that versions lie in; `undefined` for a clone */
export const prefixOf = (root: string): string | undefined => /^(.*)\/versions\/\d[^/]*\/?$/.exec(root)?.[1];

export function openInstalled(parts: {
  readonly prefix: string;
  readonly spool: string;
  /** Of what brings it in: a line of JSON each. */
  readonly progress: string;
  readonly hand: (isNow: boolean) => void;
}): Installed {
  const textOf = (path: string) => readFile(path, "utf8").catch(() => undefined);
  return {
    spool: parts.spool,
    hand: parts.hand,
    async read() {
      const text = await textOf(join(parts.prefix, "update.json"));
      if (text === undefined) return { counter: 0, turnedBackFrom: [] };
      const known = note.safeParse(parseJson(text)).data;
      return known === undefined || known.trial !== null
        ? undefined
        : { counter: known.counter, turnedBackFrom: known.refused };
    },
    async refusal() {
      const last = (await textOf(parts.progress))?.trim().split("\n").at(-1);
      return ended.safeParse(parseJson(last)).data?.failed;
    },
  };
}
