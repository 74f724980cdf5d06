import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeProject } from "../../test/support/project-keys.ts";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { loadConfig, readConfig } from "./load-config.ts";

const env = { PAWPOST_DATA: "/data", PAWPOST_RUN: "/run/paw" };
const read = (change: Record<string, string> = {}, file: Record<string, unknown> = {}) =>
  readConfig({ ...env, ...change }, file, "config.yaml");
const refusal = (run: () => unknown): { code: string; message: string; advice: string } => {
  try {
    run();
  } catch (error) {
    return error as never;
  }
  throw new Error("it was taken");
};

test("what is not set has its default, or is not there", () => {
  expect(read()).toEqual({
    dataDir: "/data",
    runDir: "/run/paw",
    port: 8_080,
    homeName: false,
    keepBackupsGib: 16,
    names: [],
    pushServices: [],
    acmeDirectory: "https://acme-v02.api.letsencrypt.org/directory",
    mqttBaseTopic: "pawpost",
    mqttDiscoveryPrefix: "homeassistant",
    mqttControl: false,
    certificateWatch: "https://api.certspotter.com/v1/issuances",
    logLevel: "info",
    pretendToy: undefined,
  });
});

test("the environment overrides the file, and an empty variable is none", () => {
  const file = { version: 1, port: 9_000, log_level: "warn" };
  expect(read({}, file)).toMatchObject({ port: 9_000, logLevel: "warn" });
  expect(read({ PAWPOST_PORT: "0", PAWPOST_LOG_LEVEL: "" }, file)).toMatchObject({
    port: 0,
    logLevel: "warn",
  });
  expect(read({ PAWPOST_TOY: "unix:/run/toy.sock" }).pretendToy).toBe("/run/toy.sock");
});

test.each(["ns1.example:53", "192.0.2.1:53", "[2001:db8::1]:5353", "localhost:53"])(
  "%s may be dialled for changes of a zone",
  (host) => expect(read({ PAWPOST_DNS_UPDATE: host }).dnsUpdate).toBe(host),
);

test.each([
  "ns1.example",
  "NS1.example:53",
  "ns1.example:0",
  "https://ns1.example:53",
  "ns1.example:53/x",
  "ns1:53",
  "a b.example:53",
])("%s may not", (host) =>
  expect(() => read({ PAWPOST_DNS_UPDATE: host })).toThrow(
    expect.objectContaining({ code: "config.invalid" }),
  ),
);

test("further names stand in a list, or between commas", () => {
  const names = ["bear.example", "pawpost-k7q2m4xa.local:8443"];
  expect(read({}, { names }).names).toEqual(names);
  expect(read({ PAWPOST_NAMES: "bear.example, pawpost-k7q2m4xa.local:8443" }).names).toEqual(names);
});

test("push services stand in a list, or between commas, and may be this machine's own, by port", () => {
  const hosts = ["push.example", "push.example:8443", "localhost:4433"];
  expect(read({}, { push_services: hosts }).pushServices).toEqual(hosts);
  expect(read({ PAWPOST_PUSH_SERVICES: hosts.join(", ") }).pushServices).toEqual(hosts);
  for (const host of [
    "localhost",
    "127.0.0.1:443",
    "*.example",
    "https://push.example",
    "push",
    "a@push.example",
  ])
    expect(refusal(() => read({}, { push_services: [host] })).message).toContain(
      "config.yaml: push_services",
    );
});

test.each([
  ["a word without a dot", "bear"],
  ["localhost", "localhost:8080"],
  ["an address in numbers", "192.168.1.4"],
  ["an IPv6 address", "[::1]"],
  ["a whole address", "https://bear.example"],
  ["a wildcard", "*.example"],
  ["capital letters", "Bear.example"],
  ["a path", "bear.example/"],
  ["a dot at the end", "bear.example."],
  ["a port of nothing", "bear.example:"],
  ["a blank", "bear .example"],
  ["a line feed", "bear.example\n"],
  ["nothing", ""],
])("%s is no name", (_, name) => {
  expect(refusal(() => read({}, { names: [name] })).message).toContain("config.yaml: names");
});

test.each([
  ["port", "port", "8080x"],
  ["a port that is too high", "port", "65536"],
  ["a port below zero", "port", -1],
  ["a port that is half a number", "port", 80.5],
  ["a port in hexadecimal", "port", "0x50"],
  ["a port with a blank", "port", " 80"],
  ["a port that is yes", "port", true],
  ["a port with no value", "port", null],
  ["a port in a list", "port", [80]],
  ["a level that nobody knows", "log_level", "loud"],
])("%s in the file is refused, and named", (_, key, value) => {
  const error = refusal(() => read({}, { [key]: value }));
  expect(error.code).toBe("config.invalid");
  expect(error.message).toContain(`config.yaml: ${key}`);
});

test.each([
  ["PAWPOST_PORT", "http"],
  ["PAWPOST_LOG_LEVEL", "INFO"],
  ["PAWPOST_TOY", "/run/toy.sock"],
  ["PAWPOST_RUN", `/${"x".repeat(80)}`],
])("a bad %s is refused, and named", (name, value) => {
  expect(refusal(() => read({ [name]: value })).message).toContain(`${name}: `);
});

test("public logs are watched at an address of HTTPS, or not at all", () => {
  const at = (certificate_watch: unknown) => read({}, { certificate_watch }).certificateWatch;
  expect([at("off"), at("https://monitor.example/v1")]).toEqual(["off", "https://monitor.example/v1"]);
  for (const wrong of ["http://monitor.example/", "monitor.example", "no", false])
    expect(refusal(() => at(wrong)).message).toContain("config.yaml: certificate_watch");
  expect(refusal(() => at("http://monitor.example/")).message).toContain("write an address such as https://");
});

