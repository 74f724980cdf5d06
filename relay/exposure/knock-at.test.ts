import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ms } from "../../hub/domain/duration.ts";
import { knockAt } from "./knock-at.ts";

const HERE = "127.0.0.1";
const never = new AbortController().signal;

async function listen(take: (socket: Socket) => void = (socket) => socket.destroy()): Promise<number> {
  const server = createServer(take).listen(0, HERE);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Nobody who listens there now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, HERE);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Its process takes nobody, and its system's queue is full: who knocks hears nothing at all. */
const DEAF = `require("node:net").createServer().listen({ port: 0, host: "${HERE}", backlog: 1 }, function () {
  require("node:fs").writeSync(1, String(this.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
})`;
async function silentPort(): Promise<number> {
  const child = spawn(process.execPath, ["-e", DEAF], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(said.toString());
  for (let n = 0; n < 8; n += 1) {
    const socket = connect(port, HERE);
    socket.on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
    const isIn = await Promise.race([
      once(socket, "connect").then(() => true),
      new Promise<boolean>((late) => setTimeout(() => late(false), 200)),
    ]);
    if (!isIn) return port;
  }
  throw new Error("its queue has no end");
}

test("who takes the connection is open, whoever does not is not, and nothing is said to them", async () => {
  const heard: Buffer[] = [];
  const closed = Promise.withResolvers<void>();
  const open = await listen((socket) => {
    socket.on("data", (bytes: Buffer) => heard.push(bytes));
    socket.on("close", () => closed.resolve());
  });
  expect(await knockAt(HERE, [await freePort(), open], never)).toEqual([open]);
  await closed.promise;
  expect(heard).toEqual([]);
});

test("who says nothing at all is waited for so long, and no longer", async () => {
  const [silent, open] = [await silentPort(), await listen()];
  const began = performance.now();
  expect(await knockAt(HERE, [silent, open], never, ms(300))).toEqual([open]);
  expect(performance.now() - began).toBeGreaterThan(290);
  expect(performance.now() - began).toBeLessThan(2_000);
  const asked = new AbortController();
  const knocking = knockAt(HERE, [silent], asked.signal);
  asked.abort();
  expect(await knocking).toEqual([]);
});
