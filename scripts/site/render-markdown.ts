/** A page of docs/ as HTML: headings with the ids that GitHub gives them, tables and drawings that scroll by themselves on a narrow screen. */
import { Marked, type RendererObject, type Token } from "marked";
import { escapeHtml } from "./escape-html.ts";
import { newHeadingIds } from "./heading-ids.ts";

/** A heading of the second level, for the list at the head of a page. */
export interface Part {
  readonly id: string;
  readonly title: string;
}

export interface RenderedPage {
  /** The first heading, as text. */
  readonly title: string;
  readonly parts: readonly Part[];
  readonly html: string;
}

/** Where a link of the page leads on the site; `undefined` where that is in the clone alone: then its words stand there, and no link. */
export type LeadTo = (link: string) => string | undefined;

export function renderMarkdown(markdown: string, leadTo: LeadTo): RenderedPage {
  const idOf = newHeadingIds();
  const parts: Part[] = [];
  let pageTitle = "";
  const renderer: RendererObject = {
    heading({ tokens, depth }) {
      const title = plainText(tokens);
      const id = idOf(title);
      if (depth === 1 && pageTitle === "") pageTitle = title;
      if (depth === 2) parts.push({ id, title });
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      const target = leadTo(href);
      return target === undefined ? words : `<a href="${escapeHtml(target)}">${words}</a>`;
    },
    code({ text, lang }) {
      const name = lang === "sh" || lang === "console" ? "Commands" : "Lines of text";
      // Reached by the keyboard, since it scrolls.
      return `<pre tabindex="0" role="group" aria-label="${name}"><code>${escapeHtml(text)}</code></pre>\n`;
    },
    table({ header, rows }) {
      const cells = (row: typeof header, tag: "td" | "th") =>
        row
          .map(({ tokens }) => {
            const inner = this.parser.parseInline(tokens);
            // A heading without words is none.
            return tag === "th" && inner !== "" ? `<th scope="col">${inner}</th>` : `<td>${inner}</td>`;
          })
          .join("");
      const isNamed = header.some(({ text }) => text !== "");
      const names = header.map(({ tokens }) => plainText(tokens)).filter((text) => text !== "");
      const head = isNamed ? `<thead><tr>${cells(header, "th")}</tr></thead>` : "";
      const body = rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n");
      const label = names.length === 0 ? "A table" : `A table: ${names.join(", ")}`;
      return `<div class="table" tabindex="0" role="group" aria-label="${escapeHtml(label)}"><table>${head}<tbody>\n${body}\n</tbody></table></div>\n`;
    },
  };
  const html = new Marked({ async: false, gfm: true, renderer }).parse(markdown) as string;
  return { title: pageTitle, parts, html };
}

/** What is read of it, without its marks. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if ("tokens" in token && token.tokens !== undefined) return plainText(token.tokens);
      return "text" in token && typeof token.text === "string" ? token.text : token.raw;
    })
    .join("");
}
