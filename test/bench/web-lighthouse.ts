/**
 * Lighthouse over the door, with its own slow phone (4 x, 1.6 Mb/s, 150 ms). It is no dependency of ours: it is installed beside
 * this file when the figure is asked for.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { makeTempDir } from "../support/temp-dir.ts";
import { WebVisit } from "./web-visit.ts";

const FOLDER = fileURLToPath(new URL("lighthouse", import.meta.url));
const run = promisify(execFile);

const report = z.object({
  categories: z.record(z.string(), z.object({ score: z.number().nullable() })),
  audits: z.record(
    z.string(),
    z.object({ id: z.string(), score: z.number().nullable(), numericValue: z.number().optional() }),
  ),
});

export interface MeasuredLighthouse {
  /** 0 to 100. */
  readonly scores: Readonly<Record<"performance" | "accessibility" | "best-practices", number>>;
  /** Audits that did not pass. */
  readonly failed: readonly string[];
}

export async function measureLighthouse(): Promise<MeasuredLighthouse> {
  await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: FOLDER });
  await using visit = await WebVisit.open({ only: ["hub"] });
  await using out = await makeTempDir();
  const file = join(out.path, "report.json");
  await run(
    process.execPath,
    [
      join(FOLDER, "node_modules/lighthouse/cli/index.js"),
      visit.stack.address,
      "--quiet",
      "--output=json",
      `--output-path=${file}`,
      "--only-categories=performance,accessibility,best-practices",
      "--chrome-path=/usr/bin/chromium",
      "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync",
      "--no-enable-error-reporting",
    ],
    { env: { ...process.env, CHROME_PATH: "/usr/bin/chromium" }, maxBuffer: 64 * 1024 * 1024 },
  );
  const { categories, audits } = report.parse(JSON.parse(await readFile(file, "utf8")));
  const score = (name: string) => Math.round(100 * (categories[name]?.score ?? 0));
  return {
    scores: {
      performance: score("performance"),
      accessibility: score("accessibility"),
      "best-practices": score("best-practices"),
    },
    failed: Object.values(audits)
      .filter((audit) => audit.score !== null && audit.score < 1)
      .map(({ id }) => id),
  };
}
