/** The air between processes: real sockets, real time, and hosts that die or lie. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Logger } from "../../../hub/ports/logger.ts";
import { disconnection, findPeripheral, openView, TOY } from "../../../test/support/gatt-rig.ts";
import { loadNoble, poweredOn } from "../../../test/support/real-stacks.ts";
import { openUnixTransport } from "../../radio/hci/unix-transport.ts";
import { type Air, openAir } from "./air.ts";
import { startAirServer } from "./air-server.ts";
import { openRealTimeClock } from "./real-time-clock.ts";
import { openSteppedClock } from "./stepped-clock.ts";

const HUB = "c0:00:00:00:00:01";

let folder: string;
let parts: AsyncDisposableStack;
let logged: string[];
const log: Logger = {
  debug: (phrase) => logged.push(phrase),
  info: (phrase) => logged.push(phrase),
  warn: (phrase, facts) => logged.push(`${phrase}: ${facts?.cause}`),
  error: (phrase) => logged.push(phrase),
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "air-"));
  parts = new AsyncDisposableStack();
  logged = [];
});

afterEach(async () => {
  await parts.disposeAsync();
  await rm(folder, { recursive: true });
});

const path = (name: string) => join(folder, name);

async function serve(): Promise<Air> {
  const clock = parts.use(openRealTimeClock());
  const air = parts.use(openAir({ clock, intervalMs: 7.5 }));
  const sockets = [
    { address: HUB, path: path("hub.sock") },
    { address: TOY, path: path("toy.sock") },
  ];
  parts.use(await startAirServer({ air, sockets, log }));
  return air;
}

/** A host that the test plays itself. */
async function dial(
  name: string,
): Promise<{ socket: Socket; heard: () => string; closed: Promise<unknown> }> {
  const socket = connect({ path: path(name) });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => undefined); // being hung up on is what some tests are about
  parts.defer(() => void socket.destroy());
  const closed = once(socket, "close");
  await once(socket, "connect");
  return { socket, heard: () => Buffer.concat(chunks).toString("hex"), closed };
}

const until = async (claim: () => boolean) => {
  while (!claim()) await new Promise((resolve) => setTimeout(resolve, 2));
};

