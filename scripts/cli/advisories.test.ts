/** `pawpost advisories` as a person types it, and what it makes of the hub's answers. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { AdvisoriesView } from "../../hub/contract/advisories.ts";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { describeAdvisories } from "./advisories.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const OFF: AdvisoriesView = {
  state: "off",
  version: "0.1.0",
  host: null,
  last: null,
  lastTry: null,
  advisories: [],
};
const ADVISORY: AdvisoriesView["advisories"][number] = {
  subject: "AAAAAAAAAAAAAAAAAAAAAA" as AdvisoriesView["advisories"][number]["subject"],
  id: "PAW-2026-001",
  severity: "high",
  fixedIn: "0.1.1",
  concerns: true,
  words: { en: { title: "A weakness", risk: "Somebody listens.", action: "Switch it off." } },
};
const KNOWN: AdvisoriesView = {
  ...OFF,
  state: "current",
  host: "project.example:443",
  last: {
    counter: 7,
    issued: "2026-01-02T00:00:00.000Z",
    expires: "2026-03-02T00:00:00.000Z",
    heardAt: "2026-01-03T00:00:00.000Z",
    supportUntil: "2031-01-02T00:00:00.000Z",
    isSupported: true,
    contact: "https://project.example/security",
  },
  advisories: [ADVISORY],
};

async function pawpost(said: object, status: number, ...words: string[]) {
  const folder = await makeTempDir();
  const heard: { url: string | undefined; body: string }[] = [];
  const hub = createServer(async (request, response) => {
    heard.push({ url: request.url, body: (await buffer(request)).toString() });
    response.writeHead(status).end(JSON.stringify(said));
  });
  const socketPath = join(folder.path, COMMAND_LINE.socket);
  await mkdir(dirname(socketPath));
  await new Promise<void>((listening) => hub.listen(socketPath, listening));
  await writeFile(join(folder.path, "list.json"), "the list");
  onTestFinished(async () => {
    hub.close();
    await folder[Symbol.asyncDispose]();
  });
  const child = spawn(process.execPath, [MAIN, "advisories", ...words], {
    env: { ...process.env, PAWPOST_RUN: folder.path },
    cwd: folder.path,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: code as number, out, err, heard };
}

test("the whole file goes to the hub; a weakness that it has is exit status 1", async () => {
  const { code, out, heard } = await pawpost(KNOWN, 200, "import", "list.json");
  expect(heard).toEqual([{ url: "/advisories/take", body: "the list" }]);
  expect([code, out]).toEqual([1, `${describeAdvisories(KNOWN)}\n`]);
});

test("what the hub does not believe is said, with what to do", async () => {
  const refusal = { code: "advisories.one-signature", message: "one key signed it, and it takes two" };
  const { code, out, err } = await pawpost(refusal, 422, "import", "list.json");
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/^Error \[advisories\.one-signature\].*it takes two.*\n.*by another way/s);
});

test("for other programs it is JSON, and 0 where there is nothing", async () => {
  const { code, out } = await pawpost(
    { ...KNOWN, advisories: [{ ...ADVISORY, concerns: false }] },
    200,
    "ask",
    "--json",
  );
  expect([code, JSON.parse(out).advisories[0].concerns]).toEqual([0, false]);
});

test("a file that is not there is not sent", async () => {
  const { code, err, heard } = await pawpost(KNOWN, 200, "import", "nothing.json");
  expect([code, heard]).toEqual([1, []]);
  expect(err).toMatch(/^Error \[advisories\.no-file\]/);
});

test("each state has its sentence, and none says that all is well where nobody knows", () => {
  const states = ["off", "no-keys", "waiting", "current", "silent"] as const;
  const said = states.map((state) => describeAdvisories({ ...OFF, state }));
  expect(new Set(said).size).toBe(states.length);
  for (const text of said) expect(text).not.toContain("none");
  expect(describeAdvisories({ ...KNOWN, advisories: [] })).toContain("Pawpost 0.1.0 has none of them.");
});

test("a weakness is said with what it is, what it does, and what to do", () => {
  const said = describeAdvisories(KNOWN);
  for (const part of [
    "PAW-2026-001  high  mended in 0.1.1",
    "A weakness",
    "Somebody listens.",
    "What to do: Switch it off.",
  ])
    expect(said).toContain(part);
  const open = describeAdvisories({ ...KNOWN, advisories: [{ ...ADVISORY, fixedIn: null }] });
  expect(open).toContain("not mended yet");
});

test("the end of support, and what went wrong the last time, are said", () => {
  const { last } = KNOWN;
  const over = { ...KNOWN, last: last && { ...last, isSupported: false } };
  expect(describeAdvisories(over)).toContain("not mended any more, since 2031-01-02");
  const lastTry = { at: "2026-01-05T00:00:00.000Z", trouble: "older" } as const;
  expect(describeAdvisories({ ...KNOWN, lastTry })).toContain(
    "2026-01-05: it is older than what the hub knows.",
  );
});
