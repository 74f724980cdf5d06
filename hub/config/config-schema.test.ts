import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { configSchema } from "./config-schema.ts";
import { readConfig } from "./load-config.ts";
import { SETTINGS, type Setting } from "./settings.ts";

const at = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const schema = configSchema() as {
  readonly properties: Readonly<
    Record<string, { readonly description: string; readonly requiresRestart?: boolean }>
  >;
};
/** As an editor reads it. */
const editor = z.fromJSONSchema(schema as never);

test("every key of the table is in it, with what it is, and that it counts from the next start", () => {
  const rows: readonly Setting[] = Object.values(SETTINGS);
  const keys = rows.flatMap(({ file }) => file ?? []);
  expect(Object.keys(schema.properties).toSorted()).toEqual(["version", ...keys].toSorted());
  for (const key of keys) {
    const { description, requiresRestart } = schema.properties[key] ?? {};
    expect(description, key).toMatch(/\S/);
    expect(description, key).not.toMatch(/\]\(|`/);
    expect(requiresRestart, key).toBe(true);
  }
});

test.each(["test/vectors/config/1.yaml", "systemd/config.yaml"])(
  "%s is of it, and a hub takes it",
  (path) => {
    const written = parse(at(path)) as Record<string, unknown>;
    expect(editor.safeParse(written).error).toBeUndefined();
    readConfig({ PAWPOST_DATA: "/data", PAWPOST_RUN: "/run" }, written, path);
  },
);

test.each([
  { prot: 1 },
  { port: 65_536 },
  { port: -1 },
  { log_level: "loud" },
  { home_name: "yes" },
  { version: 2 },
  { names: [7] },
])("%j is not", (written) => expect(editor.safeParse(written).success).toBe(false));

test("the file that the package brings names it in its first line", () =>
  expect(at("systemd/config.yaml")).toMatch(
    /^# yaml-language-server: \$schema=\/opt\/pawpost\/current\/docs\/config\.schema\.json\n/,
  ));
