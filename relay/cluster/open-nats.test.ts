/** Two nodes at a NATS server as docs/relay-nodes.md sets it up: TLS, a key for each, and no more rights than they need. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { connect, nkeyAuthenticator, nkeys } from "@nats-io/transport-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { hubIdOf } from "../wire/remote-name.ts";
import type { Answers } from "./neighbours.ts";
import { openNats } from "./open-nats.ts";

const opened = new AsyncDisposableStack();
const keys = { operator: nkeys.createUser(), other: nkeys.createUser(), stranger: nkeys.createUser() };
let folder: string;
let port: number;
let nats: ChildProcess;

beforeAll(async () => {
  ({ path: folder } = opened.use(await makeTempDir()));
  const at = (name: string) => join(folder, name);
  execFileSync(
    "openssl",
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=nats -addext subjectAltName=DNS:localhost -keyout ${at("key.pem")} -out ${at("ca.pem")}`.split(
      " ",
    ),
    { stdio: "ignore" },
  );
  for (const [name, key] of Object.entries(keys)) await writeFile(at(`${name}.seed`), key.getSeed());
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
  await new Promise((closed) => server.close(closed));
  await writeFile(
    at("nats.conf"),
    `listen: "127.0.0.1:${port}"
tls { cert_file: "${at("ca.pem")}", key_file: "${at("key.pem")}" }
ping_interval: "10s"
ping_max: 2
authorization {
  default_permissions: {
    publish: ["hub.*", "own", "enrol", "revoked", "revocations", "_INBOX.>"], subscribe: ["hub.*", "own", "revoked", "revocations", "_INBOX.>"]
  }
  users: [
    { nkey: "${keys.operator.getPublicKey()}", permissions: { publish: [">"], subscribe: [">"] } },
    { nkey: "${keys.other.getPublicKey()}" }
  ]
}
`,
  );
  const program = ["/usr/sbin/nats-server", "/usr/bin/nats-server"].find((path) => existsSync(path));
  if (program === undefined) throw new Error("nats-server is not there: apt-get install nats-server");
  nats = spawn(program, ["-c", at("nats.conf")], { stdio: "ignore" });
});
afterAll(async () => {
  await opened.disposeAsync();
  nats.kill("SIGKILL");
});

const HUB = hubIdOf(openHubSigner(new Uint8Array(32).fill(7)).publicKey);
const LINE = "a.b.c";

const node = async (name: keyof typeof keys, answers: Partial<Answers> = {}) =>
  opened.use(
    await openNats({
      servers: [`tls://localhost:${port}`],
      seedFile: join(folder, `${name}.seed`),
      caFile: join(folder, "ca.pem"),
      answers: {
        sessionOf: () => undefined,
        dial: () => false,
        proofs: () => undefined,
        ownProofs: () => ({ txt: [], issuers: [], named: [] }),
        cameElsewhere() {},
        enrol: undefined,
        revocations: async () => [],
        learn: async () => undefined,
        ...answers,
      },
      onDropped() {},
      log: makeRecordingLog(),
    }),
  );

test("nodes with a key find each other's hubs, codes and revocations", async () => {
  const learned: string[] = [];
  const dialled: string[] = [];
  const other = await node("other", {
    sessionOf: () => 5,
    proofs: () => ({ txt: [], issuers: ["ca.example"], named: [] }),
    dial: (hub) => dialled.push(hub) > 0,
    learn: async (lines) => void learned.push(...lines),
  });
  // It is there first, finds nobody to ask, and asks again.
  await wait(300);
  const own = await node("operator", {
    enrol: async (_, code) => (code === "good" ? "signed" : undefined),
    revocations: async () => [LINE],
  });
  // What it did not know when it came.
  await expect.poll(() => learned).toContain(LINE);
  expect(await own.sessionOf(HUB)).toBeUndefined();
  other.came({ id: HUB, number: 5 });
  await expect.poll(() => own.sessionOf(HUB)).toBe(5);
  expect(await own.proofs(HUB)).toEqual({ txt: [], issuers: ["ca.example"], named: [] });
  const dial = { host: "192.0.2.1", port: 443, token: "t".repeat(32), hello: "aaaa" };
  expect(await own.dial(HUB, { label: "l".repeat(43) as never, isAuthority: false }, dial)).toBe(true);
  expect(dialled).toEqual([HUB]);
  const hub = openHubSigner(new Uint8Array(32).fill(9)).publicKey;
  expect(await other.enrol(hub, "good")).toBe("signed");
  expect(await other.enrol(hub, "bad")).toBeUndefined();
  own.revoked(["d.e.f"]);
  await expect.poll(() => learned).toContain("d.e.f");
  other.left(HUB);
  await expect.poll(() => own.sessionOf(HUB)).toBeUndefined();
});

test("what each has to prove of the relay's own name the others can say, and where nobody is asked, that is said", async () => {
  const proofs = (txt: string) => ({ txt: [txt.repeat(43)], issuers: [], named: ["ca.example"] });
  const [one, other] = [
    await node("operator", { ownProofs: () => proofs("o") }),
    await node("other", { ownProofs: () => proofs("x") }),
  ];
  // Nodes of the test before are there as well, and have nothing to prove.
  const heard = async (by: typeof one) => {
    const said = await by.ownProofs();
    return said === "unknown" ? said : said.flatMap(({ txt }) => txt);
  };
  await expect.poll(() => heard(one)).toEqual(["x".repeat(43)]);
  await expect.poll(() => heard(other)).toEqual(["o".repeat(43)]);
  // Whatever strangers ask: it is asked so often, and no more.
  const many = await Promise.all(Array.from({ length: 150 }, () => heard(one)));
  expect(many.filter((said) => said === "unknown").length).toBeGreaterThan(40);
});

test("who has no key is no node, and a node that is not the operator's does not hear codes", async () => {
  const how = { servers: `tls://localhost:${port}`, tls: { caFile: join(folder, "ca.pem") } };
  await expect(connect(how)).rejects.toThrow();
  const stranger = nkeyAuthenticator(keys.stranger.getSeed());
  await expect(connect({ ...how, authenticator: stranger })).rejects.toThrow();
  await using other = await connect({ ...how, authenticator: nkeyAuthenticator(keys.other.getSeed()) });
  const refused = new Promise((told) => {
    other.subscribe("enrol", { callback: (error) => told(error?.message) });
  });
  expect(await refused).toMatch(/permissions violation/i);
});
