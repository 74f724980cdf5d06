import { isIP } from "node:net";
import { z } from "zod";

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

/** Every setting of a relay, by its variable. */
const RELAY_SETTINGS = {
  folder: {
    env: "PAWPOST_RELAY_DATA",
    schema: z.string().min(1),
    doc: "Folder of its keys and its list of revocations.",
  },
  zone: {
    env: "PAWPOST_RELAY_ZONE",
    schema: z.string().regex(ZONE, "write a name such as family.example, in small letters"),
    doc: "Name under which its hubs get theirs.",
  },
  addresses: {
    env: "PAWPOST_RELAY_ADDRESSES",
    schema: addresses,
    doc: "Addresses by which the world reaches it, with commas between them: what its name server answers.",
  },
  dialHost: {
    env: "PAWPOST_RELAY_DIAL_HOST",
    schema: z.string().min(1).max(253).optional(),
    doc: "Where hubs dial back to this node; its first address where it is left out.",
  },
  host: {
    env: "PAWPOST_RELAY_HOST",
    schema: address.default("::"),
    doc: "Address on which it listens.",
  },
  port: {
    env: "PAWPOST_RELAY_PORT",
    schema: port.default(443),
    doc: "Port for hubs and visitors.",
  },
  dnsPort: {
    env: "PAWPOST_RELAY_DNS_PORT",
    schema: port.default(53),
    doc: "Port of the zone's name server.",
  },
  metricsPort: {
    env: "PAWPOST_RELAY_METRICS_PORT",
    schema: port.default(9_464),
    doc: "Port on loopback for /metrics (Prometheus) and /health.",
  },
  mostConnections: {
    env: "PAWPOST_RELAY_CONNECTIONS",
    schema: z
      .string()
      .regex(/^\d{1,7}$/, "write a whole number")
      .transform(Number)
      .default(20_000),
    doc: "Connections at once, hubs and visitors together; the system's limit of open files must be higher.",
  },
} as const satisfies Record<
  string,
  { readonly env: string; readonly schema: z.ZodType; readonly doc: string }
>;

export type RelaySettings = {
  readonly [K in keyof typeof RELAY_SETTINGS]: z.output<(typeof RELAY_SETTINGS)[K]["schema"]>;
};

/** @returns the settings, or all that is wrong with them at once */
export function readRelaySettings(
  env: Readonly<Record<string, string | undefined>>,
): { readonly settings: RelaySettings } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, { env: variable, schema }] of Object.entries(RELAY_SETTINGS)) {
    const given = env[variable];
    const parsed = (schema as z.ZodType).safeParse(given === "" ? undefined : given);
    if (parsed.success) settings[name] = parsed.data;
    else if (given === undefined || given === "") problems.push(`${variable} is not set`);
    else problems.push(`${variable}: ${parsed.error.issues.map(({ message }) => message).join(", ")}`);
  }
  return problems.length > 0 ? { problems } : { settings: settings as unknown as RelaySettings };
}
