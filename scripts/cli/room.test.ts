/** `pawpost room` and `pawpost ble join`: what they say, and what they refuse before anybody is asked. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { readHouseKey } from "../../ble/house-line/house-key.ts";
import { writeJoinCode } from "../../hub/contract/room-line.ts";
import { runProgram } from "../../test/support/run-program.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { parsePlace } from "./ble-join.ts";
import { describeInvitation, describeRooms } from "./room.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const CODE = writeJoinCode({ pin: "ab".repeat(32), secret: "cd".repeat(9) });

async function join(...words: string[]) {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const child = spawn(process.execPath, [MAIN, "ble", "join", ...words, "--data", folder.path], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [err, [status]] = await Promise.all([text(child.stderr), once(child, "close")]);
  return { status: status as number, err };
}

test("a code comes with the very line to type, and with what to compare", () => {
  const said = describeInvitation({
    title: "Attic",
    code: CODE,
    addresses: ["192.168.1.7:8883", "10.0.0.7:8883"],
    until: 0,
  });
  expect(said).toContain(`pawpost ble join 192.168.1.7:8883 ${CODE}\n`);
  expect(said).toContain("10.0.0.7:8883");
  expect(said).toContain("six words");
});

test("the list says of each room whether it is reached, how many toys it has, and whether it takes over others'", () => {
  const room = {
    id: "room-1a2b3c4d",
    title: "Attic",
    joinedAt: 0,
    isOnline: true,
    takesOver: false,
    toys: 1,
  };
  const list = (change: Partial<typeof room>) => describeRooms({ rooms: [{ ...room, ...change }], toys: [] });
  expect(list({})).toMatch(/Attic +reached +1 toy +room-1a2b3c4d$/);
  expect(list({ isOnline: false, toys: 2 })).toMatch(/Attic +not reached +2 toys/);
  expect(list({ takesOver: true })).toMatch(/room-1a2b3c4d +takes toys over$/);
  expect(describeRooms({ rooms: [], toys: [] })).toContain("pawpost room add");
  const toys = [
    { name: "Bear", room: "Attic", isHeld: true },
    { name: "Cat", room: null, isHeld: false },
  ];
  const said = describeRooms({ rooms: [room], toys });
  expect(said).toMatch(/Bear +held, Attic\n +Cat +out of reach, where the hub is$/);
});

test("the key of a house is shown as the line to type on another machine, made once, and taken there", async () => {
  const folder = await makeTempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const house = (...words: string[]) =>
    runProgram(MAIN, ["ble", "house", ...words, "--data", folder.path], {});
  const shown = /pawpost ble house ([0-9A-Z-]{34})\n/.exec((await house()).stdout)?.[1] ?? "";
  expect(readHouseKey(shown)).toBeDefined();
  expect((await house()).stdout).toContain(shown);
  expect((await house("--new")).stdout).not.toContain(shown);
  const typed = await house(shown.toLowerCase().replaceAll("-", " "));
  expect(typed.stdout).toContain("Kept.");
  expect((await house()).stdout).toContain(shown);
  const wrong = await house(`${shown.slice(0, -1)}${shown.endsWith("0") ? "1" : "0"}`);
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("no key of a house")]);
  expect((await house()).stdout).toContain(shown);
});

test.each([
  ["192.168.1.7:8883", { host: "192.168.1.7", port: 8883 }],
  ["192.168.1.7", { host: "192.168.1.7", port: 8883 }],
  ["[fd12::7]:9000", { host: "fd12::7", port: 9000 }],
  ["hub.local", { host: "hub.local", port: 8883 }],
])("%s is an address", (typed, place) => expect(parsePlace(typed)).toEqual(place));

test.each(["", "https://hub", "hub:0", "hub:65536", "fd12::7", "hub:x"])("%s is none", (typed) =>
  expect(parsePlace(typed)).toBeUndefined(),
);

test.each([
  ["what is no code", ["192.168.1.7:8883", "ABCD"], "no code"],
  ["what is no address", ["https://hub", CODE], "no address"],
  ["to ask nobody", ["192.168.1.7:8883", CODE], "no terminal"],
])("join refuses %s", async (_, words, says) => {
  const { status, err } = await join(...words);
  expect(status).toBe(1);
  expect(err).toContain(says);
});
