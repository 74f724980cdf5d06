/**
 * What a package is made of, as CycloneDX 1.6 in JSON (ECMA-424): every library with version, licence, checksum and what it needs, Node, and what
 * Node was built with. The same package says the same bytes.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type LockedPackage, packageName, readLockfile } from "../lockfile/lockfile.ts";
import { type ShippedLibrary, shippedLibraries } from "./shipped-libraries.ts";

export interface Component {
  readonly "bom-ref": string;
  readonly type: "application" | "library" | "platform";
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly object[];
  readonly purl?: string;
  readonly cpe?: string;
  readonly hashes?: readonly { readonly alg: "SHA-512"; readonly content: string }[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly components?: readonly Component[];
}

interface BomFacts {
  /** Of the clone, set up. */
  readonly root: string;
  /** `x64` or `arm64`. */
  readonly arch: string;
  /** What the Node that is packed was built with: `process.versions` of it. */
  readonly nodeVersions: Readonly<Record<string, string | undefined>>;
  /** Seconds since 1970: the time of what is packed, not of the packing. */
  readonly madeAt: number;
}

export function renderBom({ root, arch, nodeVersions, madeAt }: BomFacts): string {
  const lock = readLockfile(join(root, "package-lock.json"));
  const runtime = readLockfile(join(root, "scripts/runtime/package-lock.json"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const libraries = shippedLibraries(root);
  const locked = (key: string): LockedPackage => lock.packages[key] ?? {};
  const refOf = (key: string) => `${purlOf(packageName(key), locked(key).version ?? "")}#${key}`;

  const node = nodeComponent(runtime.packages[`node_modules/node-linux-${arch}`] ?? {}, arch, nodeVersions);
  const components = [
    node,
    ...libraries.map((one) => libraryComponent(one, locked(one.key), refOf(one.key))),
  ];
  const pawpost: Component = {
    "bom-ref": `pawpost@${version}`,
    type: "application",
    name: "pawpost",
    version,
    licenses: [{ license: { id: "Apache-2.0" } }],
  };
  const direct = Object.keys(lock.packages[""]?.dependencies ?? {}).map((name) => `node_modules/${name}`);
  const dependencies = [
    {
      ref: pawpost["bom-ref"],
      dependsOn: [
        node["bom-ref"],
        ...libraries.filter(({ key }) => direct.includes(key)).map(({ key }) => refOf(key)),
      ],
    },
    { ref: node["bom-ref"], dependsOn: [] },
    ...libraries.map(({ key, needs }) => ({ ref: refOf(key), dependsOn: [...new Set(needs.map(refOf))] })),
  ];
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { timestamp: new Date(madeAt * 1_000).toISOString(), component: pawpost },
    components,
    dependencies,
  };
  const { $schema, bomFormat, specVersion, ...rest } = bom;
  const whole = { $schema, bomFormat, specVersion, serialNumber: serialOf(JSON.stringify(bom)), ...rest };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

function libraryComponent(
  { key, isInPage, isInPrograms }: ShippedLibrary,
  { version = "", license, integrity }: LockedPackage,
  ref: string,
): Component {
  const full = packageName(key);
  const [group, name] = full.startsWith("@") ? (full.split("/") as [string, string]) : [undefined, full];
  const places = [...(isInPrograms ? [key] : []), ...(isInPage ? ["web-ui/dist"] : [])];
  return {
    "bom-ref": ref,
    type: "library",
    ...(group === undefined ? {} : { group }),
    name,
    version,
    ...(license === undefined ? {} : { licenses: [licenseOf(license)] }),
    purl: purlOf(full, version),
    ...hashesOf(integrity),
    properties: places.map((value) => ({ name: "pawpost:place", value })),
  };
}

function nodeComponent(
  { version = "", integrity }: LockedPackage,
  arch: string,
  versions: BomFacts["nodeVersions"],
): Component {
  const parts = Object.entries(versions)
    // Node itself, and numbers of interfaces.
    .filter(([name, one]) => !["node", "modules", "napi"].includes(name) && one !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([name, one = ""]): Component => ({
        "bom-ref": `node@${version}/${name}@${one}`,
        type: "library",
        name,
        version: one,
      }),
    );
  return {
    "bom-ref": `node@${version}`,
    type: "platform",
    name: "node",
    version,
    licenses: [{ license: { id: "MIT" } }],
    purl: purlOf(`node-linux-${arch}`, version),
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    ...hashesOf(integrity),
    components: parts,
  };
}

/** https://github.com/package-url/purl-spec: a scope's `@` is written as `%40`. */
const purlOf = (name: string, version: string): string => `pkg:npm/${name.replace("@", "%40")}@${version}`;

/** One licence by its SPDX id, several as SPDX's expression. */
const licenseOf = (license: string): object =>
  /[\s()]/.test(license) ? { expression: license } : { license: { id: license } };

/** @param integrity as the lockfile has it: `sha512-` and base64 */
function hashesOf(integrity: string | undefined): Pick<Component, "hashes"> {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity ?? "") ?? [];
  if (base64 === undefined) return {};
  return { hashes: [{ alg: "SHA-512", content: Buffer.from(base64, "base64").toString("hex") }] };
}

/** A UUID (RFC 9562, version 8) of what stands in it. */
function serialOf(text: string): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
