/**
 * T-26: a weakness is not mended in silence. A commit that is labelled `security` names the file of an advisory, which is in it or was there before:
 *
 *   security: compare keys in constant time          or  hub/access, security: ..., or "[security]" anywhere in the subject
 *
 *   security/advisories/PAW-2026-001.json            anywhere in the message
 */
import { execFileSync } from "node:child_process";
import { FEED_KIND, parseFeed } from "../../hub/advisories/feed.ts";

/** Labelled by an area of its subject, or by the word in square brackets. */
export function isLabelled(subject: string): boolean {
  if (/\[security\]/i.test(subject)) return true;
  const [areas = "", rest] = subject.split(/: (.*)/s);
  return rest !== undefined && areas.split(/[,;]\s*/).some((area) => area.toLowerCase() === "security");
}

const ADVISORY = /\bsecurity\/advisories\/[A-Z]{2,12}-\d{4}-\d{3,5}\.json\b/g;

const git = (folder: string, ...words: string[]): string =>
  execFileSync("git", ["-C", folder, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** @returns whether that commit is one of its history: a copy without one, or with the last part of it alone, has it not */
export function hasHistorySince(folder: string, commit: string): boolean {
  try {
    git(folder, "merge-base", "--is-ancestor", commit, "HEAD");
    return true;
  } catch {
    return false;
  }
}

/** @returns one line for each commit since then that mends a weakness and names no advisory that can be read */
export function findUnannounced(folder: string, since: string): string[] {
  const commits = git(folder, "log", "-z", "--format=%H%n%s%n%B", `${since}..HEAD`).split("\0");
  return commits.flatMap((commit) => {
    const [hash = "", subject = "", ...message] = commit.split("\n");
    if (!isLabelled(subject)) return [];
    const named = [...new Set(message.join("\n").match(ADVISORY) ?? [])];
    if (named.length === 0) return [`${subject}: names no file of security/advisories/`];
    return named.flatMap((path) => {
      const trouble = readAdvisory(folder, hash, path);
      return trouble === undefined ? [] : [`${subject}: ${path} ${trouble}`];
    });
  });
}

/** @returns what is wrong with it, as it was in that commit */
function readAdvisory(folder: string, hash: string, path: string): string | undefined {
  let text: string;
  try {
    text = git(folder, "show", `${hash}:${path}`);
  } catch {
    return "is not in that commit";
  }
  try {
    const advisory: unknown = JSON.parse(text);
    const { advisories } = parseFeed(JSON.stringify(feedOf(advisory)));
    return path.endsWith(`/${advisories[0]?.id}.json`) ? undefined : "has another id";
  } catch {
    return "is no advisory";
  }
}

/** A list of it alone, so that it is read as hubs will. */
const feedOf = (advisory: unknown) => ({
  kind: FEED_KIND,
  counter: 1,
  issued: "2026-01-01T00:00:00Z",
  expires: "2026-02-01T00:00:00Z",
  support: { until: "2031-01-01T00:00:00Z", contact: "-" },
  advisories: [advisory],
});
