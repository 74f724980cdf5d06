/**
 * A hub comes by its certificate: the real hub and the real link as processes, Debian's pebble, a relay with its name server. By one name, for which
 * nobody has to find the zone's name servers; the wildcard is `hub/certificates/pebble.test.ts`.
 */

import { X509Certificate } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutes } from "../../hub/domain/duration.ts";
import { Guardian, randomId } from "../support/guardian.ts";
import { invitationTo, openHouse } from "../support/joined-house.ts";
import { openPebble, type Pebble } from "../support/pebble.ts";
import { openRelayRig, type RelayRig, ZONE } from "../support/relay-rig.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const LOOPBACK = "127.0.0.1";
const owned = new AsyncDisposableStack();
let rig: RelayRig;
let pebble: Pebble;
let stack: RunningStack;
let name: string;

beforeAll(async () => {
  const addresses = [LOOPBACK];
  const dns = { host: LOOPBACK, port: 0, nameServers: [{ name: `ns1.${ZONE}`, addresses }], addresses };
  rig = owned.use(await openRelayRig({ dns }));
  pebble = owned.use(await openPebble({ dnsPort: rig.relay.dnsPort ?? 0, tlsPort: rig.relay.port }));
  const dataFolder = owned.use(await makeTempDir()).path;
  {
    await using house = await openHouse();
    await house.link.begin();
    await house.keeper.join(await invitationTo(rig));
    const { rig: hub } = house;
    const guardian = await Guardian.claim(hub.browser(), hub.access.claimCode() ?? "");
    const [person] = hub.house.household.people();
    const comer = { device: guardian.device.publicKey, person: person?.id ?? randomId() };
    const origin = hub.remoteNames.lend(comer, minutes(10))?.origin ?? "";
    await hub.remoteNames.entered(origin, comer);
    name = new URL(origin).hostname;
    cpSync(join(house.rig.dir, "hub"), join(dataFolder, "hub"), { recursive: true });
  }
  const settings = { PAWPOST_ACME_DIRECTORY: pebble.directory };
  stack = owned.use(
    await RunningStack.start({
      only: ["hub"],
      dataFolder,
      env: {
        hub: { ...settings, PAWPOST_CERTIFICATE_NAME: name, NODE_EXTRA_CA_CERTS: pebble.caFile },
        link: settings,
      },
    }),
  );
});
afterAll(() => owned.disposeAsync(), 60_000);

/** @returns the certificate that a visitor far away is shown, where there is one @throws where it is not believed */
const look = (options: ConnectionOptions = {}) =>
  new Promise<X509Certificate | undefined>((seen, failed) => {
    const socket = connect({ host: LOOPBACK, port: rig.relay.port, servername: name, ...options });
    socket.once("secureConnect", () => {
      seen(socket.getPeerX509Certificate());
      socket.destroy();
    });
    socket.once("error", failed);
    socket.once("close", () => seen(undefined));
  });

test("joined to a relay it orders one, cut off in the midst of that once; whoever comes from afar believes it", async () => {
  const root = async () => ({ ca: await pebble.root() });
  // Before there is one the door stays shut.
  expect(await look().catch(() => undefined)).toBeUndefined();
  await stack.begin("link");
  // Before the authority is told to look, which is a second later: a proof that it does not find is a failure, and rests for minutes.
  await new Promise((soon) => setTimeout(soon, 200));
  await stack.kill("hub");
  await stack.begin("hub");
  await expect
    .poll(async () => look(await root()).catch(() => undefined), { timeout: 20_000, interval: 500 })
    .toBeInstanceOf(X509Certificate);
  const shown = await look(await root());
  expect(shown?.subjectAltName).toBe(`DNS:${name}`);

  await stack.kill("hub");
  await stack.begin("hub");
  const again = async () => (await look(await root()).catch(() => undefined))?.serialNumber;
  await expect.poll(again, { timeout: 60_000, interval: 500 }).toBe(shown?.serialNumber);
});

test("nobody who speaks like an authority gets in when the order is over", async () => {
  await expect(look({ ALPNProtocols: ["acme-tls/1"], rejectUnauthorized: false })).rejects.toMatchObject({
    code: "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
  });
});
