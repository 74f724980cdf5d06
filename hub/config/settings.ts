import { isIP } from "node:net";
import { z } from "zod";

const socketAddress = z
  .string()
  .regex(/^unix:\/.+/, "write unix:/path/to/socket")
  .transform((text) => text.slice("unix:".length));

/** Digits as they stand in the environment, a number as it stands in the file; nothing that merely turns into one. */
const PORT = "write a whole number from 0 to 65535";
const port = z.union(
  [
    z.int(PORT).min(0, PORT).max(65_535, PORT),
    z
      .string()
      .regex(/^\d{1,5}$/, PORT)
      .refine((text) => Number(text) <= 65_535, PORT)
      .transform(Number),
  ],
  { error: PORT },
);

const onOrOff = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
  error: "write true or false",
});

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** As browsers write it in `Host`: small letters, at least one dot, no address in numbers. */
const NAME = new RegExp(`^(?=[^:]{4,253}(?::|$))(?:${LABEL}\\.)+(?=[a-z])${LABEL}(?::[1-9]\\d{0,4})?$`);
/** The same, an address in numbers or this machine; the port always written out. */
const DIALLED = new RegExp(
  `^(?:(?:${LABEL}\\.)+(?=[a-z])${LABEL}|localhost|(?:\\d{1,3}\\.){3}\\d{1,3}|\\[[0-9a-f:]+\\]):[1-9]\\d{0,4}$`,
);
const listed = z.union([
  z.array(z.string()),
  z.string().transform((text) => text.split(",").map((name) => name.trim())),
]);
const names = listed
  .refine((list) => list.length <= 8, "at most 8 names")
  .refine(
    (list) => list.every((name) => NAME.test(name)),
    "write names such as bear.example, in small letters",
  );
/** The same, or this machine, where tests and tinkerers keep theirs. */
const pushServices = listed
  .refine((list) => list.length <= 8, "at most 8 push services")
  .refine(
    (list) => list.every((host) => NAME.test(host) || /^localhost:[1-9]\d{0,4}$/.test(host)),
    "write names such as push.example or push.example:8443, in small letters",
  );

/** 42 bytes that begin with "Ed". */
const MINISIGN_KEY = /^RW[Q-T][A-Za-z0-9+/]{53}$/;
const projectKeys = listed.refine(
  (list) => list.length === 3 && new Set(list).size === 3 && list.every((key) => MINISIGN_KEY.test(key)),
  "write three different public keys as minisign prints them, each of 56 letters that begin with RW",
);

const IN_NUMBERS = /^(?:(\d{1,3}(?:\.\d{1,3}){3})|\[([0-9a-f:]+)\]):(\d{1,5})$/;
const places = listed
  .refine((list) => list.length >= 1 && list.length <= 8, "1 to 8 addresses")
  .transform((list, context) =>
    list.flatMap((text) => {
      const [, four, six, port] = IN_NUMBERS.exec(text) ?? [];
      const host = four ?? six;
      if (host !== undefined && isIP(host) !== 0 && !isEverywhere(host) && Number(port) <= 65_535)
        return [{ host, port: Number(port) }];
      context.addIssue("write addresses such as 192.168.1.7:8883, and none that stands for all of them");
      return [];
    }),
  );

const topicWord = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, "write one word: small letters, digits, - or _");
const MQTT_URL = new RegExp(
  `^mqtts?://(?:(?:${LABEL}\\.)*(?=[a-z])${LABEL}|(?:\\d{1,3}\\.){3}\\d{1,3}|\\[[0-9a-f:]+\\])(?::[1-9]\\d{0,4})?$`,
);
const mqttServer = z
  .string()
  .regex(MQTT_URL, "write an address such as mqtts://broker.home.arpa:8883 or mqtt://192.168.1.4")
  .transform((text) => {
    const { protocol, hostname, port } = new URL(text);
    const isTls = protocol === "mqtts:";
    return {
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? (isTls ? 8_883 : 1_883) : Number(port),
      isTls,
    };
  });

/** Who listens there listens on every network that the machine is on, or will be. */
const isEverywhere = (host: string): boolean => /^[0.:]+$/.test(host);

