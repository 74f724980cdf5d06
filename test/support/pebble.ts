/** Debian's pebble: a certificate authority for tests, which looks at proofs as real ones do. On loopback, by names that our own responder says, or `pebble-names.ts`. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { vi } from "vitest";
import { makeTempDir } from "./temp-dir.ts";

export interface Pebble extends AsyncDisposable {
  readonly directory: string;
  /** Whose certificate its own HTTPS shows, and the file that it is in. */
  readonly ca: string;
  readonly caFile: string;
  /** Of the chains that it issues. */
  root(): Promise<string>;
}

/**
 * @param dnsPort of the name server that it asks
 * @param tlsPort at which it looks for TLS-ALPN-01 proofs
 */
export async function openPebble({
  dnsPort,
  tlsPort,
}: Record<"dnsPort" | "tlsPort", number>): Promise<Pebble> {
  const folder = await makeTempDir();
  const at = (name: string) => join(folder.path, name);
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync(
    "openssl",
    ["req", "-x509", ...curve, ...named, "-keyout", at("key.pem"), "-out", at("cert.pem")],
    {
      stdio: "ignore",
    },
  );
  const [port, managementPort] = await freePorts();
  const config = {
    pebble: {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${managementPort}`,
      certificate: at("cert.pem"),
      privateKey: at("key.pem"),
      httpPort: 1,
      tlsPort,
      ocspResponderURL: "",
      externalAccountBindingRequired: false,
    },
  };
  writeFileSync(at("pebble.json"), JSON.stringify(config));
  const child = spawn(
    "pebble",
    ["-config", at("pebble.json"), "-dnsserver", `127.0.0.1:${dnsPort}`, "-strict"],
    {
      stdio: ["ignore", "pipe", "inherit"],
      // Every proof is looked at, and at once.
      env: { PATH: process.env.PATH, PEBBLE_VA_NOSLEEP: "1", PEBBLE_AUTHZREUSE: "0" },
    },
  );
  child.stdout.resume();
  const ended = once(child, "close");
  const ca = readFileSync(at("cert.pem"), "utf8");
  const directory = `https://localhost:${port}/dir`;
  await vi.waitFor(() => read(directory, ca), { timeout: 20_000, interval: 20 });
  return {
    directory,
    ca,
    caFile: at("cert.pem"),
    root: () => read(`https://localhost:${managementPort}/roots/0`, ca),
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

export async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  for (const server of servers) await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const [one = 0, other = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) await new Promise<void>((done) => void server.close(() => done()));
  return [one, other];
}

const read = (url: string, ca: string) =>
  new Promise<string>((done, failed) => {
    const sent = request(url, { ca, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => done(text));
    });
    sent.on("error", failed).end();
  });
