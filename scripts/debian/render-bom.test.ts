import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Schema, Validator } from "@cfworker/json-schema";
import { expect, test } from "vitest";
import { packageName, readLockfile } from "../lockfile/lockfile.ts";
import { type Component, renderBom } from "./render-bom.ts";
import { shippedLibraries } from "./shipped-libraries.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const lock = readLockfile(new URL("../../package-lock.json", import.meta.url));
const schema = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../test/vectors/cyclonedx/${name}.schema.json`, import.meta.url), "utf8"),
  ) as Schema;

const FACTS = { root, arch: process.arch, nodeVersions: process.versions, madeAt: 1_764_403_200 };
const text = renderBom(FACTS);
const bom = JSON.parse(text) as {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};
const libraries = bom.components.filter(({ type }) => type === "library");
const nameOf = ({ group, name }: Component) => (group === undefined ? name : `${group}/${name}`);

test("is what CycloneDX 1.6 says by its own schema; a licence that nobody knows, and a member too many, are not", () => {
  const validator = new Validator(schema("bom-1.6"), "7", false);
  for (const name of ["spdx", "jsf-0.82"]) validator.addSchema(schema(name));
  expect(validator.validate(bom).errors).toEqual([]);
  expect(validator.validate(JSON.parse(text.replaceAll('"id": "ISC"', '"id": "Own"'))).valid).toBe(false);
  expect(validator.validate({ ...bom, who: "we" }).valid).toBe(false);
});

test("has every library that is shipped, as the lockfile has it, and none more", () => {
  const shipped = shippedLibraries(root).map(({ key }) => [packageName(key), lock.packages[key]?.version]);
  expect(shipped.length).toBeGreaterThan(100);
  expect(libraries.map((one) => [nameOf(one), one.version])).toEqual(shipped);
  for (const one of libraries) {
    const integrity = Object.values(lock.packages).find(
      ({ integrity: sum = "" }) =>
        Buffer.from(sum.slice("sha512-".length), "base64").toString("hex") === one.hashes?.[0]?.content,
    );
    expect(integrity, nameOf(one)).toBeDefined();
    expect(one.licenses, nameOf(one)).toHaveLength(1);
  }
});

test("names Node, and what it was built with", () => {
  const node = bom.components.find(({ name }) => name === "node");
  expect(node?.version).toBe(process.versions.node);
  expect(node?.components?.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["openssl", "uv", "v8", "zlib"]),
  );
});

test("says of each what it needs, of things that are in it", () => {
  const refs = bom.dependencies.map(({ ref }) => ref);
  expect(refs.slice(1).toSorted()).toEqual(bom.components.map((one) => one["bom-ref"]).toSorted());
  expect(bom.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual(
    [],
  );
  const reached = new Set<string>();
  const reach = (ref = ""): void => {
    if (reached.has(ref)) return;
    reached.add(ref);
    for (const next of bom.dependencies.find((one) => one.ref === ref)?.dependsOn ?? []) reach(next);
  };
  reach(refs[0]);
  expect(refs.filter((ref) => !reached.has(ref))).toEqual([]);
});

test("is the same bytes each time, and has another number when something else stands in it", () => {
  expect(renderBom(FACTS)).toBe(text);
  const later = JSON.parse(renderBom({ ...FACTS, madeAt: FACTS.madeAt + 1 })) as typeof bom;
  expect(later.metadata.timestamp).not.toBe(bom.metadata.timestamp);
  expect(later.serialNumber).not.toBe(bom.serialNumber);
});
