import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { systemClock } from "../clock/system-clock.ts";
import type { CertificateNote } from "../ports/certificate-notes.ts";
import type { HomeNote } from "../ports/home-notes.ts";
import { type HubStore, openHubStore } from "./hub-store.ts";

const SECRET = "MHcCAQEEIGNlcnRpZmljYXRlIGtleSB0aGF0IG5vYm9keSByZWFkcw";
const certificate: CertificateNote = {
  directory: "https://ca.example/directory",
  accountKey: SECRET,
  account: null,
  names: ["*.hub.family.example"],
  order: { url: null, key: SECRET },
  issued: null,
  asked: [],
  failures: 1,
  rest: { since: 1, wait: 2 },
  told: 0,
  detour: { zoneFailures: 0, name: null, rest: null },
};

const home: HomeNote = {
  name: "pawpost-abcdefgh.local",
  authority: { root: "root", certificate: "certificate", key: SECRET },
  issued: null,
};
interface Notes {
  read(): Promise<unknown>;
  write(note: CertificateNote | HomeNote): Promise<void>;
}

test.each<[string, (store: HubStore) => unknown, CertificateNote | HomeNote]>([
  ["certificate", (store) => store.certificateNotes, certificate],
  ["home name", (store) => store.homeNotes, home],
])(
  "what is known of the %s is there after a start, and its keys lie nowhere in clear",
  async (_, of, note) => {
    const notes = (store: HubStore) => of(store) as Notes;
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
      expect(await notes(store).read()).toBeUndefined();
      await notes(store).write(note);
    }
    await using store = await open();
    expect(await notes(store).read()).toEqual(note);
    const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    const all = Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
    expect(all.length).toBeGreaterThan(1_000);
    expect(all.includes(SECRET)).toBe(false);
  },
);
