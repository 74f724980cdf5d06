/** What is compiled for another processor than what it is packed for. `node foreign-binaries.ts FOLDER ARCH` fails where there is any, and names it. */
import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

/** `e_machine` of an ELF header (elf(5)), by what Debian calls the processor. */
const MACHINES = { amd64: 62, arm64: 183 } as const;
const HEADER_BYTES = 20;
const IS_64_BIT = 2;
const IS_LITTLE_ENDIAN = 1;

type Architecture = keyof typeof MACHINES;

interface Binaries {
  /** How many run on it. */
  readonly own: number;
  readonly foreign: readonly string[];
}

/** @returns whether it runs there; `undefined` for what is no program and no library */
export function isElfOf(header: Uint8Array, architecture: Architecture): boolean | undefined {
  if (header.byteLength < HEADER_BYTES || Buffer.from(header.subarray(0, 4)).toString("latin1") !== "\x7fELF")
    return undefined;
  const machine = new DataView(header.buffer, header.byteOffset).getUint16(18, true);
  return header[4] === IS_64_BIT && header[5] === IS_LITTLE_ENDIAN && machine === MACHINES[architecture];
}

export function foreignBinaries(folder: string, architecture: Architecture): Binaries {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = files.map((path) => [path, isElfOf(headerOf(path), architecture)] as const);
  return {
    own: found.filter(([, isOwn]) => isOwn === true).length,
    foreign: found.flatMap(([path, isOwn]) => (isOwn === false ? [path] : [])).toSorted(),
  };
}

function headerOf(path: string): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const file = openSync(path, "r");
  try {
    return header.subarray(0, readSync(file, header));
  } finally {
    closeSync(file);
  }
}

if (import.meta.main) {
  const [folder = "", architecture = ""] = process.argv.slice(2);
  const { own, foreign } = foreignBinaries(folder, architecture as Architecture);
  if (foreign.length > 0 || own === 0) {
    console.error([`Not compiled for ${architecture}:`, ...foreign].join("\n"));
    process.exitCode = 1;
  }
}
