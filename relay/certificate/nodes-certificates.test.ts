/**
 * A relay of three nodes, real processes and a real NATS server: each orders its own certificate for the one name that all of them have, with a key that no
 * other one sees. Debian's pebble looks for every proof at node `a` alone, as authorities ask any name server. The test of that: where `a` asks
 * nobody, the others get none.
 */
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { connect } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { makePatchedCopy } from "../../test/support/patched-copy.ts";
import { openPebble, type Pebble } from "../../test/support/pebble.ts";
import {
  addressOf,
  freePort,
  type NodeName,
  openRelayNodes,
  type RelayNodes,
} from "../../test/support/relay-nodes.ts";

const NAME = "relay.family.example";
const NODES: readonly NodeName[] = ["a", "b", "c"];

let owned = new AsyncDisposableStack();
afterEach(async () => {
  await owned.disposeAsync();
  owned = new AsyncDisposableStack();
});

interface Setting {
  readonly relay: RelayNodes;
  readonly pebble: Pebble;
}
async function open(program?: string): Promise<Setting> {
  const dnsPort = await freePort();
  const pebble = owned.use(await openPebble({ dnsPort, tlsPort: 1 }));
  const relay = owned.use(
    await openRelayNodes({
      ...(program !== undefined && { program }),
      env: { a: { PAWPOST_RELAY_DNS_PORT: String(dnsPort) } },
      all: {
        PAWPOST_RELAY_HTTP_PORT: "0",
        PAWPOST_RELAY_CONTACT: "security@example.org",
        PAWPOST_RELAY_ACME: pebble.directory,
        NODE_EXTRA_CA_CERTS: pebble.caFile,
      },
    }),
  );
  return { relay, pebble };
}

/** @returns its fingerprint; `undefined` where a browser would warn */
async function believedAt({ relay, pebble }: Setting, at: NodeName): Promise<string | undefined> {
  const socket = connect({
    host: addressOf(at),
    port: relay.port,
    servername: NAME,
    ca: await pebble.root(),
  });
  try {
    await once(socket, "secureConnect");
    return socket.getPeerCertificate().fingerprint256;
  } catch {
    return undefined; // why, is another test's
  } finally {
    socket.destroy();
  }
}

function resolverAt({ relay }: Setting, at: NodeName): Resolver {
  const resolver = new Resolver({ timeout: 5_000, tries: 1 });
  resolver.setServers([`${addressOf(at)}:${relay.nodes[at].dnsPort}`]);
  return resolver;
}

test("every node gets one, all accounts stand in what each of them says, and where neighbours cannot be asked nothing is said", async () => {
  const setting = await open();
  const shown = () => Promise.all(NODES.map((at) => believedAt(setting, at)));
  await expect.poll(shown, { timeout: 60_000, interval: 250 }).not.toContain(undefined);
  expect(new Set(await shown()).size, "no key is shared").toBe(NODES.length);
  for (const at of NODES) {
    const records = await resolverAt(setting, at).resolveCaa(NAME);
    const issue = records.flatMap(({ issue }) => issue ?? []);
    expect(new Set(issue).size).toBe(NODES.length);
    for (const account of issue)
      expect(account).toMatch(/^localhost; accounturi=https:.*; validationmethods=dns-01$/);
  }
  await setting.relay.stopNats();
  // That nobody else may issue would not be true.
  await expect
    .poll(() =>
      resolverAt(setting, "b")
        .resolveCaa(NAME)
        .catch((error) => error.code),
    )
    .toBe("ESERVFAIL");
  expect(await resolverAt(setting, "b").resolve4(NAME)).toHaveLength(NODES.length);
});

test("where a node asks nobody else, it alone gets one", async () => {
  const copy = owned.use(
    await makePatchedCopy(
      [
        {
          file: "relay/open-relay.ts",
          find: "joinProofs([ownProofs(), ...others])",
          replace: "joinProofs([ownProofs()])",
        },
      ],
      ["relay"],
    ),
  );
  const setting = await open(copy.path("relay/main.ts"));
  await expect.poll(() => believedAt(setting, "a"), { timeout: 30_000, interval: 250 }).toBeDefined();
  // All three began at once: the others would have theirs by then.
  await wait(5_000);
  expect(await Promise.all([believedAt(setting, "b"), believedAt(setting, "c")])).toEqual([
    undefined,
    undefined,
  ]);
});
