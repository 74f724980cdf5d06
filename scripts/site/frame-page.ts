import { escapeHtml } from "./escape-html.ts";
import type { Part } from "./render-markdown.ts";
import { relativePath } from "./site-page.ts";

/** A page as the menu names it. */
interface NamedPage {
  readonly path: string;
  readonly title: string;
}

export interface NamedGroup {
  readonly title: string;
  readonly pages: readonly NamedPage[];
}

interface Framed {
  /** Of this page, from the root of the site. */
  readonly path: string;
  readonly title: string;
  readonly parts: readonly Part[];
  /** From its first heading on. */
  readonly body: string;
}

/** Fewer than these are seen at once. */
const PARTS_WORTH_LISTING = 4;

/** The whole document: head, menu of all pages, and the page. No script, and nothing that does not lie beside it. */
export function framePage({ path, title, parts, body }: Framed, groups: readonly NamedGroup[]): string {
  const to = (target: string) => escapeHtml(relativePath(path, target));
  const entry = ({ path: target, title: name }: NamedPage) =>
    `<li><a href="${to(target)}"${target === path ? ' aria-current="page"' : ""}>${escapeHtml(name)}</a></li>`;
  const menu = groups.map(
    (group) => `<h2>${escapeHtml(group.title)}</h2>\n<ul>\n${group.pages.map(entry).join("\n")}\n</ul>`,
  );
  const list =
    parts.length < PARTS_WORTH_LISTING
      ? ""
      : `<details class="parts"><summary>On this page</summary>\n<ul>\n${parts
          .map(({ id, title: name }) => `<li><a href="#${id}">${escapeHtml(name)}</a></li>`)
          .join("\n")}\n</ul></details>\n`;
  // After the page's own heading.
  const whole = body.replace("</h1>\n", `</h1>\n${list}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self' file:; img-src 'self' file:">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title === "Pawpost" ? title : `${title} – Pawpost`)}</title>
<link rel="stylesheet" href="${to("site.css")}">
</head>
<body>
<header><a class="home" href="${to("index.html")}">Pawpost</a> <a class="all" href="#pages">All pages</a></header>
<main>
${whole}</main>
<nav id="pages" aria-label="All pages">
${menu.join("\n")}
</nav>
</body>
</html>
`;
}
