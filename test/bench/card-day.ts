/**
 * A hub's second day, on a card of its own: post, answers, a night with its backup (to a stick), the week's first drill, the day's house check. Tells what was
 * written to the card, as JSON.
 *
 *   node test/bench/card-day.ts CARD STICK MESSAGES
 */
import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { bytesWrittenAt } from "./block-writes.ts";
import { FamilyLife } from "./family-life.ts";
import type { CardDay } from "./house-card.ts";
import { SimulatedHub } from "./simulated-hub.ts";

const run = promisify(execFile);
const [card = "", stick = "", messages = ""] = process.argv.slice(2);
const DAY_MS = 24 * 3_600_000;
/** After so long Linux writes what a program did not flush: here it is made to, since its own clock stands almost still. */
const STEP_MS = 30_000;
const STEPS = DAY_MS / STEP_MS;

const said: { readonly text: string; readonly phrase: string }[] = [];
await using hub = await SimulatedHub.start({
  dataFolder: join(card, "data"),
  env: { PAWPOST_BACKUP_TO: stick, TZ: "UTC" },
  onLine(_, line) {
    if (line.kind === "log") said.push({ text: line.text, phrase: line.phrase });
  },
});
await using life = await FamilyLife.begin(hub);
const flush = () => run("sync", ["--file-system", card]);
// The first day is another one: it makes the ballast, and its drill comes a day later.
await hub.advance(DAY_MS);
await flush();
const before = { written: bytesWrittenAt(card), said: said.length, kept: await sizeOf(card) };

const apart = Math.floor(STEPS / Number(messages));
const written = { post: 0, answer: 0, rest: 0 };
let last = before.written;
const account = async (to: keyof typeof written) => {
  await flush();
  const now = bytesWrittenAt(card);
  written[to] += now - last;
  last = now;
};
for (let step = 0; step < STEPS; step += 1) {
  await hub.advance(STEP_MS);
  await account("rest");
  if (step % apart === 0 && step / apart < Number(messages)) {
    await life.post();
    await account("post");
  }
  if (step % apart === Math.floor(apart / 2) && step / apart < Number(messages)) {
    await life.answer();
    await account("answer");
  }
}
const lines = said.slice(before.said);
const day: CardDay = {
  written: bytesWrittenAt(card) - before.written,
  ...written,
  grown: (await sizeOf(card)) - before.kept,
  lines: lines.length,
  lineBytes: lines.reduce((sum, { text }) => sum + text.length, 0),
  phrases: Object.fromEntries(
    [...new Set(lines.map(({ phrase }) => phrase))].map((phrase) => [
      phrase,
      lines.filter((line) => line.phrase === phrase).length,
    ]),
  ),
};
console.log(JSON.stringify(day));

async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) size += (await stat(join(entry.parentPath, entry.name))).size;
  return size;
}
