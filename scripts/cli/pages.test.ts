import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PAGES } from "./pages.ts";

test.each(PAGES.map((page) => [page.name, page] as const))(
  "%s says what the code does (npm run docs)",
  async (_, page) => {
    expect(readFileSync(page.path, "utf8")).toBe(await page.render());
  },
);
