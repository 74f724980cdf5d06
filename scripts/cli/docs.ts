import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { PAGES } from "./pages.ts";

/** `pawpost docs`: writes the pages of docs/ that are made from the code. */
export function registerDocsCommand(program: Command): void {
  program
    .command("docs")
    .description("Writes the pages of docs/ that are made from the code. For those who change it.")
    .action(async () => {
      for (const page of PAGES) {
        await writeFile(page.path, await page.render());
        console.log(`  ${page.name}`);
      }
    });
}
