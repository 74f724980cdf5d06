/** The gate for known advisories: least versions, by hand, because the registry's own audit cannot be asked everywhere. */
import { z } from "zod";
import { type Lockfile, lockedVersions } from "./lockfile.ts";

const version = z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/);

export const minVersionsFile = z.strictObject({
  about: z.string(),
  /** Reads bytes that others made: name → least version and the reason for it. */
  networkFacing: z.record(z.string(), z.strictObject({ min: version, why: z.string().min(10) })),
  /** Runtime dependencies that do not: name → why not. */
  notNetworkFacing: z.record(z.string(), z.string().min(10)),
});
export type MinVersions = z.output<typeof minVersionsFile>;

/** @returns one sentence for everything that is wrong; none when the lockfile passes. */
export function checkMinVersions(
  rows: MinVersions,
  lockfile: Lockfile,
  runtimeDependencies: readonly string[],
): string[] {
  const problems: string[] = [];
  for (const [name, { min, why }] of Object.entries(rows.networkFacing)) {
    const locked = lockedVersions(lockfile, name);
    if (locked.length === 0) problems.push(`${name} has a row and is not installed: take the row out`);
    for (const one of locked) {
      if (compareVersions(one, min) < 0) problems.push(`${name} ${one} is older than ${min}: ${why}`);
    }
  }
  for (const name of runtimeDependencies) {
    const isFacing = Object.hasOwn(rows.networkFacing, name);
    const isNotFacing = Object.hasOwn(rows.notNetworkFacing, name);
    if (!isFacing && !isNotFacing)
      problems.push(
        `${name} is new: say in security/min-versions.json whether it reads bytes that others made`,
      );
    if (isFacing && isNotFacing) problems.push(`${name} is in both lists`);
  }
  for (const name of Object.keys(rows.notNetworkFacing)) {
    if (!runtimeDependencies.includes(name))
      problems.push(`${name} is no runtime dependency: take its row out`);
  }
  return problems;
}

/** Precedence of Semantic Versioning 2.0.0, clause 11. Negative when `one` comes before `other`. */
export function compareVersions(one: string, other: string): number {
  const [ownNumbers, ownLabel] = split(one);
  const [otherNumbers, otherLabel] = split(other);
  for (const [index, number] of ownNumbers.entries()) {
    const difference = number - (otherNumbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (ownLabel === undefined || otherLabel === undefined) {
    return (ownLabel === undefined ? 1 : 0) - (otherLabel === undefined ? 1 : 0);
  }
  return ownLabel.localeCompare(otherLabel, "en", { numeric: true });
}

function split(text: string): [numbers: number[], label: string | undefined] {
  const dash = text.indexOf("-");
  const numbers = (dash === -1 ? text : text.slice(0, dash)).split(".").map(Number);
  return [numbers, dash === -1 ? undefined : text.slice(dash + 1)];
}
