/** The map of the code, held: who may import what. docs/map.md has the picture. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Folder -> what it may import: other folders, `node:`, packages. The first row that fits a file decides. Why is at each row. */
const MAP: readonly (readonly [folder: string, may: readonly string[], because: string])[] = [
  ["hub/domain", [], "rules run with no Node, no clock, no network"],
  ["hub/contract", ["hub/domain", "zod"], "ble and the page import it and drag nothing along"],
  [
    "hub/passphrase",
    ["@zxcvbn-ts/core", "@zxcvbn-ts/language-common", "@zxcvbn-ts/language-en"],
    "one judge of passphrases, for page and command line",
  ],
  ["hub/ports", ["hub/domain", "hub/contract", "zod"], "ports speak our language, not a library's"],
  ["hub/audio", [], "one codec for phone, hub and simulator"],
  [
    "hub/archive",
    ["hub/domain", "hub/contract", "age-encryption", "nanotar"],
    "one archive format for browser and hub",
  ],
  ["hub/use-cases", ["hub/domain", "hub/contract", "hub/ports"], "the story of the product, readable alone"],
  [
    "hub/store",
    ["hub/domain", "hub/contract", "hub/ports", "node:", "level"],
    "swap the database, touch one folder",
  ],
  [
    "hub/vault",
    ["hub/domain", "hub/contract", "hub/ports", "hub/archive"],
    "seals, and holds no key that opens",
  ],
  [
    "hub/check",
    ["hub/domain", "hub/contract", "hub/ports", "hub/audio", "node:"],
    "decodes clips in a thread of its own",
  ],
  [
    "hub/access",
    ["hub/domain", "hub/contract", "hub/ports", "node:", "zod", "@simplewebauthn/server"],
    "who may come in",
  ],
  [
    "hub/api",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/use-cases",
      "hub/audio",
      "node:",
      "zod",
      "hono",
      "@hono/node-server",
    ],
    "the one place that speaks HTTP to pages",
  ],
  [
    "hub/backup",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/archive",
      "hub/store/durable-file.ts",
      "node:",
      "zod",
      "nanotar",
      "modern-tar",
    ],
    "copies what the store hands out, and opens none of it",
  ],
  [
    "hub/smart-home",
    ["hub/domain", "hub/contract", "hub/ports", "hub/use-cases", "relay/wire/is-inside.ts", "node:", "mqtt"],
    "tells the house's automation how toys are, and nothing else",
  ],
  [
    "hub/house-check",
    ["hub/domain", "hub/contract", "hub/ports", "hub/store/disk-space.ts", "node:"],
    "looks at a house, and changes nothing that was not told to be mended",
  ],
  [
    "hub/drill",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/audio",
      "hub/archive",
      "relay/wire/is-inside.ts",
      "node:",
    ],
    "tries on this very hub what was done to others, and changes nothing",
  ],
  ["hub/starter", ["hub/audio", "node:"], "tunes that a new hub has, computed"],
  ["hub/local-socket", ["node:"], "sockets for those whom their folder lets come, served in one way"],
  [
    "hub/broker",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/local-socket",
      "hub/house-network",
      "node:",
      "aedes",
      "mqtt-packet",
    ],
    "the one place that knows the broker",
  ],
  ["hub/pinned-tls", ["node:"], "TLS by keys that both ends know, with no authority between"],
  ["hub/house-network", ["hub/domain", "hub/ports", "node:"], "listens in the house, and nowhere else"],
  [
    "hub/rooms",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/local-socket",
      "hub/house-network",
      "hub/pinned-tls",
      "node:",
    ],
    "where other rooms come in, by their keys",
  ],
  [
    "hub/keeper",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/backup",
      "hub/local-socket",
      "hub/pinned-tls",
      "relay/wire/is-inside.ts",
      "node:",
    ],
    "hubs that keep backups for each other, by their keys",
  ],
  [
    "hub/tickets",
    ["hub/domain", "hub/contract", "hub/ports", "hub/local-socket", "node:"],
    "clips between processes",
  ],
  [
    "hub/door",
    ["hub/domain", "hub/contract", "hub/ports", "hub/local-socket", "relay/wire", "node:"],
    "where visitors from anywhere come in, and by what names",
  ],
  [
    "hub/command-line",
    ["hub/domain", "hub/contract", "hub/ports", "hub/use-cases", "hub/local-socket", "node:"],
    "drafts from the shell",
  ],
  ["hub/pretend", ["hub/domain", "hub/contract", "hub/ports", "node:", "zod"], "the simulated toy's paws"],
  [
    "hub/microphone",
    ["hub/domain", "hub/contract", "hub/ports", "node:", "node-record-lpcm16"],
    "the one place that opens a microphone",
  ],
  [
    "hub/notify",
    ["hub/domain", "hub/contract", "hub/ports", "hub/local-socket/post-json.ts", "node:", "web-push"],
    "seals what leaves the house, and dials nothing",
  ],
  [
    "hub/certificates",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/local-socket/post-json.ts",
      "node:",
      "zod",
      "acme-client",
      "dns-packet",
      "@peculiar/x509",
      "reflect-metadata",
    ],
    "what the hub's TLS shows, and how it is come by",
  ],
  [
    "hub/project-signature",
    ["hub/domain", "node:", "zod"],
    "what the project signs, and whose signatures count",
  ],
  [
    "hub/advisories",
    ["hub/domain", "hub/contract", "hub/ports", "hub/project-signature", "node:", "zod"],
    "what the project says of weaknesses, heard and kept",
  ],
  [
    "hub/updates",
    ["hub/domain", "hub/contract", "hub/ports", "hub/project-signature", "node:", "zod"],
    "newer versions, heard of, believed and fetched",
  ],
  [
    "hub/link",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/local-socket",
      "hub/config",
      "hub/clock",
      "hub/log",
      "hub/supervisor",
      "relay/wire",
      "node:",
      "ws",
    ],
    "the one process that dials out: its own composition root, with no store and no key",
  ],
  [
    "hub/metrics",
    ["hub/domain", "hub/contract", "hub/ports", "hub/use-cases", "prom-client"],
    "numbers for who watches machines, and no name",
  ],
  ["hub/config", ["hub/domain", "node:", "zod", "yaml"], "read once, by main"],
  ["hub/supervisor", ["hub/domain", "hub/ports", "node:"], "what a process says to whoever started it"],
  ["hub/clock", ["hub/domain", "hub/ports", "node:"], "the machine's time"],
  ["hub/log", ["hub/domain", "hub/ports", "node:", "pino", "zod"], "the one place that logs"],
  ["hub", ["hub", "node:"], "the composition root: the only file that knows the concrete parts"],
  [
    "relay/wire",
    ["hub/domain", "hub/contract", "node:", "zod"],
    "one definition of the wire, for both of its ends",
  ],
  [
    "relay",
    [
      "hub/domain",
      "hub/contract",
      "hub/ports",
      "hub/certificates",
      "hub/clock",
      "hub/store/durable-file.ts",
      "hub/store/hub-signer.ts",
      "hub/store/errors.ts",
      "hub/local-socket",
      "node:",
      "ws",
      "@peculiar/x509",
      "reflect-metadata",
      "dns-packet",
      "prom-client",
      "@nats-io/transport-node",
      "zod",
      "hub/log/open-log.ts",
      "hub/supervisor",
    ],
    "the public end of the link: deploys alone, and knows nothing of a hub's inside",
  ],
  [
    "ble/radio/noble-radio.ts",
    ["ble/radio", "hub/domain", "hub/ports", "node:"],
    "noble, by name, in one file",
  ],
  ["ble/radio", ["ble/radio", "hub/domain", "hub/ports", "node:"], "our port, whatever the stack"],
  [
    "ble/toys",
    ["ble/toys", "ble/radio", "hub/domain", "hub/ports"],
    "drivers know bytes, not Bluetooth stacks",
  ],
  [
    "ble/journal",
    ["ble/toys/toy-driver.ts", "hub/domain", "hub/ports", "node:", "zod"],
    "what survives a crash",
  ],
  [
    "ble/simulator",
    [
      "ble/simulator",
      "ble/radio",
      "ble/toys",
      "hub/audio",
      "hub/domain",
      "hub/ports",
      "hub/log",
      "hub/clock",
      "node:",
      "zod",
      "pino",
      "@abandonware/bleno",
    ],
    "tests, demo and a newcomer need no hardware",
  ],
  [
    "ble/bridge",
    ["ble", "hub/contract", "hub/domain", "hub/ports", "node:", "mqtt", "zod"],
    "toys to MQTT and clip tickets",
  ],
  [
    "ble/improv",
    [
      "ble/radio",
      "ble/open-transport.ts",
      "hub/domain",
      "hub/ports",
      "hub/clock",
      "hub/log",
      "hub/supervisor",
      "node:",
      "@abandonware/bleno",
    ],
    "a phone tells a new hub its Wi-Fi: a process of its own, with no store and no toys",
  ],
  [
    "ble/house-line",
    ["hub/domain", "hub/contract", "hub/local-socket/json-lines.ts", "hub/pinned-tls", "node:", "zod"],
    "the way to a hub on another machine",
  ],
  [
    "ble",
    [
      "ble",
      "hub/contract/ble-line.ts",
      "hub/contract/room-line.ts",
      "hub/domain",
      "hub/ports",
      "hub/clock",
      "hub/log",
      "hub/supervisor",
      "node:",
    ],
    "its composition root",
  ],
  [
    "web-ui/src/words",
    ["web-ui/src", "hub/contract", "hub/domain", "hub/api/problems/problem-code.ts", "zod"],
    "every code that may leave the hub has words in every language; only its type is imported",
  ],
  [
    "web-ui/src",
    [
      "hub/contract",
      "hub/domain",
      "hub/audio",
      "hub/archive",
      "hub/passphrase",
      "zod",
      "preact",
      "@preact/signals",
      "hash-wasm",
      "@simplewebauthn/browser",
      "uqr",
      "client-zip",
    ],
    "runs in a browser: no Node, nothing of the hub's inside",
  ],
  ["web-ui/test", ["hub/contract", "hub/domain"], "what the page's tests share"],
  ["web-ui", ["node:", "vite", "zod", "@gfx/zopfli"], "how the page is built"],
  ["scripts/debian", ["scripts/lockfile", "node:", "vite"], "what a package is made of: never in one"],
  ["scripts/site", ["hub", "node:", "marked"], "docs/ as a site: never in a package"],
  ["scripts/conformance", ["node:", "yaml", "zod"], "what a standard asks, and which test holds it"],
  [
    "scripts",
    ["hub", "ble", "relay", "node:", "commander", "uqr", "zod", "pino", "@abandonware/bleno", "modern-tar"],
    "the few commands a person types",
  ],
];

