/** `pawpost name home` as a person types it, and what it makes of the hub's answers. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { makeHomeAuthority } from "../../../hub/certificates/home-authority.ts";
import type { HomeNameStatus } from "../../../hub/contract/command-line.ts";
import { COMMAND_LINE } from "../../../hub/contract/command-line.ts";
import { listenLocally } from "../../../hub/local-socket/listen-locally.ts";
import { makeTempDir } from "../../../test/support/temp-dir.ts";
import { describeHome } from "./home.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const NAME = "pawpost-abcdefgh.local";
const OFF: HomeNameStatus = { name: NAME, isOn: false, origin: null, authority: null };
const ON = async (): Promise<HomeNameStatus> => ({
  name: NAME,
  isOn: true,
  origin: `https://${NAME}`,
  authority: (await makeHomeAuthority(NAME)).root,
});

async function pawpost(said: object, ...words: string[]) {
  const folder = await makeTempDir();
  const hub = createServer((request, response) => {
    request.resume();
    response.end(JSON.stringify(request.url === "/home-name" ? said : {}));
  });
  await listenLocally(hub, join(folder.path, COMMAND_LINE.socket));
  onTestFinished(async () => {
    hub.close();
    await folder[Symbol.asyncDispose]();
  });
  const child = spawn(process.execPath, [MAIN, "name", "home", ...words], {
    env: { ...process.env, PAWPOST_RUN: folder.path },
    cwd: folder.path,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  const saved = await readFile(join(folder.path, "home.crt"), "utf8").catch(() => undefined);
  return { status: status as number, out, err, saved };
}

test("switched off it says what to set, and saves nothing", async () => {
  expect((await pawpost(OFF)).out).toMatch(/home_name: true/);
  const { status, err, saved } = await pawpost(OFF, "--save", "home.crt");
  expect([status, saved]).toEqual([1, undefined]);
  expect(err).toMatch(/^Error \[name\.no-authority\]/);
});

test("switched on it saves what a phone is to believe, and says by what to compare it", async () => {
  const on = await ON();
  const { status, out, saved } = await pawpost(on, "--save", "home.crt");
  expect([status, saved]).toEqual([0, on.authority]);
  expect(out).toMatch(/SHA-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}\n/);
  expect(out).toContain(`takes this hub’s word for ${NAME}, and for no other name`);
});

test("no file is written over", async () => {
  const { status, err } = await pawpost(await ON(), "--save", COMMAND_LINE.socket);
  expect(status).toBe(1);
  expect(err).toMatch(/^Error \[name\.file-exists\]/);
});

test("what is no answer of a hub is said to be none", async () =>
  expect((await pawpost({ name: 1 })).err).toMatch(/^Error \[name\.no-answer\]/));

test.each([
  ["goes by the name", "pawpost-abcdefgh", /Announced +this machine goes by it/],
  ["goes by another", "raspberrypi", /raspberrypi: sudo hostnamectl set-hostname pawpost-abcdefgh\n/],
])("whether it is announced depends on what the machine is called: it %s", async (_, machine, says) =>
  expect(describeHome(await ON(), machine)).toMatch(says),
);

test("a port that cannot be had is not passed over", async () =>
  expect(describeHome({ ...(await ON()), origin: null }, "pawpost-abcdefgh")).toMatch(
    /Address +nobody listens/,
  ));
