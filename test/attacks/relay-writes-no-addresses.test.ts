/**
 * Somebody takes a relay away, with its disk and all that it ever logged, to learn who visited whom. Visitors of every kind come from addresses of
 * their own; afterwards neither the log, nor any file, nor the figures hold one of them, or a device's name.
 */
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { openRelayKeys } from "../../relay/keep/relay-keys.ts";
import { revoke } from "../../relay/keep/revocations.ts";
import { helloOf } from "../support/hello-of.ts";
import { makePatchedCopy } from "../support/patched-copy.ts";
import { sourceNumber, visitRaw } from "../support/raw-visitor.ts";
import { makeRelayProcess } from "../support/relay-process.ts";
import { openRelayRig } from "../support/relay-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

/** All that is left of a relay that many visited, as one text. @param program of the root's or a copy's */
async function leftOver(
  program?: string,
): Promise<{ readonly left: string; readonly secrets: readonly string[] }> {
  const relay = makeRelayProcess(program, {
    PAWPOST_RELAY_CONTACT: "a@example.org",
    PAWPOST_RELAY_ACME: "off",
    PAWPOST_RELAY_HTTP_PORT: "0",
    PAWPOST_LOG_LEVEL: "debug",
  });
  await using parts = new AsyncDisposableStack();
  const rig = parts.use(await openRelayRig({}, relay.open));
  const { port } = rig.relay;
  const house = await rig.house();
  const [label = "", hub = ""] = house.name.split(".");
  let place = 0;
  const from = () => {
    place += 1;
    return { localAddress: sourceNumber(place) };
  };
  const hello = await helloOf({ servername: house.name });
  const leaving = {
    afterwards: (socket: { destroy(): void }) => void setTimeout(() => socket.destroy(), 100),
  };
  await Promise.all([
    visitRaw(port, [hello], { ...from(), ...leaving }),
    visitRaw(port, [await helloOf({ servername: `${"a".repeat(26)}.${hub}.family.example` })], from()),
    visitRaw(port, [await helloOf({ servername: "relay.family.example" }), randomBytes(300)], from()),
    visitRaw(port, [randomBytes(200)], from()),
    visitRaw(port, [Buffer.from("PAWPOST1"), randomBytes(24)], from()),
    visitRaw(port, [hello.subarray(0, 50)], { ...from(), ...leaving }),
    ...Array.from({ length: 140 }, () =>
      visitRaw(port, [hello], { localAddress: sourceNumber(0), ...leaving }),
    ),
  ]);
  const phone = house.visit().on("error", () => undefined);
  phone.end("here");
  expect(await text(phone)).toBe("here");
  const asking = createSocket("udp4").bind({ address: sourceNumber(99) });
  await once(asking, "listening");
  asking.send(randomBytes(40), relay.dnsPort, "127.0.0.1");
  await new Promise((sent) => setTimeout(sent, 200));
  asking.close();
  const web = connect({ port: relay.httpPort, host: "127.0.0.1", ...from() });
  web.end("GET /.well-known/security.txt HTTP/1.1\r\nhost: x\r\n\r\n");
  expect(await text(web)).toContain("Contact: mailto:a@example.org");
  const { operatorSigner } = await openRelayKeys(rig.folder, Date.now);
  if (operatorSigner === undefined) throw new TypeError("no operator");
  await revoke(rig.folder, house.signer.publicKey, operatorSigner, Date.now());
  await expect.poll(() => house.link.state.kind).toBe("down");
  const figures = await (await fetch(`http://127.0.0.1:${relay.metricsPort}/metrics`)).text();
  const names = await readdir(rig.folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const kept = await Promise.all(files.map((file) => readFile(file, "latin1")));
  const { ended } = relay;
  await parts.disposeAsync();
  return { left: [(await ended).out, figures, ...kept].join("\n"), secrets: [label, "127.1.0."] };
}

test("neither log nor files nor figures hold an address, or a device's name", async () => {
  const { left, secrets } = await leftOver();
  expect(left).toContain('"ready":true');
  expect(left).toContain("pawpost_relay_visits_total");
  for (const secret of secrets) expect(left.includes(secret), secret).toBe(false);
});

test("where a visit is logged with its address, the log holds it", TAKES_BARRIER_OUT, async () => {
  await using copy = await makePatchedCopy(
    [
      {
        file: "relay/front/open-front.ts",
        find: "    news.opened();\n",
        replace: '    news.opened();\n    console.log("a visitor from", socket.remoteAddress);\n',
      },
    ],
    ["relay"],
  );
  const { left } = await leftOver(copy.path("relay/main.ts"));
  expect(left).toContain("127.1.0.");
});
