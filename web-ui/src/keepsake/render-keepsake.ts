/**
 * The one page of a keepsake: native players, days, names; no script, and a policy of its own that lets nothing in. Whatever people
 * called themselves is text. Pure: facts in, HTML out.
 */
import { escapeHtml } from "./escape-html.ts";
import { KEEPSAKE_STYLE } from "./keepsake-style.ts";

export interface KeepsakeEntry {
  /** Relative to the page. */
  readonly file: string;
  /** Who speaks, in words. */
  readonly who: string;
  readonly title: string;
  readonly clock: string;
  readonly length: string;
  /** Name of the player. */
  readonly label: string;
}

export interface KeepsakePage {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  readonly lead: string;
  readonly days: readonly { readonly name: string; readonly entries: readonly KeepsakeEntry[] }[];
  /** Sentences at the end. */
  readonly notes: readonly string[];
  readonly check: { readonly how: string; readonly command: string };
}

export async function renderKeepsake(page: KeepsakePage): Promise<string> {
  const { language, title, lead, days, notes, check } = page;
  const policy = [
    "default-src 'none'",
    // `file:` where it is opened from a disk, `'self'` where somebody put it on a server.
    "media-src 'self' file:",
    `style-src '${await hashOf(KEEPSAKE_STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${KEEPSAKE_STYLE}</style>
</head>
<body>
<header>
<h1>${text(title)}</h1>
<p class="soft">${text(lead)}</p>
</header>
<main>
${days.map(renderDay).join("\n")}
</main>
<footer>
${notes.map((note) => `<p>${text(note)}</p>`).join("\n")}
<p>${text(check.how)} <code>${escapeHtml(check.command)}</code></p>
</footer>
</body>
</html>
`;
}

const renderDay = ({ name, entries }: KeepsakePage["days"][number]): string => `<section>
<h2>${text(name)}</h2>
<ol>
${entries.map(renderEntry).join("\n")}
</ol>
</section>`;

const renderEntry = ({ file, who, title, clock, length, label }: KeepsakeEntry): string => `<li>
<p class="head"><span>${text(who)}</span><span class="soft">${text(clock)} · ${text(length)}</span></p>
${title === "" ? "" : `<p>${text(title)}</p>\n`}<audio controls preload="none" src="${escapeHtml(file)}" aria-label="${escapeHtml(label)}"></audio>
</li>`;

/** Apart from what stands around it: a name that is written from right to left turns nothing else around. */
const text = (words: string): string => `<bdi>${escapeHtml(words)}</bdi>`;

async function hashOf(style: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style)));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}
