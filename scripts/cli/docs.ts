import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { CliError } from "./errors.ts";

const ROOT = new URL("../../", import.meta.url);

/** `pawpost docs`: writes the pages of docs/ that are made from the code, and a site of all of them. */
export function registerDocsCommand(program: Command): void {
  program
    .command("docs")
    .description(
      "Writes the pages of docs/ that are made from the code, and site/ of all of them. For those who change it.",
    )
    .action(async () => {
      if (!existsSync(new URL("scripts/site/build-site.ts", ROOT)))
        throw new CliError(
          "docs.no-clone",
          "the pages are made in a clone, and this is none",
          "Read them in the folder docs beside the program.",
        );
      // None of this is in a package, nor what Markdown is read with.
      const { PAGES } = await import("./pages.ts");
      const { buildSite } = await import("../site/build-site.ts");
      for (const page of PAGES) {
        await writeFile(page.path, await page.render());
        console.log(`  ${page.name}`);
      }
      const count = await buildSite(fileURLToPath(new URL("site", ROOT)));
      console.log(`  site/index.html and ${count - 1} other pages`);
    });
}
