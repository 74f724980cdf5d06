/** What a browser sees that reads a relay's `security.txt`: the relay's process, its name server, and Debian's pebble, which believes what it finds there. */
import { randomBytes, X509Certificate } from "node:crypto";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { get } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrol } from "../../hub/link/relay/relay-session.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { openPebble, type Pebble } from "../../test/support/pebble.ts";
import { codeBy } from "../../test/support/relay-rig.ts";
import { startProgram } from "../../test/support/start-program.ts";
import { makeEnrolmentCode } from "../enrol/enrolment-codes.ts";
import { openRelayKeys } from "../keep/relay-keys.ts";
import { nameOfKey } from "../wire/key-name.ts";

const ZONE = "family.example";
const NAME = `relay.${ZONE}`;
const LOOPBACK = "127.0.0.1";
const owned = new AsyncDisposableStack();
let folder: string;
let dnsPort: number;
let pebble: Pebble;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawpost-relay-"));
  owned.defer(() => rm(folder, { recursive: true }));
  dnsPort = await freePort();
  pebble = owned.use(await openPebble({ dnsPort, tlsPort: 1 }));
});
afterAll(() => owned.disposeAsync());

const freePort = (): Promise<number> =>
  new Promise((free) => {
    const server = createServer().listen(0, LOOPBACK, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => free(port));
    });
  });

async function startRelay(more: Record<string, string> = {}) {
  const { child, ended } = startProgram("relay/main.ts", {
    PAWPOST_RELAY_DATA: join(folder, "relay"),
    PAWPOST_RELAY_ZONE: ZONE,
    PAWPOST_RELAY_ADDRESSES: LOOPBACK,
    PAWPOST_RELAY_HOST: LOOPBACK,
    PAWPOST_RELAY_PORT: "0",
    PAWPOST_RELAY_HTTP_PORT: "0",
    PAWPOST_RELAY_DNS_PORT: String(dnsPort),
    PAWPOST_RELAY_METRICS_PORT: "0",
    PAWPOST_RELAY_CONTACT: "security@example.org",
    PAWPOST_RELAY_ACME: pebble.directory,
    NODE_EXTRA_CA_CERTS: pebble.caFile,
    ...more,
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!said.includes('"ready"')) await once(child.stdout, "data");
  const ready = said.split("\n").find((line) => line.includes('"ready"')) ?? "";
  return {
    port: Number((JSON.parse(ready) as { port: number }).port),
    said: () => said,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** As a browser that believes this authority. @returns the page, or what is wrong with the certificate */
const read = (port: number, ca: string) =>
  new Promise<string>((done) => {
    const url = `https://${NAME}:${port}/.well-known/security.txt`;
    const lookup: NonNullable<Parameters<typeof get>[1]>["lookup"] = (_, options, found) =>
      options.all === true ? found(null, [{ address: LOOPBACK, family: 4 }]) : found(null, LOOPBACK, 4);
    get(url, { ca, agent: false, lookup }, async (response) => done(await text(response))).on(
      "error",
      (error: NodeJS.ErrnoException) => done(error.code ?? error.message),
    );
  });

test("is one that a browser believes, and is there again at once after a start", async () => {
  const ca = await pebble.root();
  const file = join(folder, "relay", "certificate.json");
  {
    await using relay = await startRelay();
    await expect.poll(() => read(relay.port, ca), { timeout: 20_000 }).toContain("Contact: mailto:");
    expect(relay.said()).toContain("a certificate was issued");
    const resolver = new Resolver();
    resolver.setServers([`${LOOPBACK}:${dnsPort}`]);
    expect(await resolver.resolveCaa(NAME), "nobody else may have one").toMatchObject([
      {
        issue: expect.stringMatching(/^localhost; accounturi=https:.*; validationmethods=dns-01$/),
      },
      { issuewild: ";" },
    ]);
    await expect(resolver.resolveTxt(`_acme-challenge.${NAME}`)).rejects.toMatchObject({ code: "ENODATA" });
    // Hubs sign in as before: what they believe is the operator's key.
    const data = join(folder, "relay");
    const { operator } = await openRelayKeys(data, Date.now);
    const [code, signer] = [await makeEnrolmentCode(data, randomBytes), openHubSigner(randomBytes(32))];
    const place = { host: LOOPBACK, port: relay.port, zone: ZONE, code };
    const note = await enrol({ ...place, operator: nameOfKey(operator) }, codeBy(code, signer));
    expect(note.operator).toBe(operator);
    const stranger = nameOfKey(openHubSigner(randomBytes(32)).publicKey);
    await expect(enrol({ ...place, operator: stranger }, codeBy(code, signer))).rejects.toMatchObject({
      code: "wire.wrong-relay",
    });
  }
  expect((await stat(file)).mode & 0o077).toBe(0);
  const { issued } = JSON.parse(await readFile(file, "utf8")) as { issued: { chain: string } };
  expect(new X509Certificate(issued.chain).subjectAltName).toBe(`DNS:${NAME}`);
  await using relay = await startRelay();
  await expect.poll(() => read(relay.port, ca)).toContain("Contact: mailto:");
  expect(JSON.parse(await readFile(file, "utf8")).issued.chain, "it is the same").toBe(issued.chain);
});

test("where it is switched off none is ordered, and nobody may have one", async () => {
  await rm(join(folder, "relay"), { recursive: true, force: true });
  await using relay = await startRelay({ PAWPOST_RELAY_ACME: "off" });
  const resolver = new Resolver();
  resolver.setServers([`${LOOPBACK}:${dnsPort}`]);
  expect(await resolver.resolveCaa(NAME)).toMatchObject([{ issue: ";" }, { issuewild: ";" }]);
  expect(await read(relay.port, await pebble.root())).toMatch(/SELF_SIGNED/);
});
