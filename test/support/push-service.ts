/** A push service on this machine, by HTTPS, that remembers what it was given and answers as a test wants it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { makeTempDir } from "./temp-dir.ts";

interface Pushed {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** `performance.now()` */
  readonly at: number;
}

export interface PushService extends AsyncDisposable {
  /** Name and port, as the setting `push_services` takes it. */
  readonly host: string;
  /** A file with the certificate that has to be believed. */
  readonly certificate: string;
  readonly pushed: readonly Pushed[];
  /** Connections, whether or not anything was asked by them. */
  readonly connections: () => number;
  endpoint(name: string): string;
  /** @param answer by the path; 201 when left out */
  answersWith(
    answer: (path: string) => {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    },
  ): void;
}

export async function openPushService(): Promise<PushService> {
  const folder = await makeTempDir();
  const [key, certificate] = ["key.pem", "cert.pem"].map((name) => join(folder.path, name)) as [
    string,
    string,
  ];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", ["req", "-x509", ...curve, ...named, "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
  const pushed: Pushed[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let answer: Parameters<PushService["answersWith"]>[0] = () => ({ status: 201 });
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const path = request.url ?? "";
      pushed.push({ path, headers: request.headers, body: Buffer.concat(chunks), at: performance.now() });
      const { status, headers = {}, body = "" } = answer(path);
      response.on("error", () => {}); // who asked may have hung up
      response.writeHead(status, headers).end(body);
    },
  );
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => undefined); // who does not believe the certificate
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    host,
    certificate,
    pushed,
    connections: () => connections,
    endpoint: (name) => `https://${host}/push/${name}`,
    answersWith(next) {
      answer = next;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
      await folder[Symbol.asyncDispose]();
    },
  };
}