test("weaknesses are asked for at an address of HTTPS, and believed of three keys", () => {
  const { publicKeys } = makeProject();
  const set = (change: object) => read({}, { advisories: "https://project.example/a.json", ...change });
  expect(set({ project_keys: publicKeys })).toMatchObject({
    advisories: "https://project.example/a.json",
    projectKeys: publicKeys,
  });
  expect(read({ PAWPOST_PROJECT_KEYS: publicKeys.join(", ") }).projectKeys).toEqual(publicKeys);
  expect(read({}).advisories).toBeUndefined();
  for (const wrong of ["http://project.example/a.json", "project.example", "off"])
    expect(refusal(() => set({ advisories: wrong })).message).toContain("config.yaml: advisories");
  const [first = ""] = publicKeys;
  for (const wrong of [
    [],
    [first],
    [first, first, first],
    [...publicKeys, first],
    publicKeys.map((key) => key.slice(1)),
  ])
    expect(refusal(() => set({ project_keys: wrong })).message).toContain("three different public keys");
});

test("the port's words say what to write", () => {
  expect(refusal(() => read({ PAWPOST_PORT: "http" })).message).toBe(
    "PAWPOST_PORT: write a whole number from 0 to 65535",
  );
});

test("what must be set and is not is named", () => {
  const { message } = refusal(() => readConfig({}, {}, "config.yaml"));
  expect(message).toContain("PAWPOST_DATA");
  expect(message).toContain("PAWPOST_RUN");
});

test.each([
  ["prot", 'did you mean "port"?'],
  ["log-level", 'did you mean "log_level"?'],
  ["Port", 'did you mean "port"?'],
  ["vresion", 'did you mean "version"?'],
])("the unknown key %s is refused, with the nearest that there is", (key, hint) => {
  expect(refusal(() => read({}, { [key]: 1 })).message).toBe(`config.yaml: unknown key "${key}"; ${hint}`);
});

test("an unknown key that is near nothing is refused without a guess", () => {
  expect(refusal(() => read({}, { telemetry: true })).message).toBe('config.yaml: unknown key "telemetry"');
});

test("a version of tomorrow is refused", () => {
  const { message } = refusal(() => read({}, { version: 2 }));
  expect(message).toBe("config.yaml: version 2 is not known; this hub reads 1 to 1");
});

test("every problem is told at once, with what to do", () => {
  const { message, advice } = refusal(() =>
    read({ PAWPOST_LOG_LEVEL: "loud", PAWPOST_TOY: "x" }, { prot: 1, port: "x", version: 3 }),
  );
  for (const what of ["prot", "port: ", "version 3", "PAWPOST_LOG_LEVEL", "PAWPOST_TOY"])
    expect(message).toContain(what);
  expect(message.split("; ").length).toBeGreaterThanOrEqual(5);
  expect(advice).toContain("docs/configuration.md");
});

describe("the file", () => {
  let dir: Awaited<ReturnType<typeof makeTempDir>>;
  beforeEach(async () => {
    dir = await makeTempDir();
  });
  afterEach(() => dir[Symbol.asyncDispose]());
  const load = (change: Record<string, string> = {}) =>
    loadConfig({ PAWPOST_DATA: dir.path, PAWPOST_RUN: "/run/paw", ...change });
  const write = (text: string, name = "config.yaml") => writeFile(join(dir.path, name), text);

  test("is not needed", async () => {
    expect((await load()).port).toBe(8_080);
  });

  test("lies in the data folder, or where it is said to lie", async () => {
    await write("port: 9001\n");
    await write("version: 1\nport: 9002\n", "other.yaml");
    expect((await load()).port).toBe(9_001);
    expect((await load({ PAWPOST_CONFIG: join(dir.path, "other.yaml") })).port).toBe(9_002);
  });

  test.each(["", "# nothing but a comment\n", "---\n"])("may be empty: %j", async (text) => {
    await write(text);
    expect((await load()).port).toBe(8_080);
  });

  test.each([
    ["no YAML", "port: [1\n", /is not YAML \(line \d\)/],
    ["one key twice", "port: 1\nport: 2\n", /is not YAML \(line 2\)/],
    ["a tab in front", "a:\n\tport: 1\n", /is not YAML \(line 2\)/],
    ["a list", "- port\n", /is not a list of settings/],
    ["one word", "port\n", /is not a list of settings/],
  ])("of %s is refused, with the place", async (_, text, words) => {
    await write(text);
    await expect(load()).rejects.toMatchObject({
      code: "config.invalid",
      message: expect.stringMatching(words),
      advice: expect.stringMatching(/\S/),
    });
  });

  test("that cannot be read says so", async () => {
    await mkdir(join(dir.path, "config.yaml"));
    await chmod(dir.path, 0o700);
    await expect(load()).rejects.toMatchObject({ code: "config.unreadable" });
  });
});

test("a home name is switched on in so many words, and with a port for it", () => {
  const file = { https_port: 443, home_name: true };
  expect(read({}, file)).toMatchObject({ homeName: true, httpsPort: 443 });
  expect(read({ PAWPOST_HOME_NAME: "false" }, file).homeName).toBe(false);
  expect(read({ PAWPOST_HOME_NAME: "true" }, { https_port: 443 }).homeName).toBe(true);
  expect(refusal(() => read({}, { home_name: true })).message).toContain("https_port, which is not set");
  for (const word of ["yes", "1", "TRUE"])
    expect(refusal(() => read({ PAWPOST_HOME_NAME: word }, file)).message).toContain("write true or false");
});
