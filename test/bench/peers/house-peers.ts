/**
 * What else people run in a house, each as its makers start it, with nothing plugged in and nobody's things: Homebridge, Zigbee2MQTT (beside Debian's
 * mosquitto), Node-RED. None is a dependency of ours: they are installed beside their lockfiles when a figure asks for them.
 */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface HousePeer {
  readonly name: string;
  /** As measured on another day, on another machine of two cores: said where it cannot be measured. */
  readonly known: { readonly pssMb: number; readonly startS: number };
  readonly port: number;
  /** That it answers, to whom it does not know. */
  readonly path: string;
  readonly env: (folder: string) => Readonly<Record<string, string>>;
  readonly files: (folder: string) => Readonly<Record<string, string>>;
  /** For Node. */
  readonly args: (modules: string, folder: string) => readonly string[];
  /** Programs that are there before it. */
  readonly beside?: readonly (readonly string[])[];
}

const COORDINATOR = {
  id: 1,
  type: "Coordinator",
  ieeeAddr: "0x00124b00aabbccdd",
  nwkAddr: 0,
  manufId: 0,
  epList: [1],
  endpoints: {
    1: {
      profId: 260,
      epId: 1,
      devId: 5,
      inClusterList: [],
      outClusterList: [],
      clusters: {},
      binds: [],
      configuredReportings: [],
      meta: {},
    },
  },
  interviewCompleted: true,
  interviewState: "SUCCESSFUL",
  meta: {},
};

const ZIGBEE2MQTT = `version: 5
homeassistant:
  enabled: false
frontend:
  enabled: true
  port: 8080
mqtt:
  base_topic: zigbee2mqtt
  server: mqtt://127.0.0.1:1883
serial:
  port: /dev/null
  adapter: ember
advanced:
  network_key: [1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6, 8, 10, 12, 13]
  pan_id: 6754
  ext_pan_id: [221, 221, 221, 221, 221, 221, 221, 221]
  channel: 11
devices: {}
groups: {}
`;

export const HOUSE_PEERS: readonly HousePeer[] = [
  {
    name: "homebridge",
    known: { pssMb: 93, startS: 0.6 },
    port: 51_826,
    path: "/accessories",
    env: () => ({}),
    files: () => ({
      "config.json": JSON.stringify({
        bridge: { name: "Homebridge", username: "CC:22:3D:E3:CE:30", port: 51_826, pin: "031-45-154" },
        accessories: [],
        platforms: [],
      }),
    }),
    args: (modules, folder) => [join(modules, "homebridge/bin/homebridge.js"), "-U", folder],
  },
  {
    name: "zigbee2mqtt",
    known: { pssMb: 139, startS: 0.9 },
    port: 8_080,
    path: "/",
    env: (folder) => ({ ZIGBEE2MQTT_DATA: folder }),
    files: () => ({ "configuration.yaml": ZIGBEE2MQTT, "database.db": `${JSON.stringify(COORDINATOR)}\n` }),
    args: (modules) => ["--require", join(modules, "../no-radio.cjs"), join(modules, "zigbee2mqtt/index.js")],
    beside: [["mosquitto", "-p", "1883"]],
  },
  {
    name: "node-red",
    known: { pssMb: 129, startS: 1.1 },
    port: 1_880,
    path: "/",
    env: () => ({}),
    files: () => ({}),
    args: (modules, folder) => [join(modules, "node-red/red.js"), "--userDir", folder],
  },
];

/** @returns its modules. @throws what npm says of what it cannot have */
export async function installPeer(peer: HousePeer): Promise<string> {
  const folder = fileURLToPath(new URL(peer.name, import.meta.url));
  await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, maxBuffer: 2 ** 26 });
  return join(folder, "node_modules");
}

/** Lays what its first start would ask for, or make. */
export async function prepareFolder(peer: HousePeer, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(peer.files(folder))) await writeFile(join(folder, name), text);
}