const IMPORT = /^(?:import|export)\s[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\(\s*"([^"]+)"\s*\)/gm;

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path));
}

const files = ["hub", "ble", "relay", "web-ui", "scripts"].flatMap(sourceFiles);
const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), "utf8");
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? "";
    return target.startsWith(".")
      ? relative(root, resolve(root, dirname(path), target.split("?")[0] ?? ""))
      : target;
  });
}

/** A package by its name, without the path inside it. */
const allows = (may: readonly string[], target: string) =>
  may.some((one) => (one === "node:" ? target.startsWith("node:") : isIn(target, one)));

test("the map sees the code", () => {
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap(importsOf).length).toBeGreaterThan(800);
  for (const [folder] of MAP)
    expect(
      files.some((path) => isIn(path, folder)),
      `${folder} is empty`,
    ).toBe(true);
});

test("every file lies in a folder of the map, and imports only what its row allows", () => {
  const wrong = files.flatMap((path) => {
    const row = MAP.find(([folder]) => isIn(path, folder));
    if (row === undefined) return [`${path}: no row`];
    const [folder, may] = row;
    return importsOf(path)
      .filter((target) => !isIn(target, folder) && !allows(may, target))
      .map((target) => `${path} -> ${target}`);
  });
  expect(wrong).toEqual([]);
});

test("noble is named in one file, bleno in three", () => {
  const naming = (name: string) =>
    files.filter((path) => readFileSync(join(root, path), "utf8").includes(`"@abandonware/${name}`));
  expect(naming("noble")).toEqual(["ble/radio/noble-radio.ts"]);
  // Its types, and the loading of it.
  expect(naming("bleno")).toEqual([
    "ble/improv/improv-radio.ts",
    "ble/simulator/toy/bleno-insides.ts",
    "ble/simulator/toy/bleno-toy.ts",
  ]);
});