async function startPeripheral(): Promise<ChildProcess> {
  const program = fileURLToPath(new URL("../../../test/support/rig-peripheral.ts", import.meta.url));
  const child = spawn(process.execPath, [program, TOY, path("toy.sock")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  parts.defer(() => void child.kill("SIGKILL"));
  if (child.stdout === null) throw new Error("no pipe");
  await once(child.stdout, "data");
  return child;
}

test("processes meet; a peripheral killed with -9 is a time-out to its central, and is used again once it is back", async () => {
  await serve();
  const transport = parts.use(openUnixTransport({ path: path("hub.sock"), retryMs: 20 }));
  const { noble } = parts.use(loadNoble(transport));
  const nobleOn = poweredOn(noble);
  const child = await startPeripheral();
  await nobleOn;
  const peripheral = await findPeripheral(noble, TOY);
  const view = await openView(peripheral);
  expect((await view.about.readAsync()).toString()).toBe(`toy ${TOY}`);

  const gone = disconnection(peripheral);
  child.kill("SIGKILL");
  expect(await gone).toBe(0x08);
  await startPeripheral();
  const again = await openView(peripheral);
  await again.inbox.writeAsync(Buffer.from("still there?"), false);
  expect((await again.about.readAsync()).toString()).toBe(`toy ${TOY}`);
});

test("a connection is power on, its end power off", async () => {
  const air = await serve();
  const [hub] = air.controllers;
  expect(hub?.isUp).toBe(false);
  const { socket } = await dial("hub.sock");
  await until(() => hub?.isUp === true);
  socket.destroy();
  await until(() => hub?.isUp === false);
});

test("a host may send its commands a byte at a time, or glued", async () => {
  await serve();
  const { socket, heard } = await dial("hub.sock");
  socket.setNoDelay(true);
  const address = "01091000";
  for (const byte of Buffer.from(address, "hex")) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const answer = "040e0a01091000" + "0100000000c0";
  await until(() => heard() === answer);
  socket.write(Buffer.from(address + address, "hex"));
  await until(() => heard() === answer.repeat(3));
});

test("an unknown vendor command and one cut short are refused; the connection lives on", async () => {
  await serve();
  const { socket, heard } = await dial("hub.sock");
  socket.write(Buffer.from("01 01fc 02 aabb".replaceAll(" ", ""), "hex"));
  await until(() => heard() === "040e040101fc01");
  socket.write(Buffer.from("01 0d20 03 010203".replaceAll(" ", ""), "hex"));
  await until(() => heard() === "040e040101fc01" + "040f0412010d20");
});

test("a host that loses its framing is hung up on; the others and the next are served", async () => {
  const air = await serve();
  const toy = await dial("toy.sock");
  const { socket, closed } = await dial("hub.sock");
  socket.write(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
  await closed;
  expect(logged).toEqual(["host sent away: H4 packet type 0x47"]);
  await until(() => air.controllers[0]?.isUp === false);
  const next = await dial("hub.sock");
  for (const { socket: live, heard } of [toy, next]) {
    live.write(Buffer.from("01030c00", "hex"));
    await until(() => heard() === "040e0401030c00");
  }
});

test("a second host is sent away while the first is there, and may come when it has gone", async () => {
  const air = await serve();
  const first = await dial("hub.sock");
  const second = await dial("hub.sock");
  await second.closed;
  expect(logged).toEqual(["second host sent away"]);
  first.socket.write(Buffer.from("01030c00", "hex"));
  await until(() => first.heard() === "040e0401030c00");
  first.socket.destroy();
  await until(() => air.controllers[0]?.isUp === false);
  const third = await dial("hub.sock");
  third.socket.write(Buffer.from("01030c00", "hex"));
  await until(() => third.heard() === "040e0401030c00");
});

test("a host that floods data it has no link for is listened to no worse for it", async () => {
  await serve();
  const { socket, heard } = await dial("hub.sock");
  for (let count = 0; count < 5_000; count += 1) socket.write(Buffer.from("0240000100aa", "hex"));
  socket.write(Buffer.from("01030c00", "hex"));
  await until(() => heard() === "040e0401030c00");
});

test("sockets are the owner's alone, and are gone when the server is", async () => {
  const clock = parts.use(openRealTimeClock());
  const air = parts.use(openAir({ clock }));
  {
    await using _server = await startAirServer({
      air,
      sockets: [{ address: HUB, path: path("hub.sock") }],
      log,
    });
    const { mode } = await stat(path("hub.sock"));
    expect(mode & 0o777).toBe(0o600);
  }
  expect(await readdir(folder)).toEqual([]);
});

const serveOne = (name: string) => {
  const clock = parts.use(openRealTimeClock());
  const air = parts.use(openAir({ clock }));
  return startAirServer({ air, sockets: [{ address: HUB, path: path(name) }], log });
};

test("a socket that a killed process left is replaced", async () => {
  const leaver = spawn(process.execPath, [
    "-e",
    `require("net").createServer().listen(${JSON.stringify(path("left.sock"))}, () => process.kill(process.pid, "SIGKILL"))`,
  ]);
  await once(leaver, "close");
  expect(await readdir(folder)).toEqual(["left.sock"]);
  await using _server = await serveOne("left.sock");
  await dial("left.sock");
});

test("a socket that somebody serves is left alone", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(path("busy.sock"), resolve));
  parts.defer(() => new Promise<void>((resolve) => void other.close(() => resolve())));
  await expect(serveOne("busy.sock")).rejects.toMatchObject({ code: "air.socket-in-use" });
});

test("a file that is no socket is left alone", async () => {
  await writeFile(path("notes.txt"), "mine");
  await chmod(path("notes.txt"), 0o600);
  await expect(serveOne("notes.txt")).rejects.toMatchObject({ code: "air.socket-not-ours" });
  expect((await stat(path("notes.txt"))).size).toBe(4);
});

test("stepped time is refused: it cannot see whether another process is quiet", async () => {
  const clock = parts.use(openSteppedClock());
  const air = parts.use(openAir({ clock }));
  await expect(startAirServer({ air, sockets: [], log })).rejects.toMatchObject({
    code: "air.stepped-needs-one-process",
  });
});

test("when one socket cannot be opened, those before it are closed again", async () => {
  const clock = parts.use(openRealTimeClock());
  const air = parts.use(openAir({ clock }));
  await writeFile(path("b.sock"), "mine");
  const sockets = [
    { address: HUB, path: path("a.sock") },
    { address: TOY, path: path("b.sock") },
  ];
  await expect(startAirServer({ air, sockets, log })).rejects.toMatchObject({ code: "air.socket-not-ours" });
  expect(await readdir(folder)).toEqual(["b.sock"]);
});
