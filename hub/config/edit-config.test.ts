import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { writeConfigFile } from "./config-file.ts";
import { changeSetting, editConfig, readTyped, settingOfKey } from "./edit-config.ts";

const FILE = `# The bears' own house.
version: 1

# Behind the router.
https_port: 443 # as at home
names:
  - bear.example # the first
home_name: true
`;

describe("the text", () => {
  test("a setting is changed where it stands, and every comment and blank line stays", () => {
    expect(changeSetting(FILE, "https_port", 8_443)).toBe(FILE.replace("443 #", "8443 #"));
    expect(changeSetting(FILE, "names", ["cub.example"])).toContain(
      "# Behind the router.\nhttps_port: 443 # as at home\n",
    );
  });

  test("a new one comes at the end, and one that goes takes nothing along", () => {
    expect(changeSetting(FILE, "log_level", "warn")).toBe(`${FILE}log_level: warn\n`);
    expect(changeSetting(FILE, "home_name")).toBe(FILE.replace("home_name: true\n", ""));
    expect(changeSetting(FILE, "microphone")).toBe(FILE);
  });

  test("what begins empty, or with a comment alone, is a file of settings afterwards", () => {
    expect(changeSetting("", "port", 8_090)).toBe("port: 8090\n");
    expect(changeSetting("# ours\n", "port", 8_090)).toMatch(/^# ours\n\n?port: 8090\n$/);
    expect(changeSetting("port: 8090\n", "port")).toBe("");
  });

  test("what is no YAML is left alone", () =>
    expect(() => changeSetting("port: [1\n", "port", 1)).toThrow(/not YAML \(line \d\)/));
});

test.each([
  ["port", "8090", 8_090],
  ["home_name", "true", true],
  ["certificate_watch", "off", "off"],
  ["dns_update", "ns1.example:53", "ns1.example:53"],
  ["names", "bear.example, cub.example", ["bear.example", "cub.example"]],
  ["names", "[bear.example]", ["bear.example"]],
  ["names", "bear.example", ["bear.example"]],
  ["rooms_at", "192.168.1.7:8883", ["192.168.1.7:8883"]],
  ["backup_to", "/media/stick: two", "/media/stick: two"],
  ["backup_to", "/media/stick #2", "/media/stick #2"],
  ["mqtt_user", '"8090"', "8090"],
])("what is typed for %s, %j, is written as %j", (key, typed, value) =>
  expect(readTyped(settingOfKey(key), typed)).toEqual(value),
);

test("a key that is none is refused with the nearest", () => {
  expect(() => settingOfKey("backup-to")).toThrow(
    'there is no setting "backup-to"; did you mean "backup_to"?',
  );
  expect(() => settingOfKey("telemetry")).toThrow('there is no setting "telemetry"');
});

describe("the file", () => {
  let dir: Awaited<ReturnType<typeof makeTempDir>>;
  beforeEach(async () => {
    dir = await makeTempDir();
  });
  afterEach(() => dir[Symbol.asyncDispose]());
  const path = () => join(dir.path, "config.yaml");
  const env = () => ({ PAWPOST_DATA: dir.path, PAWPOST_RUN: "/" });
  const names = async () => (await readdir(dir.path)).toSorted();

  test("is made where there was none, and kept as it was before each change", async () => {
    expect(await editConfig(env(), "port", "8090")).toEqual({
      path: path(),
      kept: undefined,
      isChanged: true,
    });
    expect((await stat(path())).mode & 0o777).toBe(0o644);
    const { kept = "" } = await editConfig(env(), "port", "8091");
    expect(kept).toBe(`${path()}.~1~`);
    expect(await readFile(kept, "utf8")).toBe("port: 8090\n");
    expect(await readFile(path(), "utf8")).toBe("port: 8091\n");
    expect(await editConfig(env(), "port", "8091")).toEqual({ path: path(), isChanged: false });
    expect(await names()).toEqual(["config.yaml", "config.yaml.~1~"]);
  });

  test("is never changed to what a hub would not start with", async () => {
    await writeFile(path(), FILE);
    for (const [key, typed] of [
      ["port", "65536"],
      ["log_level", "loud"],
      ["https_port", undefined], // home_name wants it
      ["nmaes", "bear.example"],
    ] as const)
      await expect(editConfig(env(), key, typed)).rejects.toMatchObject({ name: "ConfigError" });
    expect(await readFile(path(), "utf8")).toBe(FILE);
    expect(await names()).toEqual(["config.yaml"]);
  });

  test("mends what was wrong before", async () => {
    await writeFile(path(), "port: x\n");
    await editConfig(env(), "port", "8090");
    expect(await readFile(path(), "utf8")).toBe("port: 8090\n");
  });

  test("keeps its mode, is written through a link, and over what a killed one left", async () => {
    await mkdir(join(dir.path, "etc"));
    const real = join(dir.path, "etc", "settings.yaml");
    await writeFile(real, FILE);
    await chmod(real, 0o640);
    await symlink(real, path());
    await writeFile(`${real}.new`, "half of a fi");
    await editConfig(env(), "port", "8090");
    expect((await stat(real)).mode & 0o777).toBe(0o640);
    expect(await readFile(path(), "utf8")).toContain("port: 8090");
    expect((await readdir(join(dir.path, "etc"))).toSorted()).toEqual(["settings.yaml", "settings.yaml.~1~"]);
  });

  test("has ten that it was before, and no more", async () => {
    for (let nth = 0; nth <= 12; nth++) await writeConfigFile(path(), `port: ${8_000 + nth}\n`);
    const kept = (await names()).filter((name) => name !== "config.yaml");
    expect(kept).toHaveLength(10);
    expect(await readFile(join(dir.path, "config.yaml.~3~"), "utf8")).toBe("port: 8002\n");
    expect(await readFile(join(dir.path, "config.yaml.~12~"), "utf8")).toBe("port: 8011\n");
  });
});
