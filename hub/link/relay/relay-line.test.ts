/** What a house says first at a relay. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { PATHS } from "../../../relay/wire/control-message.ts";
import { openRelayLine } from "./relay-line.ts";

/** Of Node, for what a server is handed. What fills it costs a relay 16 KiB more, as long as the session lasts: relay/wire/control-tls.ts. */
const FIRST_BUFFER_BYTES = 1_024;

test("its hello has room in a relay's first buffer", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const line = openRelayLine({ zone: `${"family.".repeat(26)}example`, host: "127.0.0.1", port }, PATHS.link);
  const [socket] = (await once(server, "connection")) as [Socket];
  const [hello] = (await once(socket, "data")) as [Buffer];
  expect(hello[0]).toBe(22);
  // A record's own length: all of it is there.
  expect(hello.length).toBe(5 + hello.readUInt16BE(3));
  expect(hello.length).toBeLessThan(FIRST_BUFFER_BYTES);
  socket.destroy();
  await expect(line).rejects.toThrow("the line is gone");
  server.close();
});
