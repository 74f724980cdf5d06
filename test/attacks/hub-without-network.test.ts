/**
 * The hub reaches no address outside the house, nor in it: it does all its work in a network of its own in which there is nothing, not
 * even the way to this machine. It joined a relay, is told of visitors, ends their TLS and answers them; what goes out goes through link, by
 * Unix sockets. The test of that: what dials from there gets nowhere, and the very same from outside does.
 */
import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RelayProcess, startRelayProcess } from "../support/away-stack.ts";
import { askAway, type HouseAway, startHouseAway } from "../support/house-away.ts";

/** Root may; anybody else takes a user namespace along. */
const NOWHERE = process.getuid?.() === 0 ? ["--net"] : ["--map-root-user", "--net"];
const LONG = { timeout: 240_000 };

const owned = new AsyncDisposableStack();
let relay: RelayProcess;
let house: HouseAway;

beforeAll(async () => {
  relay = owned.use(await startRelayProcess());
  house = owned.use(
    await startHouseAway(await relay.invite(), {
      change: (process, spec) =>
        process === "hub"
          ? { ...spec, command: "unshare", args: [...NOWHERE, spec.command, ...spec.args] }
          : spec,
    }),
  );
});
afterAll(() => owned.disposeAsync());

test("the hub is in a network in which there is nothing", async () => {
  const pid = house.stack.pid("hub");
  expect(await readlink(`/proc/${pid}/ns/net`)).not.toBe(await readlink("/proc/self/ns/net"));
  expect(await readlink(`/proc/${house.stack.pid("link")}/ns/net`)).toBe(await readlink("/proc/self/ns/net"));
  const lines = (text: string) => text.trim().split("\n").slice(1);
  expect(lines(await readFile(`/proc/${pid}/net/route`, "utf8"))).toEqual([]);
  const devices = lines(await readFile(`/proc/${pid}/net/dev`, "utf8")).slice(1);
  expect(devices.map((line) => line.trim().split(":")[0])).toEqual(["lo"]);
});

test("there it is reached from anywhere", LONG, async () => {
  await expect
    .poll(() => askAway(relay.port, house.name), { timeout: 30_000, interval: 500 })
    .toMatch(/^HTTP\/1\.1 200 /);
});

test(
  "the test of that: from where the hub is nobody gets anywhere, and from outside they do",
  LONG,
  async () => {
    const dial = `require("node:net").connect(${relay.port}, "127.0.0.1").on("connect", () => process.exit(0)).on("error", () => process.exit(3))`;
    const run = promisify(execFile);
    const from = (...words: string[]) =>
      run(words[0] ?? "", [...words.slice(1), process.execPath, "-e", dial]).then(
        () => "there",
        ({ code }: { code: number }) => (code === 3 ? "nowhere" : `exit ${code}`),
      );
    expect(await from("env")).toBe("there");
    expect(await from("unshare", ...NOWHERE)).toBe("nowhere");
  },
);
