import { createServer, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { BackupError } from "../backup/errors.ts";
import { backupLine } from "../contract/command-line.ts";
import { serveLocally } from "../local-socket/serve-locally.ts";
import type { BackupMade, MakeBackup } from "../ports/backups.ts";
import { streamBackup } from "./stream-backup.ts";

const MADE: BackupMade = {
  counter: 7,
  at: 1_760_000_000_000,
  files: 3,
  bytes: 9,
  added: 1,
  rescued: 0,
  lost: 0,
  kept: 2,
  mended: 0,
  isRolledBack: false,
};

let rig: HubRig;
let server: AsyncDisposable;
let socketPath: string;
let make: (options: MakeBackup) => Promise<BackupMade>;

beforeEach(async () => {
  rig = await makeHubRig({
    change: ({ backups }) => ({ backups: { ...backups, folder: "/media/stick", make: (how) => make(how) } }),
  });
  await rig.claim();
  socketPath = join(rig.dir, "cli.sock");
  server = await serveLocally(
    createServer((_, response) => void streamBackup(rig.house, true, response)),
    socketPath,
  );
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

const ask = () => {
  const asking = request({ socketPath, method: "POST" });
  asking.on("error", () => undefined); // hung up
  asking.end();
  return asking;
};
async function linesOf(asking: ReturnType<typeof ask>) {
  const said = await new Promise<string>((heard) => asking.once("response", (answer) => heard(text(answer))));
  return said
    .trim()
    .split("\n")
    .map((line) => backupLine.parse(JSON.parse(line)));
}

test("says how far it is, and then what was made", async () => {
  make = async ({ newPlace, tell }) => {
    expect(newPlace).toBe(true);
    tell?.({ phase: "files", files: 100, of: 300 });
    return MADE;
  };
  expect(await linesOf(ask())).toEqual([
    { kind: "progress", phase: "files", files: 100, of: 300 },
    { kind: "made", made: MADE },
  ]);
});

test("says why it was not made, and what to do", async () => {
  make = async () => {
    throw new BackupError("backup.full", "copy a file: ENOSPC");
  };
  expect(await linesOf(ask())).toMatchObject([
    {
      kind: "failed",
      code: "backup.full",
      message: "copy a file: ENOSPC",
      advice: expect.stringMatching(/room/),
    },
  ]);
});

test("stops when whoever wanted it hangs up, and that is no failure to be told of", async () => {
  const stopped = vi.fn();
  make = async ({ signal, tell }) => {
    tell?.({ phase: "index", files: 0 });
    await new Promise((aborted) => signal.addEventListener("abort", aborted));
    stopped(signal.reason.code);
    throw signal.reason;
  };
  const asking = ask();
  asking.once("response", () => asking.destroy());
  await vi.waitFor(() => expect(stopped).toHaveBeenCalledWith("backup.cancelled"), 90_000);
  expect((await rig.house.backups.notes.read())?.failing ?? null).toBeNull();
  expect(rig.house.alerts.all().filter((alert) => alert.class.startsWith("backup-"))).toEqual([]);
});
