/** docs/ as pages that open in any browser, from a disk too. `npm run docs` writes them into site/. */
import { existsSync, statSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeApi } from "../../hub/api/openapi.ts";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { SiteError } from "./errors.ts";
import { escapeHtml } from "./escape-html.ts";
import { framePage, type NamedGroup } from "./frame-page.ts";
import { type ApiDescription, renderApiReference } from "./render-api-reference.ts";
import { type LeadTo, type RenderedPage, renderMarkdown } from "./render-markdown.ts";
import { INDEX, type PageGroup, readGroups, relativePath, resolveLink, type SitePage } from "./site-page.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PICTURES = "docs/pictures";
const API_PAGE = "docs/api.md";
const API_REFERENCE = "docs/api-reference.html";
const API_DESCRIPTION = "docs/openapi.json";

const read = (source: string): Promise<string> => readFile(join(ROOT, source), "utf8");

/**
 * @param into a folder of the site's own: what is in it is removed first
 * @returns how many pages it has
 * @throws SiteError where a page leads to what is not there
 */
export async function buildSite(into: string): Promise<number> {
  const groups = readGroups(await read(INDEX));
  const pages = groups.flatMap((group) => group.pages);
  const rendered = new Map<string, RenderedPage>();
  for (const page of pages) rendered.set(page.path, await renderSource(page, pages));

  const api = await describeHub();
  const description = relativePath(API_REFERENCE, API_DESCRIPTION);
  rendered.set(API_REFERENCE, renderApiReference(api, description));

  const named = groups.map((group) => nameGroup(group, rendered));
  await rm(into, { recursive: true, force: true });
  for (const [path, page] of rendered) {
    const { title, parts, html } = page;
    await write(into, path, framePage({ path, title, parts, body: html }, named));
  }
  await write(into, API_DESCRIPTION, `${JSON.stringify(api, undefined, 2)}\n`);
  await cp(join(ROOT, PICTURES), join(into, PICTURES), { recursive: true });
  await cp(new URL("site.css", import.meta.url), join(into, "site.css"));
  return rendered.size;
}

async function describeHub(): Promise<ApiDescription> {
  const { version } = JSON.parse(await read("package.json")) as { version: string };
  // As a hub hands it out, where it is JSON.
  return JSON.parse(JSON.stringify(describeApi(ALL_ROUTES, version))) as ApiDescription;
}

async function renderSource(page: SitePage, pages: readonly SitePage[]): Promise<RenderedPage> {
  const text = await read(page.source);
  if (page.source.endsWith(".md")) return renderMarkdown(text, leadFrom(page, pages));
  const title = page.source.slice(0, 1) + page.source.slice(1).toLowerCase();
  const html = `<h1 id="${title.toLowerCase()}">${title}</h1>\n<pre tabindex="0" role="group" aria-label="${title}"><code>${escapeHtml(text)}</code></pre>\n`;
  return { title, parts: [], html };
}

function leadFrom(page: SitePage, pages: readonly SitePage[]): LeadTo {
  return (link) => {
    if (/^[a-z]+:/.test(link) || link.startsWith("#")) return link;
    const source = resolveLink(page.source, link);
    const target = pages.find((one) => one.source === source);
    const [, anchor] = link.split("#");
    if (target !== undefined)
      return `${relativePath(page.path, target.path)}${anchor === undefined ? "" : `#${anchor}`}`;
    if (source.startsWith(`${PICTURES}/`) && existsSync(join(ROOT, source)))
      return relativePath(page.path, source);
    const onDisk = join(ROOT, source);
    if (!existsSync(onDisk)) throw new SiteError(`${page.source} leads to ${link}, which is not there`);
    if (statSync(onDisk).isFile() && source.endsWith(".md"))
      throw new SiteError(`${page.source} leads to ${link}, which ${INDEX} does not name`);
    return undefined; // code, in the clone alone
  };
}

function nameGroup({ title, pages }: PageGroup, rendered: ReadonlyMap<string, RenderedPage>): NamedGroup {
  const named = pages.flatMap(({ source, path }) => {
    const own = { path, title: shortTitle(rendered.get(path)?.title ?? source) };
    return source === API_PAGE ? [own, { path: API_REFERENCE, title: "API reference" }] : [own];
  });
  return { title, pages: named };
}

/** What a menu has room for: up to the first pause, a number left as it is. */
const shortTitle = (title: string): string => (/^\d/.test(title) ? title : (title.split(/[:,]/)[0] ?? title));

async function write(into: string, path: string, text: string): Promise<void> {
  const file = join(into, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
