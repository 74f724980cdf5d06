import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ManualClock, makeManualClock } from "../../test/support/manual-clock.ts";
import { makeCertificate } from "../../test/support/own-certificates.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { minutes } from "../domain/duration.ts";
import type { ServerCertificate } from "../ports/certificates.ts";
import { followCertificateFiles } from "./follow-files.ts";
import { makeShownCertificates } from "./shown-certificates.ts";

let folder: Awaited<ReturnType<typeof makeTempDir>>;
let clock: ManualClock;
const log = makeRecordingLog();

beforeEach(async () => {
  folder = await makeTempDir();
  clock = makeManualClock();
});
afterEach(() => folder[Symbol.asyncDispose]());

const lay = async ({ chain, key }: ServerCertificate) => {
  await writeFile(join(folder.path, "privkey.pem"), key);
  await writeFile(join(folder.path, "fullchain.pem"), chain);
};
/** A minute later. */
const later = async () => {
  await new Promise((soon) => setTimeout(soon, 30));
  await clock.advance(minutes(1));
  await new Promise((soon) => setTimeout(soon, 30));
};

test("shows what lies there, and what takes its place within a minute", async () => {
  const [first, second] = [await makeCertificate(), await makeCertificate()];
  await lay(first);
  const shown = makeShownCertificates();
  await using _following = followCertificateFiles({ folder: folder.path, shown, clock, log });
  await expect.poll(() => shown.current()?.chain).toBe(first.chain);
  expect(shown.current()?.notAfter).toBeGreaterThan(Date.now());
  await lay(second);
  await later();
  await expect.poll(() => shown.current()?.chain).toBe(second.chain);
});

test("keeps what it shows while files are missing, broken or do not belong together, and says so once", async () => {
  const [first, second] = [await makeCertificate(), await makeCertificate()];
  await lay(first);
  const shown = makeShownCertificates();
  await using _following = followCertificateFiles({ folder: folder.path, shown, clock, log });
  await expect.poll(() => shown.current()).toBeDefined();
  const before = log.lines.length;
  await writeFile(join(folder.path, "fullchain.pem"), second.chain);
  await later();
  await writeFile(join(folder.path, "fullchain.pem"), second.chain.slice(0, 300));
  await later();
  await rm(join(folder.path, "privkey.pem"));
  await later();
  expect(shown.current()?.chain).toBe(first.chain);
  expect(log.lines.slice(before).map(({ level }) => level)).toEqual(["warn"]);
  await lay(second);
  await later();
  await expect.poll(() => shown.current()?.chain).toBe(second.chain);
});
