/**
 * Issue 6, many rooms, over the real processes: two rooms with the key of the house on one air, one of them behind a cable. A toy that was claimed
 * in one goes on in the other when the first is killed, or its cable is pulled, in under ten seconds; its post is brought once. One that is
 * frozen keeps the toy's link, by its adapter, until somebody ends it.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pinTrust } from "../../ble/bridge/kept-trust.ts";
import { joinHub } from "../../ble/house-line/join-hub.ts";
import { writeJoinedRoom } from "../../ble/house-line/joined-room.ts";
import type { HouseState, MessageView, ToyView } from "../../hub/contract/api.ts";
import { parseJoinCode } from "../../hub/contract/room-line.ts";
import { type Child, startChild } from "../../scripts/supervisor/child-process.ts";
import { openBrowser } from "../support/browser.ts";
import { type Cable, layCable } from "../support/cable.ts";
import { cheapArgon2 } from "../support/cheap-hash.ts";
import { untilHouse } from "../support/claim-bear.ts";
import { takeFourPictures } from "../support/four-pictures.ts";
import { cookieFetch, Guardian, hum, prepareClip } from "../support/guardian.ts";
import { openSetting } from "../support/page-doors.ts";
import { signIn } from "../support/page-entry.ts";
import { runProgram } from "../support/run-program.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const CLI = "scripts/cli/main.ts";
const program = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const TAKEN_WITHIN_MS = 10_000;
const LONG = { timeout: 60_000 };
const NAME = "Robin";
const PASSPHRASE = "four lanterns beside our kettle";

let other: Awaited<ReturnType<typeof makeTempDir>>;
let stack: RunningStack;
let cable: Cable;
let attic: Child;
let guardian: Guardian;
let hands: ToyHands;
const lines: string[] = [];
let toy: ToyView;

const hci = (name: string) => join(stack.runFolder.path, `hci-${name}.sock`);
const room = (...words: string[]) =>
  runProgram(CLI, ["room", ...words], { PAWPOST_RUN: stack.runFolder.path });

async function startAttic(): Promise<void> {
  const { promise: ready, resolve } = Promise.withResolvers<unknown>();
  attic = startChild(
    {
      name: "ble",
      command: process.execPath,
      args: [program("ble/main.ts")],
      env: {
        PATH: process.env.PATH,
        PAWPOST_DATA: join(other.path, "data"),
        PAWPOST_HCI: `unix:${hci("attic")}`,
        PAWPOST_SIMULATED: "1",
      },
      onceReady: undefined,
      readyWithinMs: 30_000,
      stopWithinMs: 5_000,
    },
    { onReady: resolve, onLine: (line) => void lines.push(`attic ${JSON.stringify(line)}`) },
  );
  await Promise.race([ready, attic.exited]);
}

beforeAll(async () => {
  other = await makeTempDir();
  stack = await RunningStack.start({
    cheapHash: true,
    only: ["hub", "air", "toy"],
    env: { hub: { PAWPOST_ROOMS_AT: "127.0.0.1:0" } },
    // One adapter more than a house with one room has.
    change: (name, spec) => {
      if (name !== "air") return spec;
      const run = spec.env.PAWPOST_RUN ?? "";
      const adapters = [
        ["c2:00:00:00:00:01", "hci-hub.sock"],
        ["c2:00:00:00:00:02", "hci-attic.sock"],
        ["d2:00:00:00:00:01", "hci-toy.sock"],
      ].flatMap(([address, socket]) => ["--controller", `${address}=${run}/${socket}`]);
      return { ...spec, args: [program(CLI), "air", ...adapters] };
    },
  });
  guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
    NAME,
    PASSPHRASE,
    cheapArgon2,
  );
  hands = toyHands(`${stack.runFolder.path}/toy.sock`);
  // The attic joins, through a cable.
  const { stdout } = await room("add", "Attic");
  const [, host = "", port = "", typed = ""] = /ble join (\S+):(\d+) (\S+)/.exec(stdout) ?? [];
  cable = await layCable({ host, port: Number(port) });
  const code = parseJoinCode(typed);
  if (code === undefined) throw new Error(`no code: ${stdout}`);
  const stateDir = join(other.path, "data", "ble");
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await joinHub({
    host: cable.host,
    port: cable.port,
    code,
    async agree({ roster }, _, joining) {
      await pinTrust(join(stateDir, "journal"), roster);
      await writeJoinedRoom(stateDir, joining);
      return true;
    },
  });
  // The key of the house, as somebody carries it.
  const shown = await runProgram(CLI, ["ble", "house", "--data", stack.dataFolder], {});
  const [, key = ""] = /pawpost ble house (\S+)/.exec(shown.stdout) ?? [];
  const taken = await runProgram(CLI, ["ble", "house", key, "--data", join(other.path, "data")], {});
  expect(taken.stdout).toContain("Kept.");
  // Found, and claimed, by the attic alone.
  await startAttic();
  await guardian.client.call("POST", "/toys/search");
  const { candidates } = await untilHouse(guardian, (house) => house.candidates.length > 0);
  const names = { toyName: "Bear", childName: "Child" };
  await guardian.client.call("POST", `/toys/${candidates[0]?.id}/claim`, { json: names });
  await untilHouse(guardian, (house) => house.candidates[0]?.claim === "waiting-for-paw");
  await hands.press("play");
  const { toys } = await untilHouse(guardian, (house) => house.toys.some(({ connected }) => connected));
  toy = toys[0] as ToyView;
  expect(toy.room).toBe("Attic");
  await stack.begin("ble");
  expect((await room("list")).stdout).toMatch(/takes toys over/);
  // Each has the toy's passport, and each knows of the other.
  await new Promise((soon) => setTimeout(soon, 8_000));
});

afterAll(async () => {
  if (process.env.PAWPOST_DEBUG) console.log([...stack.lines, ...lines].join("\n"));
  attic?.kill();
  await cable?.[Symbol.asyncDispose]();
  await stack?.[Symbol.asyncDispose]();
  await other?.[Symbol.asyncDispose]();
});

const isHeldAt = (title: string | null) => (house: HouseState) =>
  house.toys[0]?.connected === true && house.toys[0].room === title;
const send = async (number: number): Promise<MessageView> =>
  await guardian.send(await prepareClip(hum(2, number), 16_000), toy);
const isThere = (id: string, state: string) => (house: HouseState) =>
  house.messages.find((one) => one.id === id)?.state === state;

/** @returns how long it took, ms */
async function untilTaken(title: string | null): Promise<number> {
  const since = performance.now();
  await untilHouse(guardian, isHeldAt(title), 30_000);
  return performance.now() - since;
}

