/**
 * For whoever makes Pawpost: writes what a release says, of builds that lie in a folder, and joins it with the signatures that minisign made. It never
 * sees a secret key. docs/updates.md, "For whoever makes Pawpost".
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { parseSignedFile } from "../hub/project-signature/signed-file.ts";
import { type Build, parseRelease, RELEASE_KIND } from "../hub/updates/release.ts";
import { joinSigned, keysIn } from "./join-signed.ts";

const DAY = 86_400_000;
const BUILD_NAME = /^pawpost-(\d+\.\d+\.\d+)-(amd64|arm64)\.tar\.gz$/;
const PACKAGE_NAME = /^pawpost_(\d+\.\d+\.\d+)_(amd64|arm64)\.deb$/;

class ReleaseError extends Error {
  override readonly name = "ReleaseError";
}

const toSecond = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

interface Said {
  /** The signed release before this one; `undefined` for the first. */
  readonly previous: Uint8Array | undefined;
  /** The oldest that may go to this one at once. */
  readonly from: string;
  readonly mends: readonly string[];
  readonly days: number;
  readonly now: number;
}

/** @param folder with one build for each kind of machine, all of one version @throws ReleaseRefused, ReleaseError */
export async function makeRelease(
  folder: string,
  { previous, from, mends, days, now }: Said,
): Promise<string> {
  const [builds, packages] = [await find(folder, BUILD_NAME), await find(folder, PACKAGE_NAME)];
  const [version, ...others] = new Set([...builds, ...packages].map((one) => one.version));
  if (version === undefined || builds.length === 0)
    throw new ReleaseError("There is no build in that folder.");
  if (others.length > 0) throw new ReleaseError("There are builds of several versions in that folder.");
  const before = previous === undefined ? undefined : parseRelease(parseSignedFile(previous).body);
  const release = {
    kind: RELEASE_KIND,
    counter: (before?.counter ?? 0) + 1,
    version,
    from,
    issued: toSecond(now),
    expires: toSecond(now + days * DAY),
    advisories: mends,
    builds: await measureAll(folder, builds),
    packages: await measureAll(folder, packages),
  };
  const text = `${JSON.stringify(release, undefined, 2)}\n`;
  parseRelease(text);
  return text;
}

interface Found {
  readonly file: string;
  readonly version: string;
  readonly machine: Build["machine"];
}

async function find(folder: string, pattern: RegExp): Promise<readonly Found[]> {
  const names = (await readdir(folder)).toSorted((one, other) => one.localeCompare(other, "en"));
  return names.flatMap((name) => {
    const [file, version, machine] = pattern.exec(name) ?? [];
    return file === undefined || version === undefined
      ? []
      : [{ file, version, machine: machine as Build["machine"] }];
  });
}

async function measureAll(folder: string, found: readonly Found[]): Promise<Build[]> {
  const all: Build[] = [];
  for (const { file, machine } of found) all.push({ machine, file, ...(await measure(join(folder, file))) });
  return all;
}

async function measure(path: string): Promise<Pick<Build, "bytes" | "sha256">> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return { bytes: (await stat(path)).size, sha256: hash.digest("hex") };
}

/** Nothing is written over: two of one number would be told apart by nobody. */
const write = (path: string, text: string): Promise<void> => writeFile(path, text, { flag: "wx" });

interface MakeOptions {
  readonly previous?: string;
  readonly from: string;
  readonly mends: readonly string[];
  readonly days: number;
}

if (import.meta.main) {
  const program = new Command("release").description("Makes releases: docs/updates.md.");
  program
    .command("make <folder> <text>")
    .description("Writes the text that is to be signed, of all builds in a folder.")
    .option("--previous <file>", "the signed release before this one")
    .requiredOption("--from <version>", "the oldest version that may go to this one at once")
    .option("--mends <id...>", "the weaknesses that it mends", [])
    .option("--days <number>", "for how long it is good", Number, 180)
    .action(async (folder: string, text: string, options: MakeOptions) => {
      const previous = options.previous === undefined ? undefined : await readFile(options.previous);
      await write(text, await makeRelease(folder, { ...options, previous, now: Date.now() }));
    });
  program
    .command("join <text> <file> <signatures...>")
    .description(
      "Writes what is published: the text with its signatures, where installed systems would believe it.",
    )
    .requiredOption("--keys <file>", "the three public keys, as minisign wrote them, one after the other")
    .action(async (text: string, file: string, signatures: string[], { keys }: { keys: string }) => {
      const body = await readFile(text, "utf8");
      parseRelease(body);
      const texts = await Promise.all(signatures.map((path) => readFile(path, "utf8")));
      await write(file, joinSigned(body, texts, keysIn(await readFile(keys, "utf8"))));
    });
  await program.parseAsync().catch((error: Error) => {
    console.error(`Error: ${error.message}`);
    process.exitCode = 1;
  });
}
