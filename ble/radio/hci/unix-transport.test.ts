/** Our end of an H4 socket, against controllers of every sort; the real noble talks through it. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadNoble } from "../../../test/support/real-stacks.ts";
import { commandComplete, encodeEvent } from "./event-packets.ts";
import { H4Parser } from "./h4-parser.ts";
import { openUnixTransport, type UnixTransport } from "./unix-transport.ts";

let folder: string;
let path: string;
let parts: AsyncDisposableStack;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "h4-"));
  path = join(folder, "hci.sock");
  parts = new AsyncDisposableStack();
});

afterEach(async () => {
  await parts.disposeAsync();
  await rm(folder, { recursive: true });
});

/** A listener at `path`; whoever connects is `serve`d. */
async function listen(serve: (socket: Socket) => void): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined); // the other end goes first in some tests
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  parts.defer(async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });
  return server;
}

const open = (onTrouble: (cause: Error) => void = () => undefined): UnixTransport => {
  return parts.use(openUnixTransport({ path, retryMs: 20, onTrouble }));
};

const nextPower = (transport: UnixTransport) =>
  new Promise<boolean>((resolve) => {
    const end = transport.onPower((isUp) => {
      end();
      resolve(isUp);
    });
  });

/** A controller just good enough for noble to say `poweredOn`, sending however `send` does. */
function answerNoble(socket: Socket, send: (packet: Buffer) => void): void {
  const values = new Map([
    [0x1001, [9, 0, 0, 9, 0xff, 0xff, 0, 0]],
    [0x1009, [1, 0, 0, 0, 0, 0xc0]],
    [0x2002, [27, 0, 4]],
    [0x0c6c, [1, 0]],
  ]);
  const parser = new H4Parser((packet) => {
    const opcode = packet.readUInt16LE(1);
    send(commandComplete(opcode, 0, values.get(opcode) ?? []));
  });
  socket.on("data", (chunk) => parser.push(chunk));
}

test.each<[string, (socket: Socket) => (packet: Buffer) => void]>([
  ["whole packets", (socket) => (packet) => socket.write(packet)],
  [
    "one byte at a time",
    (socket) => {
      socket.setNoDelay(true);
      let line = Promise.resolve();
      return (packet) => {
        for (const byte of packet) {
          line = line.then(
            () => new Promise((resolve) => socket.write(Buffer.from([byte]), () => setImmediate(resolve))),
          );
        }
      };
    },
  ],
  [
    "all that it has in one piece, later",
    (socket) => {
      const waiting: Buffer[] = [];
      return (packet) => {
        if (waiting.push(packet) > 1) return;
        setTimeout(() => socket.write(Buffer.concat(waiting.splice(0))), 10);
      };
    },
  ],
  [
    "vendor events, an unknown event, SCO, ISO and a command of its own in between",
    (socket) => {
      const noise = Buffer.concat([
        encodeEvent(0xff, [1, 2, 3]),
        encodeEvent(0x77, []),
        Buffer.from("0300000201020500000200aabb01030c00", "hex"),
      ]);
      return (packet) => socket.write(Buffer.concat([noise, packet, noise]));
    },
  ],
])("noble is powered on by a controller that sends %s", async (_, sender) => {
  await listen((socket) => answerNoble(socket, sender(socket)));
  const transport = open();
  const { noble, [Symbol.dispose]: end } = loadNoble(transport);
  const on = new Promise<void>((resolve) => {
    noble.on("stateChange", (state: string) => {
      if (state === "poweredOn") resolve();
    });
  });
  await on;
  expect(noble.address).toBe("c0:00:00:00:00:01");
  end();
});

test("a controller that comes later is power on, one that goes power off, one that comes back power on again", async () => {
  const transport = open();
  expect(transport.isUp).toBe(false);
  const sockets: Socket[] = [];
  const on = nextPower(transport);
  const server = await listen((socket) => sockets.push(socket));
  expect(await on).toBe(true);
  expect(transport.isUp).toBe(true);

  const off = nextPower(transport);
  const closed = new Promise((resolve) => server.close(resolve));
  for (const socket of sockets) socket.destroy();
  expect(await off).toBe(false);
  await closed;
  const onAgain = nextPower(transport);
  await listen(() => undefined);
  expect(await onAgain).toBe(true);
});

test("a controller that loses its framing is hung up on, and tried again", async () => {
  const troubles: string[] = [];
  let connections = 0;
  await listen((socket) => {
    connections += 1;
    if (connections === 1) socket.write(Buffer.from("04ff00ee", "hex"));
  });
  const transport = open((cause) => troubles.push(cause.message));
  expect(await nextPower(transport)).toBe(true);
  expect(await nextPower(transport)).toBe(false);
  expect(await nextPower(transport)).toBe(true);
  expect(troubles).toEqual(["H4 packet type 0xee"]);
});

test("a packet cut off by the end of one connection does not spoil the next", async () => {
  let connections = 0;
  await listen((socket) => {
    connections += 1;
    if (connections === 1) socket.end(Buffer.from("040e04", "hex"));
    else socket.write(encodeEvent(0x10, [7]));
  });
  const transport = open();
  const heard = new Promise<string>((resolve) => {
    transport.attach({ deliver: (packet) => resolve(packet.toString("hex")), overhear: () => undefined });
  });
  expect(await heard).toBe("04100107");
});

test("what is written while there is no power is lost, and harms nobody", async () => {
  const transport = open();
  const host = { deliver: () => undefined, overhear: () => undefined };
  transport.attach(host);
  transport.write(host, Buffer.from("01030c00", "hex"));
  const got: Buffer[] = [];
  const on = nextPower(transport);
  await listen((socket) => socket.on("data", (chunk) => got.push(chunk)));
  await on;
  transport.write(host, Buffer.from("01091000", "hex"));
  while (got.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  expect(Buffer.concat(got).toString("hex")).toBe("01091000");
});

test("a controller that stops reading is hung up on instead of being remembered for", async () => {
  const troubles: string[] = [];
  await listen((socket) => socket.pause());
  const transport = open((cause) => troubles.push(cause.message));
  await nextPower(transport);
  const off = nextPower(transport);
  const host = { deliver: () => undefined, overhear: () => undefined };
  const packet = Buffer.alloc(5 + 0xffff, 0);
  Buffer.from("024000ffff", "hex").copy(packet);
  for (let count = 0; count < 40; count += 1) transport.write(host, packet);
  expect(await off).toBe(false);
  expect(troubles[0]).toBe("controller stopped reading");
});
