import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { makePinnedIdentity, pinOf } from "./self-signed.ts";

test("a certificate is what OpenSSL reads, and signed by the key that is in it", () => {
  const { key, certificate } = makePinnedIdentity();
  const read = new X509Certificate(certificate);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.subject).toBe("CN=pawpost");
  expect(read.validToDate.getUTCFullYear()).toBe(9999);
  expect(pinOf(read.publicKey)).toBe(pinOf(key));
});

test("each has a key of its own", () => {
  expect(pinOf(makePinnedIdentity().key)).not.toBe(pinOf(makePinnedIdentity().key));
});

test("both ends of a TLS 1.3 connection learn each other's key", async () => {
  const [hub, room] = [makePinnedIdentity(), makePinnedIdentity()];
  const server = createServer({
    key: hub.key,
    cert: hub.certificate,
    minVersion: "TLSv1.3",
    requestCert: true,
    rejectUnauthorized: false,
  });
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const entered = once(server, "secureConnection") as Promise<[TLSSocket]>;
  const socket = connect({
    port,
    host: "127.0.0.1",
    key: room.key,
    cert: room.certificate,
    rejectUnauthorized: false,
  });
  onTestFinished(() => void socket.destroy());
  await once(socket, "secureConnect");
  const [seen] = await entered;
  expect(pinOf(socket.getPeerX509Certificate()?.publicKey ?? "")).toBe(pinOf(hub.key));
  expect(pinOf(seen.getPeerX509Certificate()?.publicKey ?? "")).toBe(pinOf(room.key));
});
