import { isIPv6 } from "node:net";
import type { Node } from "../../../relay/start-node.ts";
import { relayName } from "../../../relay/wire/remote-name.ts";
import type { Found } from "./who-is-found.ts";

/** What whoever starts a relay is told: where it listens, what is still to be done, and how the first hub gets in. */
export function sayStart({
  node,
  folder,
  found,
  openFiles,
  mostConnections,
}: {
  readonly node: Pick<
    Node,
    "zone" | "port" | "dnsPort" | "metricsPort" | "httpPort" | "addresses" | "nameServers"
  >;
  readonly folder: string;
  readonly found: Found;
  /** Where they are too few. */
  readonly openFiles: number | undefined;
  readonly mostConnections: number;
}): string {
  const { zone, port, dnsPort, metricsPort, httpPort } = node;
  const lines = [
    "",
    `The relay of ${zone} is running.`,
    "",
    `  Hubs and visitors   port ${port}`,
    `  Name server         port ${dnsPort}, UDP and TCP`,
    `  Figures, health     http://127.0.0.1:${metricsPort}/metrics  /health  /ready   (this machine only)`,
    httpPort === undefined
      ? "  security.txt        none: --contact ADDRESS tells strangers where to report a weakness"
      : `  security.txt        port ${port}, and without TLS port ${httpPort}`,
    `  Keys                ${folder}   (keep a copy: docs/relay-operator.md)`,
    "",
  ];
  if (found.kind === "us") lines.push(`  ok  ${relayName(zone)} is found here.`);
  else lines.push(...sayWrong(zone, found), "", ...recordsAtParent(node).map((line) => `    ${line}`));
  if (dnsPort !== 53) lines.push(`  !!  The world asks name servers at port 53 only, not at ${dnsPort}.`);
  if (openFiles !== undefined)
    lines.push(
      `  !!  This process may open ${openFiles} files, too few for ${mostConnections} connections: ulimit -n, or --connections N.`,
    );
  lines.push(
    "",
    `  The first hub:  pawpost relay invite --data ${folder}`,
    "  Ctrl-C stops it. Hubs come back by themselves when it is there again.",
    "",
  );
  return lines.join("\n");
}

function sayWrong(zone: string, found: Exclude<Found, { kind: "us" }>): readonly string[] {
  const name = relayName(zone);
  const next = `Where ${zone} is registered, or in the zone above it, there have to be these records:`;
  return found.kind === "nobody"
    ? [`  --  ${name} is not found yet (${found.code}). ${next}`]
    : [`  !!  ${name} leads to ${found.addresses.join(", ")}, and not here. ${next}`];
}

/** What the zone above has to say, in the form of zone files (RFC 1035, 5.1). */
function recordsAtParent({ zone, nameServers }: Pick<Node, "zone" | "nameServers">): readonly string[] {
  const glued = nameServers.filter(({ name }) => name.endsWith(`.${zone}`));
  const records = [
    ...nameServers.map(({ name }) => [`${zone}.`, "NS", `${name}.`]),
    ...glued.flatMap(({ name, addresses }) =>
      addresses.map((address) => [`${name}.`, isIPv6(address) ? "AAAA" : "A", address]),
    ),
  ];
  const width = Math.max(...records.map(([name = ""]) => name.length));
  return records.map(
    ([name = "", type = "", data = ""]) => `${name.padEnd(width)}  ${type.padEnd(4)}  ${data}`,
  );
}
