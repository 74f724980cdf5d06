import { expect, test } from "vitest";
import { newHeadingIds } from "./heading-ids.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { pageOf, readGroups, relativePath, resolveLink } from "./site-page.ts";

test.each([
  ["README.md", "index.html"],
  ["docs/README.md", "docs/index.html"],
  ["docs/decisions/0002-noble.md", "docs/decisions/0002-noble.html"],
  ["NOTICE", "NOTICE.html"],
])("%s lies at %s", (source, path) => expect(pageOf(source).path).toBe(path));

test.each([
  ["docs/README.md", "../README.md", "README.md"],
  ["docs/decisions/0002-noble.md", "../mqtt.md#when", "docs/mqtt.md"],
  ["docs/mqtt.md", "#topics", "docs/mqtt.md"],
])("on %s, %s leads to %s", (page, link, target) => expect(resolveLink(page, link)).toBe(target));

test.each([
  ["index.html", "docs/mqtt.html", "docs/mqtt.html"],
  ["docs/mqtt.html", "docs/api.html", "api.html"],
  ["docs/mqtt.html", "index.html", "../index.html"],
  ["docs/decisions/0002-noble.html", "docs/mqtt.html", "../../docs/mqtt.html"],
])("from %s, %s is %s", (from, to, link) => expect(relativePath(from, to)).toBe(link));

test("the index has the groups, each page once", () => {
  const index =
    "# Documentation\n\n## One\n\n| page | says |\n|---|---|\n| [a.md](a.md) | x |\n\n## Two\n\n| [a.md](a.md) | x |\n| [b](b/c.md) | x |\n";
  const [one, two, about] = readGroups(index);
  expect(one).toEqual({ title: "One", pages: [pageOf("docs/a.md")] });
  expect(two).toEqual({ title: "Two", pages: [pageOf("docs/b/c.md")] });
  expect(about?.pages.map(({ source }) => source)).toContain("SECURITY.md");
});

test("headings get the ids that GitHub gives them, each its own", () => {
  const idOf = newHeadingIds();
  expect(["What stays, and what goes", "`pawpost hub`", "Topics", "Topics"].map(idOf)).toEqual([
    "what-stays-and-what-goes",
    "pawpost-hub",
    "topics",
    "topics-1",
  ]);
});

test("Markdown becomes HTML whose code is text, and whose links lead where they are told to", () => {
  const { html, title, parts } = renderMarkdown(
    '# A `<b>` & more\n\n## One\n\n[x](y.md) [code](../hub/z.ts)\n\n```sh\necho "<i>"\n```\n\n| | is |\n|---|---|\n| `a` | b |\n',
    (link) => (link === "y.md" ? "y.html" : undefined),
  );
  expect(title).toBe("A <b> & more");
  expect(parts).toEqual([{ id: "one", title: "One" }]);
  expect(html).toContain("<code>&lt;b&gt;</code> &amp; more");
  expect(html).toContain('<a href="y.html">x</a> code');
  expect(html).toContain("<code>echo &quot;&lt;i&gt;&quot;</code>");
  expect(html).toContain('<thead><tr><td></td><th scope="col">is</th></tr></thead>');
});
