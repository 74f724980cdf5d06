import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { systemClock } from "../clock/system-clock.ts";
import type { HomeNote } from "../ports/home-notes.ts";
import { openHubStore } from "./hub-store.ts";

const SECRET = "MHcCAQEEIGFuIGF1dGhvcml0eSdzIGtleSB0aGF0IG5vYm9keSByZWFkcw";
const note: HomeNote = {
  name: "pawpost-abcdefgh.local",
  authority: { root: "root", certificate: "certificate", key: SECRET },
  issued: null,
};

test("are there after a start, and the authority's key lies nowhere in clear", async () => {
  await using folder = await makeTempDir();
  const open = () =>
    openHubStore({
      dir: join(folder.path, "hub"),
      clock: systemClock,
      logger: makeRecordingLog(),
      random: randomBytes,
    });
  {
    await using store = await open();
    expect(await store.homeNotes.read()).toBeUndefined();
    await store.homeNotes.write(note);
  }
  await using store = await open();
  expect(await store.homeNotes.read()).toEqual(note);
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const all = Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
  expect(all.length).toBeGreaterThan(1_000);
  expect(all.includes(SECRET)).toBe(false);
});
