/** Every request of the hub, from the OpenAPI that it describes itself by (`hub/api/openapi.ts`). */
import { escapeHtml } from "./escape-html.ts";
import { newHeadingIds } from "./heading-ids.ts";
import type { Part, RenderedPage } from "./render-markdown.ts";
import { type JsonSchema, writeSchema } from "./write-schema.ts";

interface Content {
  readonly schema?: JsonSchema;
}

interface Operation {
  readonly summary?: string;
  readonly "x-step-up"?: boolean;
  readonly "x-who"?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Content>> }>
  >;
}

export interface ApiDescription {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** `x-who`, in words. */
const WHO: Readonly<Record<string, string>> = {
  anybody: "anybody",
  family: "anybody of the family",
  guardian: "guardians",
  relative: "relatives",
};

/** What stands before every path. */
const PREFIX = "/api/v1";

/** @param description where the very description lies, as a link of this page */
export function renderApiReference(api: ApiDescription, description: string): RenderedPage {
  const idOf = newHeadingIds();
  const groups = new Map<string, string[]>();
  for (const [path, operations] of Object.entries(api.paths)) {
    const [group = ""] = path.slice(PREFIX.length + 1).split("/");
    const known = groups.get(group) ?? [];
    for (const [method, operation] of Object.entries(operations))
      known.push(renderOperation(method.toUpperCase(), path, operation, idOf));
    groups.set(group, known);
  }
  const parts: Part[] = [...groups.keys()].map((title) => ({ id: idOf(title), title }));
  const sections = parts.map(
    ({ id, title }) => `<h2 id="${id}">${escapeHtml(title)}</h2>\n${groups.get(title)?.join("\n")}`,
  );
  const title = "API reference";
  const html = `<h1 id="${idOf(title)}">${title}</h1>
<p>Every request that the hub answers, with what it takes and gives, made from the schemas that its gates check. What holds for all of them, and every code of an error, is on the page <a href="api.html">The hub's HTTP API</a>.
The same for programs: <a href="${escapeHtml(description)}">openapi.json</a> (OpenAPI 3.1, version ${escapeHtml(api.info.version)}), which a hub itself hands out at <code>${PREFIX}/openapi.json</code>.</p>
<p>A name with a <code>?</code> may be left out. What is in round brackets bounds it.</p>
${sections.join("\n")}`;
  return { title, parts, html };
}

function renderOperation(
  method: string,
  path: string,
  operation: Operation,
  idOf: (title: string) => string,
): string {
  const name = `${method} ${path}`;
  const stepUp = operation["x-step-up"] === true ? ", who has just shown that they are there" : "";
  const who = WHO[operation["x-who"] ?? ""] ?? "whoever is signed in";
  const query = operation.parameters?.filter((one) => one.in === "query") ?? [];
  const parameters =
    query.length === 0
      ? ""
      : `<dl>\n${query.map((one) => `<dt><code>?${escapeHtml(one.name)}=</code></dt><dd>${escapeHtml(one.description ?? "")}</dd>`).join("\n")}\n</dl>\n`;
  const body = Object.entries(operation.requestBody?.content ?? {})
    .map(
      ([type, content]) =>
        `<p>Takes <code>${escapeHtml(type)}</code></p>\n${renderContent(`Taken by ${name}`, content)}`,
    )
    .join("\n");
  const answers = Object.entries(operation.responses)
    .filter(([status]) => status !== "default")
    .map(([status, { description, content = {} }]) => {
      const types = Object.entries(content);
      if (types.length === 0) return `<p>Answers ${status}: ${escapeHtml(description)}</p>`;
      return types
        .map(
          ([type, one]) =>
            `<p>Answers ${status}, <code>${escapeHtml(type)}</code></p>\n${renderContent(`Answered by ${name}`, one)}`,
        )
        .join("\n");
    })
    .join("\n");
  return `<h3 id="${idOf(name)}"><code>${escapeHtml(name)}</code></h3>
<p>${escapeHtml(operation.summary ?? "")}. For: ${escapeHtml(who)}${stepUp}.</p>
${parameters}${body}
${answers}`;
}

function renderContent(label: string, { schema }: Content): string {
  if (schema === undefined) return "";
  const { $defs = {} } = schema;
  const text = [
    writeSchema(schema),
    ...Object.entries($defs).map(([name, one]) => `${name} = ${writeSchema(one)}`),
  ].join("\n\n");
  // One word says nothing that its type does not.
  if (!text.includes("\n") && text.startsWith("string")) return "";
  return `<pre tabindex="0" role="group" aria-label="${escapeHtml(label)}"><code>${escapeHtml(text)}</code></pre>`;
}
