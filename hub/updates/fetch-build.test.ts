import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { Agent } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openPushService, type PushService } from "../../test/support/push-service.ts";
import { makeMemoryDir } from "../../test/support/store-rig.ts";
import { makeFetchBuild } from "./fetch-build.ts";

const BUILD = "the whole build, as it was signed";
const build = {
  machine: "amd64",
  file: "pawpost-0.2.0-amd64.tar.gz",
  bytes: BUILD.length,
  sha256: createHash("sha256").update(BUILD).digest("hex"),
} as const;
/** A server of HTTPS that answers as it is told. */
let server: PushService;
let folder: Awaited<ReturnType<typeof makeMemoryDir>>;
let spool: string;
beforeAll(async () => {
  [server, folder] = await Promise.all([openPushService(), makeMemoryDir()]);
});
afterAll(() => Promise.all([server[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()]));
beforeEach(() => {
  spool = join(folder.path, String(Math.random()));
});

const fetchIt = (
  signal = new AbortController().signal,
  progress: (bytes: number) => void = () => undefined,
) =>
  makeFetchBuild(
    `https://${server.host}/pawpost/release.json`,
    () => new Agent({ ca: readFileSync(server.certificate) }),
  )(build, spool, progress, signal);
const answerWith = (body: string, status = 200) =>
  server.answersWith((path) =>
    path === "/pawpost/pawpost-0.2.0-amd64.tar.gz" ? { status, body } : { status: 404 },
  );

test("a build comes from beside its release, and once", async () => {
  answerWith(BUILD);
  const told: number[] = [];
  await fetchIt(undefined, (bytes) => told.push(bytes));
  expect(await readFile(join(spool, build.file), "utf8")).toBe(BUILD);
  expect(told.at(-1)).toBe(BUILD.length);
  const before = server.connections();
  await fetchIt();
  expect(server.connections()).toBe(before);
});

test.each([
  ["another one", BUILD.toUpperCase(), "update.wrong-build"],
  ["one that is cut", BUILD.slice(1), "update.wrong-build"],
  ["one that goes on and on", BUILD.repeat(1_000), "update.wrong-build"],
])("%s is not kept as the build", async (_, body, code) => {
  answerWith(body);
  await expect(fetchIt()).rejects.toMatchObject({ code });
  expect(await readdir(spool)).not.toContain(build.file);
  // And what came does not keep the right one from coming.
  answerWith(BUILD);
  await fetchIt();
  expect(await readdir(spool)).toEqual([build.file]);
});

test("nobody is followed elsewhere", async () => {
  answerWith("", 302);
  await expect(fetchIt()).rejects.toMatchObject({ code: "update.not-there" });
});

test("it ends when the hub does", async () => {
  answerWith(BUILD);
  await expect(fetchIt(AbortSignal.abort())).rejects.toThrow();
});
