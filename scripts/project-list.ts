/**
 * For whoever makes Pawpost: makes the list of advisories, and joins it with the signatures that minisign made. It never sees a secret key.
 * docs/advisories.md, "For whoever makes Pawpost".
 */
import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import { FEED_KIND, parseFeed } from "../hub/advisories/feed.ts";
import { textOfAdvisory } from "../hub/domain/advisory.ts";
import { parseSignedFile } from "../hub/project-signature/signed-file.ts";
import { joinSigned, keysIn } from "./join-signed.ts";

const DAY = 86_400_000;

class ListError extends Error {
  override readonly name = "ListError";
}

const bytesOf = (path: string): Promise<Uint8Array> => readFile(path);
/** Nothing is written over: two of one number would be told apart by every hub. */
const write = (path: string, text: string): Promise<void> => writeFile(path, text, { flag: "wx" });
const toSecond = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * @param source JSON with `support` and `advisories`
 * @param previous the signed list before this one; `undefined` for the first
 * @throws FeedRefused, ListError where it is none, or leaves out or changes what stood in the one before
 */
export function makeList(
  source: string,
  previous: Uint8Array | undefined,
  now: number,
  days: number,
): string {
  const before = previous === undefined ? undefined : parseFeed(parseSignedFile(previous).body);
  const { support, advisories } = JSON.parse(source) as {
    readonly support: unknown;
    readonly advisories: unknown;
  };
  const list = {
    kind: FEED_KIND,
    counter: (before?.counter ?? 0) + 1,
    issued: toSecond(now),
    expires: toSecond(now + days * DAY),
    support,
    advisories,
  };
  const text = `${JSON.stringify(list, undefined, 2)}\n`;
  const said = new Set(parseFeed(text).advisories.map(textOfAdvisory));
  for (const advisory of before?.advisories ?? [])
    if (!said.has(textOfAdvisory(advisory)))
      throw new ListError(
        `${advisory.id}, revision ${advisory.revision}, stood in the list before as it does not stand here. Leave it as it was, and add a further revision.`,
      );
  return text;
}

/** @throws ProjectFileRefused, FeedRefused, JoinError where hubs with these keys would not believe it */
export function joinList(body: string, signatures: readonly string[], keys: readonly string[]): string {
  parseFeed(body);
  return joinSigned(body, signatures, keys);
}

if (import.meta.main) {
  const program = new Command("project-list").description(
    "Makes the list of advisories: docs/advisories.md.",
  );
  program
    .command("make <source> <list>")
    .description("Writes the text that is to be signed.")
    .option("--previous <file>", "the signed list before this one")
    .option("--days <number>", "for how long it is good", Number, 60)
    .action(async (source: string, list: string, { previous, days }: { previous?: string; days: number }) => {
      const before = previous === undefined ? undefined : await bytesOf(previous);
      await write(list, makeList(await readFile(source, "utf8"), before, Date.now(), days));
    });
  program
    .command("join <list> <file> <signatures...>")
    .description("Writes what is published: the text with its signatures, where hubs would believe it.")
    .requiredOption("--keys <file>", "the three public keys, as minisign wrote them, one after the other")
    .action(async (list: string, file: string, signatures: string[], { keys }: { keys: string }) => {
      const texts = await Promise.all(signatures.map((path) => readFile(path, "utf8")));
      await write(file, joinList(await readFile(list, "utf8"), texts, keysIn(await readFile(keys, "utf8"))));
    });
  program
    .command("split <file> <list>")
    .description("Takes it apart again, for minisign -V.")
    .action(async (file: string, list: string) => {
      const { body, signatures } = parseSignedFile(await bytesOf(file));
      await write(list, body);
      for (const [nth, signature] of signatures.entries())
        await write(`${list}.${nth + 1}.minisig`, signature);
    });
  await program.parseAsync().catch((error: Error) => {
    console.error(`Error: ${error.message}`);
    process.exitCode = 1;
  });
}