/** No path, no quotes: some of ALSA's names open files, or start programs. */
export const ALSA_DEVICE = /^[A-Za-z0-9][A-Za-z0-9_:,=.-]{0,99}$/;

/** One row of the table. */
export interface Setting {
  readonly env: `PAWPOST_${string}`;
  /** Its key in config.yaml; left out of it are those that a supervisor sets. */
  readonly file: string | undefined;
  readonly schema: z.ZodType;
  readonly doc: string;
  /** Whose start reads it: the hub's, where nothing is said. Nobody reads one again while it runs. */
  readonly requiresRestart?: readonly ("hub" | "link")[];
}

/** Every setting of the hub. Types, parsing, docs/configuration.md and its JSON Schema all come from this table. */
export const SETTINGS = {
  dataDir: {
    env: "PAWPOST_DATA",
    file: undefined,
    schema: z.string().min(1),
    doc: "Folder for everything that is kept. `scripts/start --data DIR` sets it.",
  },
  runDir: {
    env: "PAWPOST_RUN",
    file: undefined,
    schema: z.string().min(1).max(80, "too long: a Unix socket's whole path has 107 bytes"),
    doc: "Folder for sockets and credentials, emptied at each start. The supervisor sets it.",
  },
  port: {
    env: "PAWPOST_PORT",
    file: "port",
    schema: port.default(8_080),
    doc: "Port of the page on this machine; 0 takes a free one.",
  },
  httpsPort: {
    env: "PAWPOST_HTTPS_PORT",
    file: "https_port",
    schema: port.optional(),
    doc: "A port of the house's own network at which a hub that joined a relay answers to its devices' names, and, where `home_name` says so, to that, and to no others: the relay's own, 443, so that an address is the same at home and away ([how](away-from-home.md#straight-at-home)). Left out, and while no relay is joined and no home name wanted, nothing listens on the network.",
  },
  roomsAt: {
    env: "PAWPOST_ROOMS_AT",
    file: "rooms_at",
    schema: places.optional(),
    doc: "Where [rooms](rooms.md), and hubs whose [backups are kept here](second-hub.md), come in, each as `192.168.1.7:8883`: addresses of this machine, in numbers; in the environment with commas between them. Left out: its addresses on the house's own network (RFC 1918, RFC 4193), port 8883. Nothing listens there before a room was added, or a code for another hub was made.",
  },
  keepBackupsGib: {
    env: "PAWPOST_KEEP_BACKUPS_GIB",
    file: "keep_backups_gib",
    schema: z.coerce.number().min(0).max(16_384).default(16),
    doc: "How much of this machine's disk other hubs may have together, in GiB, whose [backups are kept here](second-hub.md). Nothing is kept before a guardian made a code for another hub; 0 keeps for nobody.",
  },
  homeName: {
    env: "PAWPOST_HOME_NAME",
    file: "home_name",
    schema: onOrOff.default(false),
    doc: "`true`: the hub answers at `https_port` to a name of its own as well, `pawpost-<8 characters>.local`, relay or not, with Internet or without, by a certificate of its own authority that each device is told to believe once ([how](home-name.md)). It wants `https_port`.",
  },
  names: {
    env: "PAWPOST_NAMES",
    file: "names",
    schema: names.default([]),
    doc: "Further names that the page is opened by, each as `name.example` or `name.example:8443`; in the environment with commas between them. Always HTTPS: what ends the TLS runs on this machine and passes the name on as `Host`. The page itself goes on listening on loopback only.",
  },
  pushServices: {
    env: "PAWPOST_PUSH_SERVICES",
    file: "push_services",
    schema: pushServices.default([]),
    doc: "Push services beside those that browsers come with, each as `push.example` or `push.example:8443`; in the environment with commas between them. Always HTTPS, with a certificate that the machine believes. Hub and link both read it, and neither tells the other.",
    requiresRestart: ["hub", "link"],
  },
  acmeDirectory: {
    env: "PAWPOST_ACME_DIRECTORY",
    file: "acme_directory",
    schema: z
      .url({ protocol: /^https$/, error: "write an address such as https://ca.example/directory" })
      .default("https://acme-v02.api.letsencrypt.org/directory"),
    doc: "The certificate authority that a hub with a relay has its certificate from: its ACME directory (RFC 8555). Whoever sets it agrees to that authority's terms. Hub and link both read it: link dials that host and no other for it.",
    requiresRestart: ["hub", "link"],
  },
  certificateDir: {
    env: "PAWPOST_CERTIFICATE",
    file: "certificate",
    schema: z.string().min(1).optional(),
    doc: "A folder with `fullchain.pem` and `privkey.pem`, as certbot leaves them, for `*.<hub id>.<zone>`, where somebody else keeps the hub's certificate; looked at every minute. Left out, a hub that joined a relay orders [its own](certificates.md).",
  },
  dnsUpdate: {
    env: "PAWPOST_DNS_UPDATE",
    file: "dns_update",
    schema: z
      .string()
      .refine(
        (host) => DIALLED.test(host),
        "write a name or an address with its port, such as ns1.example:53, in small letters",
      )
      .optional(),
    doc: "The name server that is the primary of the relay's zone, as `ns1.example:53`, where that is not the relay itself: the hub says there what certificate authorities are to find, by signed changes (RFC 2136). Hub and link both read it.",
    requiresRestart: ["hub", "link"],
  },
  dnsUpdateKey: {
    env: "PAWPOST_DNS_UPDATE_KEY",
    file: "dns_update_key",
    schema: z.string().min(1).optional(),
    doc: "The file with the key of `dns_update`, as `tsig-keygen -a hmac-sha256 NAME` writes it. Nobody else may read it.",
  },
  certificateName: {
    env: "PAWPOST_CERTIFICATE_NAME",
    file: "certificate_name",
    schema: z
      .string()
      .refine(
        (name) => NAME.test(name) && !name.includes(":"),
        "write the name as the device's address shows it, in small letters and without a port",
      )
      .optional(),
    doc: "One device's name, as its address shows it, where the zone's name servers are known not to say what the hub says: the hub then has a certificate for this name alone (TLS-ALPN-01), and the name stands in [public logs](certificates.md#how-a-name-is-proven). One of another hub or zone counts for nothing.",
  },
  certificateWatch: {
    env: "PAWPOST_CERTIFICATE_WATCH",
    file: "certificate_watch",
    schema: z
      .union([
        z.literal("off"),
        z.url({
          protocol: /^https$/,
          error: "write an address such as https://monitor.example/v1/issuances, or off",
        }),
      ])
      .default("https://api.certspotter.com/v1/issuances"),
    doc: "The monitor of public logs of certificates that a hub which joined a relay, and orders its own certificate, asks every quarter of an hour for certificates of its names ([what it learns](certificates.md#what-public-logs-show)): SSLMate's, or one that answers as that does. `off`: none is asked. Hub and link both read it: link dials that host and no other for it.",
    requiresRestart: ["hub", "link"],
  },
  advisories: {
    env: "PAWPOST_ADVISORIES",
    file: "advisories",
    schema: z
      .url({ protocol: /^https$/, error: "write an address such as https://project.example/advisories.json" })
      .optional(),
    doc: "Where the project publishes its list of weaknesses: asked once a day, and what is there believed only with two of the project's three signatures ([how](advisories.md)). Left out, nobody is asked, and Safety says so; a file can be brought by `pawpost advisories import`. Hub and link both read it: link dials that host and no other for it.",
    requiresRestart: ["hub", "link"],
  },
  releases: {
    env: "PAWPOST_RELEASES",
    file: "releases",
    schema: z
      .url({ protocol: /^https$/, error: "write an address such as https://project.example/release.json" })
      .optional(),
    doc: "Where the project publishes its newest release, with the builds beside it: asked once a day, and what is there believed only with two of the project's three signatures ([how](updates.md)). Left out, nobody is asked; a release can be brought by `pawpost update --from`. Hub and link both read it: link dials that host and no other for it.",
  },
  projectKeys: {
    env: "PAWPOST_PROJECT_KEYS",
    file: "project_keys",
    schema: projectKeys.optional(),
    doc: "Whose word about weaknesses and newer versions is believed, where that is not the project that this version came from: three public keys as minisign writes them, of which any two have to agree; in the environment with commas between them.",
  },
  microphone: {
    env: "PAWPOST_MICROPHONE",
    file: "microphone",
    schema: z
      .string()
      .regex(
        ALSA_DEVICE,
        "write a device as scripts/pawpost microphone lists it, such as plughw:CARD=Device,DEV=0",
      )
      .optional(),
    doc: "A microphone on the hub's own machine, by ALSA's name for it, such as `default` or `plughw:CARD=Device,DEV=0`. Left out, the hub has none and hears nothing. With it a guardian can record in the room where the hub stands: [the hub's microphone](hub-microphone.md).",
  },
  backupTo: {
    env: "PAWPOST_BACKUP_TO",
    file: "backup_to",
    schema: z.string().startsWith("/", "write the whole path of a folder, from /").optional(),
    doc: "A folder that is there already, best on a stick or on another machine's disk: each night the hub [backs up](backup.md) into a folder of its own in it. Left out, no backup is made.",
  },
  mqttAt: {
    env: "PAWPOST_MQTT_AT",
    file: "mqtt_at",
    schema: places.optional(),
    doc: "Where the hub's own broker for [Home Assistant and its like](home-assistant.md) listens, as `rooms_at`. Left out: the machine's addresses on the house's own network, port 8884. Nothing listens there before `pawpost mqtt add`.",
  },
  mqttServer: {
    env: "PAWPOST_MQTT_SERVER",
    file: "mqtt_server",
    schema: mqttServer.optional(),
    doc: "The family's own broker, where it has one: `mqtts://broker.home.arpa:8883`, or `mqtt://192.168.1.4` without TLS, which whoever is on the house's network can read. In the house only: an address outside is not dialled. Left out: none is.",
  },
  mqttUser: {
    env: "PAWPOST_MQTT_USER",
    file: "mqtt_user",
    schema: z.string().min(1).max(64).optional(),
    doc: "User name at `mqtt_server`.",
  },
  mqttPasswordFile: {
    env: "PAWPOST_MQTT_PASSWORD_FILE",
    file: "mqtt_password_file",
    schema: z.string().min(1).optional(),
    doc: "The file with the password for `mqtt_server`, one line. Nobody else may read it.",
  },
  mqttAuthority: {
    env: "PAWPOST_MQTT_AUTHORITY",
    file: "mqtt_authority",
    schema: z.string().min(1).optional(),
    doc: "The file with the certificate, PEM, that vouches for `mqtt_server`, where the machine itself does not believe it.",
  },
  mqttControl: {
    env: "PAWPOST_MQTT_CONTROL",
    file: "mqtt_control",
    schema: onOrOff.default(false),
    doc: "`true`: what is asked for at `mqtt_server` is done (volume, heart, quiet), whoever asks there. At the hub's own broker each key says that for itself.",
  },
  mqttBaseTopic: {
    env: "PAWPOST_MQTT_BASE_TOPIC",
    file: "mqtt_base_topic",
    schema: topicWord.default("pawpost"),
    doc: "What all topics for the smart home begin with.",
  },
  mqttDiscoveryPrefix: {
    env: "PAWPOST_MQTT_DISCOVERY_PREFIX",
    file: "mqtt_discovery_prefix",
    schema: topicWord.default("homeassistant"),
    doc: "Where Home Assistant looks for devices. Another word than `mqtt_base_topic`.",
  },
  metricsTokenFile: {
    env: "PAWPOST_METRICS_TOKEN_FILE",
    file: "metrics_token_file",
    schema: z.string().min(1).optional(),
    doc: "The file with a token, one line of 32 characters or more, by which a Prometheus on another machine of the house reads the hub's [numbers](monitoring.md#from-another-machine) at the home name; it wants `home_name`. Nobody else may read it. Left out: only this machine reads them.",
  },
  logLevel: {
    env: "PAWPOST_LOG_LEVEL",
    file: "log_level",
    schema: z.enum(["debug", "info", "warn", "error"]).default("info"),
    doc: "How much is logged: `debug`, `info`, `warn` or `error`.",
    requiresRestart: ["hub", "link"],
  },
  pretendToy: {
    env: "PAWPOST_TOY",
    file: undefined,
    schema: socketAddress.optional(),
    doc: "`unix:` and the control socket of a simulated toy on this machine. The supervisor sets it.",
  },
} as const satisfies Record<string, Setting>;

export type Config = { readonly [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]["schema"]> };
