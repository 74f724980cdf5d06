/** What ends the TLS in front of a hub on the same machine: takes a name's connections, and passes their bytes on. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { makeTempDir } from "./temp-dir.ts";

export interface TlsFront extends AsyncDisposable {
  readonly port: number;
}

/** @param portOf of the hub, once it listens */
export async function openTlsFront(portOf: () => number): Promise<TlsFront> {
  await using folder = await makeTempDir();
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder.path, name)) as [string, string];
  const request = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
  ];
  execFileSync("openssl", [...request, "-subj", "/CN=test", "-keyout", key, "-out", cert], {
    stdio: "ignore",
  });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (outside) => {
    const inside = connect(portOf(), "127.0.0.1");
    outside.on("error", () => inside.destroy());
    inside.on("error", () => outside.destroy());
    outside.pipe(inside).pipe(outside);
  });
  server.on("tlsClientError", () => undefined); // a browser that looks first
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done));
      // Browsers keep connections open.
      server.unref();
      await Promise.race([closed, new Promise((soon) => setTimeout(soon, 100))]);
    },
  };
}
