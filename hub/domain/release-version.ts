/** Versions of Pawpost, by number: `1.2.3`. What stands behind a hyphen or a plus (SemVer 2.0.0, 9 and 10) is not compared. */

export interface ReleaseVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** From `from` on, until right before `before`; `null`: none of today is free of it. */
export interface VersionRange {
  readonly from: ReleaseVersion;
  readonly before: ReleaseVersion | null;
}

const FORM = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})(?:[-+].{0,64})?$/;

export function parseReleaseVersion(text: string): ReleaseVersion | undefined {
  const [, major, minor, patch] = FORM.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** @returns below 0 where `one` came before `other`, 0 for the same */
export const compareVersions = (one: ReleaseVersion, other: ReleaseVersion): number =>
  one.major - other.major || one.minor - other.minor || one.patch - other.patch;

export const isIn = (version: ReleaseVersion, { from, before }: VersionRange): boolean =>
  compareVersions(version, from) >= 0 && (before === null || compareVersions(version, before) < 0);
