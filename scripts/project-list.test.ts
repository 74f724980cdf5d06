/** The project's own tool, with minisign's own program beside it: a hub believes what comes of it, and nothing is written over or left out. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readFeed } from "../hub/advisories/feed.ts";
import { parseProjectKeys } from "../hub/project-signature/signed-file.ts";
import { advisoryOf } from "../test/support/feed-of.ts";
import { makeProject } from "../test/support/project-keys.ts";
import { makeTempDir } from "../test/support/temp-dir.ts";
import { joinList, makeList } from "./project-list.ts";

const TOOL = fileURLToPath(new URL("project-list.ts", import.meta.url));
const NOW = Date.UTC(2026, 10, 29, 10);
const FIRST = advisoryOf("PAW-2026-001");
const source = (...advisories: object[]) =>
  JSON.stringify({
    support: { until: "2031-11-30T00:00:00Z", contact: "https://project.example/security" },
    advisories,
  });
const bytes = (text: string) => new TextEncoder().encode(text);

let folder: Awaited<ReturnType<typeof makeTempDir>>;
const at = (name: string) => join(folder.path, name);
beforeAll(async () => {
  folder = await makeTempDir();
});
afterAll(() => folder[Symbol.asyncDispose]());

const tool = (...words: string[]) =>
  spawnSync(process.execPath, [TOOL, ...words], { cwd: folder.path, encoding: "utf8" });

test("three people with minisign make a list that a hub believes, and minisign believes what is published", () => {
  for (const name of ["anna", "ben", "carla"])
    execFileSync("minisign", ["-G", "-W", "-p", at(`${name}.pub`), "-s", at(`${name}.key`)], {
      stdio: "pipe",
    });
  const keys = ["anna", "ben", "carla"].map((name) => readFileSync(at(`${name}.pub`), "utf8"));
  writeFileSync(at("keys.txt"), keys.join(""));
  writeFileSync(at("source.json"), source(FIRST));
  expect(tool("make", "source.json", "list.json").status).toBe(0);
  for (const name of ["anna", "carla"])
    execFileSync(
      "minisign",
      ["-S", "-s", at(`${name}.key`), "-m", at("list.json"), "-x", at(`${name}.minisig`)],
      {
        stdio: "pipe",
      },
    );
  const alone = tool("join", "list.json", "alone.json", "anna.minisig", "anna.minisig", "--keys", "keys.txt");
  expect([alone.status, alone.stderr]).toEqual([1, "Error: one key signed it, and it takes two\n"]);
  const joined = tool(
    "join",
    "list.json",
    "published.json",
    "anna.minisig",
    "carla.minisig",
    "--keys",
    "keys.txt",
  );
  expect([joined.status, joined.stderr]).toEqual([0, ""]);
  const trusted = parseProjectKeys(keys.map((text) => text.split("\n")[1] ?? ""));
  if (trusted === undefined) throw new Error("no three keys");
  expect(readFeed(readFileSync(at("published.json")), trusted).feed).toMatchObject({
    counter: 1,
    advisories: [{ id: "PAW-2026-001" }],
  });
  expect(tool("split", "published.json", "apart.json").status).toBe(0);
  const verified = execFileSync(
    "minisign",
    ["-V", "-m", at("apart.json"), "-x", at("apart.json.2.minisig"), "-p", at("carla.pub")],
    { encoding: "utf8" },
  );
  expect(verified).toContain("Signature and comment signature verified");
  expect(
    tool("join", "list.json", "published.json", "anna.minisig", "carla.minisig", "--keys", "keys.txt").stderr,
  ).toContain("EEXIST");
});

const project = makeProject();
const published = (text: string) => bytes(project.signed(text));

test("each list has the number after the one before, and its times", () => {
  const first = makeList(source(FIRST), undefined, NOW, 60);
  expect(JSON.parse(first)).toMatchObject({
    counter: 1,
    issued: "2026-11-29T10:00:00Z",
    expires: "2027-01-28T10:00:00Z",
  });
  const second = makeList(source(FIRST, advisoryOf("PAW-2026-002")), published(first), NOW, 60);
  expect(JSON.parse(second)).toMatchObject({ counter: 2 });
});

test.each([
  ["leaves out", []],
  ["changes", [advisoryOf("PAW-2026-001", { severity: "low" })]],
])("a list that %s what was said before is not made", (_, then) => {
  const first = published(makeList(source(FIRST), undefined, NOW, 60));
  expect(() => makeList(source(...then), first, NOW, 60)).toThrow("PAW-2026-001, revision 1");
  const further = advisoryOf("PAW-2026-001", { revision: 2, severity: "low" });
  expect(makeList(source(FIRST, further), first, NOW, 60)).toContain('"revision": 2');
});

test("what no hub would read is not made, and not joined", () => {
  expect(() => makeList(source(advisoryOf("PAW-1")), undefined, NOW, 60)).toThrow("advisories.0.id");
  expect(() => makeList(source(), undefined, NOW, 400)).toThrow("no list of advisories");
  const list = makeList(source(FIRST), undefined, NOW, 60);
  const signatures = project.signers.map((signer) => signer.sign(list));
  expect(() => joinList(`${list} `, signatures, project.publicKeys)).toThrow("none of the project's keys");
  expect(() => joinList(list, signatures, project.publicKeys.slice(1))).toThrow("three different");
  expect(JSON.parse(joinList(list, signatures, project.publicKeys)).body).toBe(list);
});
