import { isIP } from "node:net";
import { z } from "zod";
import { parseContact } from "./report/relay-security-txt.ts";

const ZONE = /^(?=.{4,190}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const port = z
  .string()
  .regex(/^\d{1,5}$/, "write a whole number from 0 to 65535")
  .transform(Number)
  .refine((number) => number <= 65_535, "write a whole number from 0 to 65535");
const address = z.string().refine((text) => isIP(text) !== 0, "write an IP address");
const addresses = z
  .string()
  .transform((text) => text.split(",").map((one) => one.trim()))
  .refine((list) => list.every((one) => isIP(one) !== 0), "write IP addresses with commas between them");

/** `ns1.family.example=192.0.2.1,2001:db8::1`; a name outside of the zone needs no address here. */
const nameServers = z.string().transform((text, context) =>
  text
    .trim()
    .split(/\s+/)
    .map((one) => {
      const [name = "", list] = one.split("=");
      const found = list === undefined ? [] : list.split(",");
      if (!ZONE.test(name) || !found.every((address) => isIP(address) !== 0))
        context.addIssue(
          `write each as NAME=ADDRESS or NAME=ADDRESS,ADDRESS with blanks between them, not ${JSON.stringify(one)}`,
        );
      return { name, addresses: found };
    }),
);

/** In the clear only on this machine itself: whoever hears nodes may come in a visitor's place. */
const NATS_SERVER =
  /^(?:tls:\/\/[A-Za-z0-9.:[\]-]{1,253}|nats:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?)$/;
const natsServers = z
  .string()
  .transform((text) => text.split(",").map((one) => one.trim()))
  .refine(
    (list) => list.every((one) => NATS_SERVER.test(one)),
    "write tls://NAME:PORT with commas between several; nats:// only for 127.0.0.1",
  );

/** Every setting of a relay: its variable, its option of `pawpost relay`, and what it is. */
export const RELAY_SETTINGS = {
  folder: {
    env: "PAWPOST_RELAY_DATA",
    option: "--data <folder>",
    schema: z.string().min(1),
    doc: "folder of its keys, its list of hubs and its revocations; made at the first start",
  },
  zone: {
    env: "PAWPOST_RELAY_ZONE",
    option: "--zone <name>",
    schema: z.string().regex(ZONE, "write a name such as family.example, in small letters"),
    doc: "name under which its hubs get theirs, such as family.example",
  },
  addresses: {
    env: "PAWPOST_RELAY_ADDRESSES",
    option: "--address <list>",
    schema: addresses.optional(),
    doc: "addresses by which the world reaches it, with commas between them (the public ones of this machine)",
  },
  host: {
    env: "PAWPOST_RELAY_HOST",
    option: "--host <address>",
    schema: address.default("::"),
    doc: "address on which it listens; `::` is all of them",
  },
  port: {
    env: "PAWPOST_RELAY_PORT",
    option: "--port <number>",
    schema: port.default(443),
    doc: "port for hubs and visitors",
  },
  dnsPort: {
    env: "PAWPOST_RELAY_DNS_PORT",
    option: "--dns-port <number>",
    schema: port.default(53),
    doc: "port of the zone's name server",
  },
  dialHost: {
    env: "PAWPOST_RELAY_DIAL_HOST",
    option: "--dial-host <host>",
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.:-]{1,253}$/, "write a name or an address")
      .optional(),
    doc: "where hubs dial back to this node (its first address)",
  },
  nameServers: {
    env: "PAWPOST_RELAY_NAME_SERVERS",
    option: "--name-server <list>",
    schema: nameServers.optional(),
    doc: "name servers of the zone, NAME=ADDRESS with blanks between them (ns1 and ns2 of the zone, at its addresses)",
  },
  contact: {
    env: "PAWPOST_RELAY_CONTACT",
    option: "--contact <address>",
    schema: z
      .string()
      .transform((text, context) => {
        const contact = parseContact(text.trim());
        if (contact === undefined)
          context.addIssue("write an e-mail address, or an address that begins with https://");
        return contact;
      })
      .optional(),
    doc: "where somebody may tell a weakness: an e-mail address or an https:// one, said in security.txt (nothing is said)",
  },
  acmeDirectory: {
    env: "PAWPOST_RELAY_ACME",
    option: "--acme <address>",
    schema: z
      .union([
        z.literal("off"),
        z.url({
          protocol: /^https$/,
          error: "write an address such as https://ca.example/directory, or off",
        }),
      ])
      .default("https://acme-v02.api.letsencrypt.org/directory"),
    doc: "ACME directory of the authority for its own certificate, which browsers are shown that read security.txt; used with a contact only, and by a relay of one node (Let's Encrypt's); off: none is ordered",
  },
  httpPort: {
    env: "PAWPOST_RELAY_HTTP_PORT",
    option: "--http-port <number>",
    schema: port.default(80),
    doc: "port at which security.txt is read without TLS; used with a contact only",
  },
  metricsPort: {
    env: "PAWPOST_RELAY_METRICS_PORT",
    option: "--metrics-port <number>",
    schema: port.default(9_464),
    doc: "port on loopback for /metrics (Prometheus), /health and /ready",
  },
  mostConnections: {
    env: "PAWPOST_RELAY_CONNECTIONS",
    option: "--connections <number>",
    schema: z
      .string()
      .regex(/^\d{1,7}$/, "write a whole number")
      .transform(Number)
      .default(20_000),
    doc: "connections at once, hubs and visitors together; the system's limit of open files must be higher",
  },
  natsServers: {
    env: "PAWPOST_RELAY_NATS",
    option: "--nats <list>",
    schema: natsServers.optional(),
    doc: "NATS servers over which several nodes are one relay, such as tls://nats1.example:4222 (none: one node)",
  },
  natsSeedFile: {
    env: "PAWPOST_RELAY_NATS_SEED",
    option: "--nats-seed <file>",
    schema: z.string().min(1).optional(),
    doc: "file of this node's nkey seed for NATS",
  },
  natsCaFile: {
    env: "PAWPOST_RELAY_NATS_CA",
    option: "--nats-ca <file>",
    schema: z.string().min(1).optional(),
    doc: "PEM file of the authority of the NATS servers' certificates (the system's)",
  },
} as const satisfies Record<
  string,
  {
    readonly env: string;
    readonly option: `--${string} <${string}>`;
    readonly schema: z.ZodType;
    readonly doc: string;
  }
>;

export type RelaySettings = {
  readonly [K in keyof typeof RELAY_SETTINGS]: z.output<(typeof RELAY_SETTINGS)[K]["schema"]>;
};

/**
 * @param env by the names of variables
 * @param nameOf what whoever reads the problems calls a setting
 * @returns the settings, or all that is wrong with them at once
 */
export function readRelaySettings(
  env: Readonly<Record<string, string | undefined>>,
  nameOf: (row: { readonly env: string; readonly option: string }) => string = (row) => row.env,
): { readonly settings: RelaySettings } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(RELAY_SETTINGS)) {
    const given = env[row.env];
    const parsed = (row.schema as z.ZodType).safeParse(given === "" ? undefined : given);
    if (parsed.success) settings[name] = parsed.data;
    else if (given === undefined || given === "") problems.push(`${nameOf(row)} is not set`);
    else problems.push(`${nameOf(row)}: ${parsed.error.issues.map(({ message }) => message).join(", ")}`);
  }
  return problems.length > 0 ? { problems } : { settings: settings as unknown as RelaySettings };
}
