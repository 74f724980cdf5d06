/**
 * A release, as the project signs it: the text of a signed file (`hub/project-signature/signed-file.ts`), by two of its three keys.
 *
 *   { "kind": "pawpost-release-1", "counter": 3, "version": "0.2.0", "from": "0.1.0",
 *     "issued": "...", "expires": "...", "advisories": ["PAW-2026-001"],
 *     "builds": [{ "machine": "arm64", "file": "pawpost-0.2.0-arm64.tar.gz", "bytes": 61000000, "sha256": "..." }],
 *     "packages": [{ "machine": "arm64", "file": "pawpost_0.2.0_arm64.deb", "bytes": 52000000, "sha256": "..." }] }
 *
 * `packages` is for who installs it anew (scripts/install.sh), and no hub asks for it.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { parseJson } from "../domain/parse-json.ts";
import { compareVersions, parseReleaseVersion } from "../domain/release-version.ts";
import { openSignedFile, type ProjectKeys } from "../project-signature/signed-file.ts";
import { ReleaseRefused } from "./errors.ts";

export const RELEASE_KIND = "pawpost-release-1";
/** What a release lies in, in a folder beside its builds. */
export const RELEASE_FILE = "release.json";
/** Installed, with Node: a release that is larger is none of ours. */
const MOST_BYTES = 268_435_456;

const time = z.iso.datetime().transform((text) => Date.parse(text));
const version = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/);
const build = z.object({
  machine: z.enum(["amd64", "arm64"]),
  file: z.string().regex(/^pawpost-[0-9a-z.-]{1,64}$/),
  bytes: z.int().min(1).max(MOST_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Build = z.output<typeof build>;

const release = z.object({
  kind: z.literal(RELEASE_KIND),
  counter: z.int().min(1),
  version,
  /** The oldest that may go to this one at once. */
  from: version,
  issued: time,
  expires: time,
  advisories: z.array(z.string().max(32)).max(64),
  builds: z.array(build).min(1).max(8),
});
type Release = z.output<typeof release>;

/** What is there already. */
export interface Running {
  readonly version: string;
  readonly machine: string;
  /** The highest that was ever seen; 0 before the first. */
  readonly counter: number;
}

/** @param now Unix ms @throws ProjectFileRefused, ReleaseRefused */
export function readRelease(
  file: Uint8Array,
  keys: ProjectKeys,
  running: Running,
  now: number,
): { readonly release: Release; readonly build: Build } {
  const data = parseRelease(openSignedFile(file, keys));
  // Also by a clock that is behind: it was over before it was issued.
  if (Math.max(now, data.issued) >= data.expires) throw new ReleaseRefused("update.over", "it is over");
  const step = comes(data.version, running.version);
  if (data.counter < running.counter || step < 0)
    throw new ReleaseRefused("update.older", `${data.version} is not newer than ${running.version}`);
  if (step === 0) throw new ReleaseRefused("update.current", `${data.version} is what runs`);
  if (comes(running.version, data.from) < 0)
    throw new ReleaseRefused("update.too-far", `from ${running.version} it goes by way of ${data.from}`);
  const own = data.builds.find(({ machine }) => machine === running.machine);
  if (own === undefined) throw new ReleaseRefused("update.no-build", `none for ${running.machine}`);
  return { release: data, build: own };
}

/** The text alone, whoever signed it. @throws ReleaseRefused */
export function parseRelease(text: string): Release {
  const json = parseJson(text);
  const kind = z.object({ kind: z.string() }).safeParse(json);
  if (kind.success && kind.data.kind !== RELEASE_KIND)
    throw new ReleaseRefused("update.other-kind", "signed, and no release");
  const parsed = release.safeParse(json);
  if (!parsed.success) throw new ReleaseRefused("update.malformed", "no release that this version can read");
  return parsed.data;
}

/** Judges a build piece by piece, as it comes: it is larger than what fits into memory. */
export interface BuildCheck {
  /** @throws ReleaseRefused `update.wrong-build` as soon as there is more than was signed */
  take(piece: Uint8Array): void;
  /** @throws ReleaseRefused `update.wrong-build` where it is not all, or not the same */
  end(): void;
}

export function checkBuild({ sha256, bytes }: Build): BuildCheck {
  const hash = createHash("sha256");
  let length = 0;
  const assert = (isRight: boolean) => {
    if (!isRight) throw new ReleaseRefused("update.wrong-build", "not the bytes that were signed");
  };
  return {
    take(piece) {
      length += piece.byteLength;
      assert(length <= bytes);
      hash.update(piece);
    },
    end: () => assert(length === bytes && hash.digest("hex") === sha256),
  };
}

/** As a release calls it; `undefined` for one that none is made for. */
export const machineOf = (arch: string): Build["machine"] | undefined =>
  arch === "x64" ? "amd64" : arch === "arm64" ? "arm64" : undefined;

/** Below 0 where `one` comes before `other`. */
function comes(one: string, other: string): number {
  const [first, second] = [one, other].map(parseReleaseVersion);
  if (first === undefined || second === undefined) throw new ReleaseRefused("update.malformed", "no version");
  return compareVersions(first, second);
}
