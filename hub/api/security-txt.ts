import { REPORT_FORM, SECURITY_TXT, WELL_KNOWN } from "../contract/report-limits.ts";

const DAY = 86_400_000;
const DAYS_AHEAD = 30;
/** For a hub whose clock is behind what it has seen: it cannot know by how much. RFC 9116, 2.5.5, wants less than a year. */
const MOST_DAYS_AHEAD = 360;
/** No hub runs before it was written. */
const WRITTEN = Date.UTC(2026, 10, 22);

/**
 * RFC 9116, made anew for each request: it cannot expire while the hub runs.
 * @param origin scheme and host that were asked for
 * @param now Unix ms by the hub's clock, which may say 1970
 * @param lastSeen the latest time that the hub wrote down
 */
export function renderSecurityTxt(origin: string, now: number, lastSeen: number): string {
  const latest = Math.max(lastSeen, WRITTEN);
  const expires = now < latest ? latest + MOST_DAYS_AHEAD * DAY : now + DAYS_AHEAD * DAY;
  const form = `${origin}${WELL_KNOWN}${REPORT_FORM}`;
  return [
    "# A family's hub. What you write to Contact lands on it and nowhere else, and every guardian is shown it.",
    `Contact: ${form}`,
    `Expires: ${new Date(expires).toISOString().slice(0, 19)}Z`,
    "Preferred-Languages: en",
    `Canonical: ${origin}${WELL_KNOWN}${SECURITY_TXT}`,
    `Policy: ${form}#policy`,
    "",
  ].join("\n");
}
