/** A contact that leads nowhere, as the address did to which the warnings bounced: `security.txt` (RFC 9116) is fetched as a stranger does, and followed. */
import { SECURITY_TXT, WELL_KNOWN } from "../contract/report-limits.ts";
import type { AskAsStranger } from "./stranger.ts";
import type { Trial } from "./trial.ts";

const DAY_MS = 86_400_000;
const LEAST_DAYS = 7;
/** RFC 9116, 2.5.5: less than a year. */
const MOST_DAYS = 366;

interface ExpiredContactParts {
  readonly ask: AskAsStranger;
  readonly now: () => number;
}

export const expiredContact = ({ ask, now }: ExpiredContactParts): Trial<"expired-contact"> => ({
  step: "expired-contact",
  async attempt(signal) {
    const { status, body } = await ask({ path: WELL_KNOWN + SECURITY_TXT }, signal);
    const text = body.toString();
    const fieldOf = (name: string) => new RegExp(`^${name}: (.+)$`, "m").exec(text)?.[1];
    const [contact, expires] = [fieldOf("Contact"), fieldOf("Expires")];
    if (status !== 200 || contact === undefined || !URL.canParse(contact))
      return { seen: "leads-nowhere", detail: [`GET ${WELL_KNOWN}${SECURITY_TXT}: ${status}`] };
    const days = Math.floor((Date.parse(expires ?? "") - now()) / DAY_MS);
    if (!(days >= LEAST_DAYS && days <= MOST_DAYS))
      return { seen: "expired", detail: [`Expires: ${expires}`] };
    const { pathname } = new URL(contact);
    const form = await ask({ path: pathname }, signal);
    if (form.status !== 200 || !form.body.includes("<form"))
      return { seen: "leads-nowhere", detail: [`GET ${pathname}: ${form.status}`] };
    return { seen: "good", count: days };
  },
});
