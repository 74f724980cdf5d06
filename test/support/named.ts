/** BIND's `named`, where the machine has it: a zone of its own on loopback that takes changes signed by one key. */
import { spawn } from "node:child_process";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { vi } from "vitest";
import { makeTempDir } from "./temp-dir.ts";

const PROGRAM = "/usr/sbin/named";
/** Installing it would start a name server on the machine: it is used where somebody has done that. */
export const HAS_NAMED = existsSync(PROGRAM);

export interface Named extends AsyncDisposable {
  readonly port: number;
  readonly resolver: Resolver;
}

/**
 * @param hub for whose names the key is good, as docs/certificates.md has it
 * @param key as `tsig-keygen` writes it
 * @param keyName as it stands there
 */
export async function openNamed(hub: string, zone: string, key: string, keyName: string): Promise<Named> {
  const folder = await makeTempDir();
  const at = (name: string) => join(folder.path, name);
  const port = await freePort();
  writeFileSync(at("zone"), `$TTL 60\n@ SOA ns1 hostmaster 1 3600 600 86400 5\n@ NS ns1\nns1 A 127.0.0.1\n`);
  writeFileSync(
    at("named.conf"),
    `${key}
options {
  directory "${folder.path}"; pid-file none; session-keyfile none; managed-keys-directory "${folder.path}";
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; dnssec-validation no; notify no;
};
controls { };
zone "${zone}" {
  type primary; file "${at("zone")}";
  update-policy {
    grant ${keyName} name _acme-challenge.${hub}.${zone} TXT;
    grant ${keyName} name ${hub}.${zone} CAA;
  };
};
`,
  );
  const child = spawn(PROGRAM, ["-g", "-c", at("named.conf")], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  const ended = once(child, "close");
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  const answers = () =>
    resolver.resolveSoa(zone).catch((cause: unknown) => {
      throw new Error(said, { cause });
    });
  await vi.waitFor(answers, { timeout: 20_000, interval: 50 });
  return {
    port,
    resolver,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((done) => void server.close(() => done()));
  return port;
}
