/** Which pages the site has, and where each lies: as in the clone, `.md` as `.html`, a README as the `index.html` of its folder. */

export interface SitePage {
  /** From the root of the clone. */
  readonly source: string;
  /** From the root of the site. */
  readonly path: string;
}

/** Of pages that are about the same, as docs/README.md has them. */
export interface PageGroup {
  readonly title: string;
  readonly pages: readonly SitePage[];
}

export const INDEX = "docs/README.md";
const FRONT = "README.md";
/** Of no group of the index. */
const ABOUT = ["CHANGELOG.md", "SECURITY.md", "SUPPORT.md", "NOTICE", "LICENSE"];

/** @param source a page, from the root of the clone */
export function pageOf(source: string): SitePage {
  const bare = source.replace(/\.md$/, "");
  return { source, path: `${bare.replace(/(^|\/)README$/, "$1index")}.html` };
}

/**
 * @param index docs/README.md: a heading of the second level for each group, in it a table whose first cells are links
 * @returns every group in its order, without what stands in one already
 */
export function readGroups(index: string): PageGroup[] {
  const seen = new Set([FRONT, INDEX, ...ABOUT]);
  const groups = index
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = ""] = section.split("\n");
      const sources = [...section.matchAll(/^\| \[[^\]]+\]\(([^)#]+)\)/gm)]
        .map(([, link = ""]) => resolveLink(INDEX, link))
        .filter((source) => !seen.has(source) && seen.add(source));
      return { title, pages: sources.map(pageOf) };
    });
  const about = { title: "About", pages: [FRONT, INDEX, ...ABOUT].map(pageOf) };
  return [...groups.filter(({ pages }) => pages.length > 0), about];
}

/** @returns the path from the root of what a link on that page leads to, without its anchor */
export function resolveLink(page: string, link: string): string {
  const [file = ""] = link.split("#");
  if (file === "") return page;
  return new URL(file, `file:///${page}`).pathname.slice(1);
}

/** @returns how a page of the site names another one of its files */
export function relativePath(from: string, to: string): string {
  const up = "../".repeat(from.split("/").length - 1);
  const folder = from.slice(0, from.lastIndexOf("/") + 1);
  return to.startsWith(folder) ? to.slice(folder.length) : `${up}${to}`;
}
