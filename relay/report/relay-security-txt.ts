/** To whom somebody may tell a weakness of this relay: RFC 9116. */

export const SECURITY_TXT_PATH = "/.well-known/security.txt";

const DAY_MS = 86_400_000;
/** Made anew for each request: it cannot expire while the relay runs. RFC 9116, 2.5.5, wants less than a year. */
const DAYS_AHEAD = 30;
const MOST_DAYS_AHEAD = 360;
/** No relay runs before it was written: a clock that says so is wrong, by as much as nobody knows. */
const WRITTEN = Date.UTC(2026, 10, 28);

/** @returns what a Contact line may say; `undefined` for what is neither an e-mail address nor an address of the web */
export function parseContact(text: string): string | undefined {
  if (/^[^\s@:/<>]+@[a-z0-9.-]+\.[a-z]{2,}$/i.test(text)) return `mailto:${text}`;
  return /^(?:mailto:[^\s@<>]+@[a-z0-9.-]+|https:\/\/[!-~]+)$/i.test(text) && URL.canParse(text)
    ? text
    : undefined;
}

/** @param now Unix ms, by a clock that may be wrong */
export function renderSecurityTxt(contact: string, name: string, now: number): string {
  const expires = now < WRITTEN ? WRITTEN + MOST_DAYS_AHEAD * DAY_MS : now + DAYS_AHEAD * DAY_MS;
  return [
    "# A relay of Pawpost: it carries bytes between families and their hubs, and cannot read them.",
    `Contact: ${contact}`,
    `Expires: ${new Date(expires).toISOString().slice(0, 19)}Z`,
    "Preferred-Languages: en",
    `Canonical: https://${name}${SECURITY_TXT_PATH}`,
    "",
  ].join("\n");
}
