/** The relay's process as a service manager starts it. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { enrol, openRelaySession } from "../hub/link/relay/relay-session.ts";
import { openHubSigner } from "../hub/store/hub-signer.ts";
import { codeBy, helloBy } from "../test/support/relay-rig.ts";
import { startProgram } from "../test/support/start-program.ts";
import { makeEnrolmentCode } from "./enrol/enrolment-codes.ts";
import { openRelayKeys } from "./keep/relay-keys.ts";
import { nameOfKey } from "./wire/key-name.ts";

const ZONE = "family.example";
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawpost-relay-"));
});
afterEach(() => rm(folder, { recursive: true }));

const start = (env: Record<string, string>) => startProgram("relay/main.ts", env);

const settings = () => ({
  PAWPOST_RELAY_DATA: join(folder, "relay"),
  PAWPOST_RELAY_ZONE: ZONE,
  PAWPOST_RELAY_ADDRESSES: "127.0.0.1",
  PAWPOST_RELAY_HOST: "127.0.0.1",
  PAWPOST_RELAY_PORT: "0",
  PAWPOST_RELAY_DNS_PORT: "0",
  PAWPOST_RELAY_METRICS_PORT: "0",
});

test("serves hubs, says how it is on loopback, keeps its keys to itself, and stops when it is told to", async () => {
  const { child, ended } = start(settings());
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const ready = JSON.parse(line.toString());
  expect(ready).toMatchObject({ ready: true, port: expect.any(Number), dnsPort: expect.any(Number) });

  const data = join(folder, "relay");
  expect((await readdir(data)).toSorted()).toEqual([
    "node.credential",
    "node.key",
    "operator.key",
    "relay.json",
    "relay.sock",
  ]);
  for (const name of await readdir(data)) expect((await stat(join(data, name))).mode & 0o077).toBe(0);

  const { operator } = await openRelayKeys(data, Date.now);
  const signer = openHubSigner(randomBytes(32));
  const code = await makeEnrolmentCode(data, randomBytes);
  const invitation = { host: "127.0.0.1", port: ready.port, zone: ZONE, code, operator: nameOfKey(operator) };
  const note = await enrol(invitation, codeBy(code, signer));
  await expect(enrol(invitation, codeBy(code, openHubSigner(randomBytes(32))))).rejects.toMatchObject({
    code: "wire.wrong-code",
  });
  const { line: session } = await openRelaySession(note, helloBy(1, signer, note), {
    labels: [],
    proofs: { txt: [], issuers: [], named: [] },
  });

  const ask = async (path: string) => (await fetch(`http://127.0.0.1:${ready.metricsPort}${path}`)).text();
  expect(await ask("/health")).toBe("ok\n");
  expect(await ask("/ready")).toBe("ready\n");
  await expect.poll(() => ask("/metrics")).toContain("\npawpost_relay_hubs 1\n");
  session.end();
  await expect.poll(() => ask("/metrics")).toContain("\npawpost_relay_hubs 0\n");

  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 0 });
});

test("says all that is wrong with its settings at once, and that starting it again is of no use", async () => {
  const { code, out } = await start({
    ...settings(),
    PAWPOST_RELAY_ZONE: "Family",
    PAWPOST_RELAY_PORT: "70000",
  }).ended;
  expect(code).toBe(78);
  expect(JSON.parse(out)).toMatchObject({ failed: "relay.settings" });
  expect(JSON.parse(out).message).toBe(
    "PAWPOST_RELAY_ZONE: write a name such as family.example, in small letters; PAWPOST_RELAY_PORT: write a whole number from 0 to 65535",
  );
});