test("a frozen room is seen not to answer, and keeps the toy's link; killed, as its watchdog does, it is followed in under ten seconds, and what it brought is not brought again", async () => {
  const { id } = await send(1);
  await untilHouse(guardian, isThere(id, "on_toy"));
  const { pid } = attic;
  if (pid === undefined) throw new Error("the attic is not running");
  process.kill(pid, "SIGSTOP");
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false, 30_000);
  expect((await room("list")).stdout).toMatch(/Attic +not reached/);
  // Longer than it takes where a room is gone.
  await new Promise((soon) => setTimeout(soon, 8_000));
  expect((await guardian.state()).toys[0]?.connected, "nobody else can hold it").toBe(false);
  expect((await hands.state()).connected, "its adapter holds it still").toBe(true);
  attic.kill();
  expect(await untilTaken(null)).toBeLessThan(TAKEN_WITHIN_MS);
  expect((await room("list")).stdout).toMatch(/Bear +held, where the hub is/);
  await hands.press("play");
  await untilHouse(guardian, isThere(id, "played"));
  await startAttic();
  await new Promise((soon) => setTimeout(soon, 5_000));
  expect((await guardian.state()).toys[0]).toMatchObject({ connected: true, room: null });
});

test("the hub's own room is killed in the middle of a message: it is finished from the other one", async () => {
  const { id } = await send(2);
  await untilHouse(guardian, isThere(id, "delivering"));
  await stack.kill("ble");
  await untilHouse(guardian, isThere(id, "on_toy"), 60_000);
  expect((await guardian.state()).toys[0]?.room).toBe("Attic");
  await hands.press("play");
  await untilHouse(guardian, isThere(id, "played"));
  await stack.begin("ble");
  await new Promise((soon) => setTimeout(soon, 8_000));
});

test("a cable is pulled: its room lets go, and the other one holds the toy in under ten seconds", async () => {
  expect((await guardian.state()).toys[0]).toMatchObject({ connected: true, room: "Attic" });
  cable.pull();
  expect(await untilTaken(null)).toBeLessThan(TAKEN_WITHIN_MS);
  cable.plugIn();
  const { id } = await send(3);
  await untilHouse(guardian, isThere(id, "on_toy"));
  await new Promise((soon) => setTimeout(soon, 5_000));
  expect((await guardian.state()).toys[0]).toMatchObject({ connected: true, room: null });
});

/** As a guardian sees it, on a phone and at a desk, by day and by night. */
test("the page shows which rooms are reached, and that toys go from one to the other by themselves", async () => {
  await using browser = await openBrowser();
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await page.goto(stack.address);
  await signIn(page, NAME, PASSPHRASE);
  await openSetting(page, "Rooms");
  const row = (name: string) =>
    page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
  await row("Attic").getByText("Toys go there by themselves").waitFor(LONG);
  await row("Attic").getByText("Reached", { exact: true }).waitFor(LONG);
  await row("Attic").getByText("No toy here.").waitFor(LONG);
  await row("Where the hub is").getByText("Toys here: Bear").waitFor(LONG);
  expect(await page.getByText("pawpost ble house").count(), "they have the key").toBe(0);
  await takeFourPictures(page, "rooms-reached");
  attic.kill();
  await row("Attic")
    .getByText(/^Not reached since/)
    .waitFor(LONG);
  await row("Attic")
    .getByText(/switch the machine off and on/)
    .waitFor(LONG);
  await takeFourPictures(page, "rooms-not-reached");
  await startAttic();
  await row("Attic").getByText("Reached", { exact: true }).waitFor(LONG);
});
