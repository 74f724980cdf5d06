import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RELAY_SETTINGS, readRelaySettings } from "./relay-settings.ts";

const NEEDED = { PAWPOST_RELAY_DATA: "/d", PAWPOST_RELAY_ZONE: "family.example" };

test("two settings are enough", () => {
  expect(readRelaySettings(NEEDED)).toEqual({
    settings: {
      folder: "/d",
      zone: "family.example",
      host: "::",
      port: 443,
      dnsPort: 53,
      metricsPort: 9_464,
      mostConnections: 20_000,
      addresses: undefined,
      dialHost: undefined,
      nameServers: undefined,
      contact: undefined,
      acmeDirectory: "https://acme-v02.api.letsencrypt.org/directory",
      httpPort: 80,
    },
  });
});

test.each([
  ["one with an address", "ns1.family.example=192.0.2.1", [["192.0.2.1"]]],
  [
    "two, with blanks between",
    "ns1.family.example=192.0.2.1,2001:db8::1  ns.other.example",
    [["192.0.2.1", "2001:db8::1"], []],
  ],
])("name servers: %s", (_, text, addresses) => {
  const read = readRelaySettings({ ...NEEDED, PAWPOST_RELAY_NAME_SERVERS: text });
  expect("settings" in read && read.settings.nameServers?.map((one) => one.addresses)).toEqual(addresses);
});

test.each([
  ["PAWPOST_RELAY_NAME_SERVERS", "ns1=192.0.2.1", /not "ns1=192\.0\.2\.1"/],
  ["PAWPOST_RELAY_NAME_SERVERS", "ns1.family.example=home", /NAME=ADDRESS/],
  ["PAWPOST_RELAY_ZONE", "family", /write a name such as family\.example/],
  ["PAWPOST_RELAY_ZONE", "192.0.2.1", /write a name/],
  ["PAWPOST_RELAY_ZONE", "-a.example", /write a name/],
  ["PAWPOST_RELAY_PORT", "1e3", /whole number/],
  ["PAWPOST_RELAY_ADDRESSES", "192.0.2.1;192.0.2.2", /commas/],
  ["PAWPOST_RELAY_CONTACT", "call me", /an e-mail address/],
  ["PAWPOST_RELAY_ACME", "http://ca.example/directory", /https:.*or off/],
  ["PAWPOST_RELAY_DIAL_HOST", "a b", /a name or an address/],
])("%s=%s is refused by name", (variable, text, says) => {
  const read = readRelaySettings({ ...NEEDED, [variable]: text });
  expect("problems" in read && read.problems).toEqual([expect.stringMatching(says)]);
  expect("problems" in read && read.problems[0]).toContain(variable);
});

test("docs/relay-operator.md lists every setting, with its option and what it is by default", () => {
  const page = readFileSync(new URL("../docs/relay-operator.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `(PAWPOST_RELAY_\w+)` \| `(--[\w-]+)` \| (.*) \|$/gm)];
  const said = Object.fromEntries(rows.map(([, env, option, byDefault]) => [env, { option, byDefault }]));
  const settings = Object.values(RELAY_SETTINGS);
  expect(Object.keys(said).toSorted()).toEqual(settings.map(({ env }) => env).toSorted());
  for (const { env, option, schema } of settings) {
    expect(option).toMatch(new RegExp(`^${said[env]?.option} `));
    const byDefault = schema.safeParse(undefined);
    if (byDefault.success && byDefault.data !== undefined)
      expect(said[env]?.byDefault).toBe(`\`${byDefault.data}\``);
  }
});
