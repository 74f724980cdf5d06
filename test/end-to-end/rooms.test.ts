/**
 * Another room as a family adds it, over the real processes: a code at the hub, a terminal on the other machine where somebody compares six
 * words, a toy that is claimed there, and its post. The hub has no radio of its own here.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertList } from "../../hub/contract/alerts.ts";
import type { ToyView } from "../../hub/contract/api.ts";
import { roomList } from "../../hub/contract/rooms.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { trustWords } from "../../hub/contract/trust-words.ts";
import { untilHouse } from "../support/claim-bear.ts";
import { cookieFetch, Guardian, hum, prepareClip } from "../support/guardian.ts";
import { runProgram } from "../support/run-program.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { type ToyHands, toyHands } from "../support/toy-hands.ts";

const CLI = "scripts/cli/main.ts";
let other: Awaited<ReturnType<typeof makeTempDir>>;
let stack: RunningStack;
let guardian: Guardian;
let hands: ToyHands;
let toy: ToyView;

beforeAll(async () => {
  other = await makeTempDir();
  stack = await RunningStack.start({
    cheapHash: true,
    only: ["hub", "air", "toy"],
    env: {
      hub: { PAWPOST_ROOMS_AT: "127.0.0.1:0" },
      // Another machine: nothing of the hub's run folder but its radio.
      ble: { PAWPOST_DATA: join(other.path, "data"), PAWPOST_RUN: "" },
    },
  });
  guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
  );
  hands = toyHands(`${stack.runFolder.path}/toy.sock`);
});

afterAll(async () => {
  if (process.env.PAWPOST_DEBUG) console.log(stack.lines.join("\n"));
  await stack?.[Symbol.asyncDispose]();
  await other?.[Symbol.asyncDispose]();
});

const room = (...words: string[]) =>
  runProgram(CLI, ["room", ...words], { PAWPOST_RUN: stack.runFolder.path });

/** At a terminal of its own. @returns the words that it showed, and how it ended */
async function joinAtTerminal(
  line: string,
  answer: string,
): Promise<{ said: string; status: number | null }> {
  const words = line.trim().split(" ").slice(1).join(" ");
  const cli = new URL(`../../${CLI}`, import.meta.url).pathname;
  const child = spawn("script", ["-qfec", `${process.execPath} ${cli} ${words}`, "/dev/null"], {
    env: { ...process.env, PAWPOST_DATA: join(other.path, "data") },
    stdio: ["pipe", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const wasAsked = said.includes("Are all six");
    said += text;
    if (!wasAsked && said.includes("Are all six")) child.stdin.write(`${answer}\n`);
  });
  const status = await new Promise<number | null>((ended) => child.once("close", ended));
  return { said, status };
}

/** As the page shows them. */
const seenRooms = () => guardian.client.call("GET", "/rooms", { schema: roomList });

async function addRoom(name: string): Promise<string> {
  const { stdout } = await room("add", name);
  const line = stdout.split("\n").find((text) => text.includes("pawpost ble join"));
  if (line === undefined) throw new Error(`no line to type: ${stdout}`);
  return line;
}

test("who says that the words differ has joined nothing", async () => {
  const { status } = await joinAtTerminal(await addRoom("Attic"), "no");
  expect(status).toBe(1);
  expect((await room("list")).stdout).toContain("There is one room");
});

test("another machine joins by the code, and shows the words of the family's roster", async () => {
  const { said, status } = await joinAtTerminal(await addRoom("Attic"), "yes");
  const { fingerprint } = await verifyRoster(guardian.info.roster);
  expect(said).toContain(trustWords(fingerprint).join(" "));
  expect(said).toContain("Joined.");
  expect(status).toBe(0);
  expect((await room("list")).stdout).toMatch(/Attic +not reached +0 toys/);
  await stack.begin("ble");
  await expect.poll(async () => (await room("list")).stdout, { timeout: 30_000 }).toMatch(/Attic +reached/);
});

test("a toy is found there, claimed by its paw, and brought its post", async () => {
  await guardian.client.call("POST", "/toys/search");
  const { candidates } = await untilHouse(guardian, (house) => house.candidates.length > 0);
  const id = candidates[0]?.id;
  const names = { toyName: "Bear", childName: "Child" };
  await guardian.client.call("POST", `/toys/${id}/claim`, { json: names });
  await untilHouse(guardian, (house) => house.candidates[0]?.claim === "waiting-for-paw");
  await hands.press("play");
  const { toys } = await untilHouse(guardian, (house) => house.toys.some(({ connected }) => connected));
  toy = toys[0] as ToyView;
  expect([candidates[0]?.room, toy.room]).toEqual(["Attic", "Attic"]);
  const sent = await guardian.send(await prepareClip(hum(2, 1), 16_000), toy);
  await untilHouse(
    guardian,
    ({ messages }) => messages.find((one) => one.id === sent.id)?.state === "on_toy",
  );
  await hands.press("play");
  await untilHouse(
    guardian,
    ({ messages }) => messages.find((one) => one.id === sent.id)?.state === "played",
  );
  expect((await room("list")).stdout).toMatch(/Attic +reached +1 toy /);
});

test("a room that is killed is seen to be gone, and goes on where it was", async () => {
  await stack.kill("ble");
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false, 30_000);
  expect((await seenRooms()).rooms).toMatchObject([
    { name: "Attic", isReached: false, silentSince: expect.any(String) },
  ]);
  const sent = await guardian.send(await prepareClip(hum(2, 2), 16_000), toy);
  await stack.begin("ble");
  await untilHouse(
    guardian,
    ({ messages }) => messages.find((one) => one.id === sent.id)?.state === "on_toy",
  );
});

test("taken off, it is not reached any more, and every guardian is told", async () => {
  await room("remove", "Attic");
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false, 10_000);
  expect((await room("list")).stdout).toContain("There is one room");
  const { alerts } = await guardian.client.call("GET", "/alerts", { schema: alertList });
  expect(alerts.map((alert) => alert.class)).toContain("rooms-changed");
});
