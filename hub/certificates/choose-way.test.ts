import { expect, test } from "vitest";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import type { AuthorityWords } from "../ports/name-publisher.ts";
import { chooseWay } from "./choose-way.ts";
import { CertificateError } from "./errors.ts";
import { makeShownCertificates } from "./shown-certificates.ts";

const place = { hub: `${"b".repeat(25)}a`, zone: "family.example" };
const NAME = `${"c".repeat(25)}a.${place.hub}.family.example`;
const account = { url: "https://ca.example/acct/1", identities: ["ca.example"] };
const update = { server: "ns1.family.example:53", key: { name: "key", secret: new Uint8Array(32) } };

function choose(
  name: string | undefined,
  other: typeof update | undefined,
  names: readonly string[] = [],
  trouble = new Error("nobody there"),
) {
  const heard: (AuthorityWords | string)[] = [];
  const { way, detour } = chooseWay({
    place,
    name,
    update: other,
    relay: { publish: async (words) => void heard.push(words) },
    line: {
      async dial(target) {
        heard.push(target);
        throw trouble;
      },
      askNameServers: async () => ({ servers: [] }),
    },
    shown: makeShownCertificates(),
    clock: makeManualClock(),
    newId: () => 1,
    deviceNames: () => names,
    onNames: () => undefined,
  });
  return { way, detour, heard };
}

test.each([
  ["a wildcard, said by the relay", undefined, undefined, ["*."], "dns-01"],
  [
    "a name of another place counts for nothing",
    NAME.replace("family", "other"),
    undefined,
    ["*."],
    "dns-01",
  ],
  ["one name", NAME, undefined, [], "tls-alpn-01"],
  ["one name, whatever name server there is", NAME, update, [], "tls-alpn-01"],
] as const)("%s", async (_, name, other, wildcard, type) => {
  const { way, heard } = choose(name, other);
  const expected = wildcard.length > 0 ? `*.${place.hub}.family.example` : NAME;
  expect([way.type, way.names]).toEqual([type, [expected]]);
  await way.rest(account, new AbortController().signal);
  expect(heard).toEqual([expect.objectContaining({ txt: [] })]);
});

test("where the zone has another name server, that one is told and not the relay", async () => {
  const { way, heard } = choose(undefined, update);
  await expect(way.rest(account, new AbortController().signal)).rejects.toThrow("nobody there");
  expect(heard).toEqual(["ns1.family.example:53"]);
});

test.each([
  ["certificate.no-answer", "certificate.not-proven"],
  ["certificate.no-link", "certificate.no-link"],
] as const)("there, %s is %s: what is the zone's trouble is told from the house's", async (own, said) => {
  const { way } = choose(undefined, update, [], new CertificateError(own, "no"));
  await expect(way.rest(account, new AbortController().signal)).rejects.toMatchObject({ code: said });
});

test("the way round is by the first of the devices' names, and stays with it for as long as it is one", () => {
  const [one, other] = [NAME, NAME.replace(/^c/, "d")];
  const { detour } = choose(undefined, undefined, [one, other]);
  expect([detour?.name(null), detour?.name(other), detour?.name("gone.example")]).toEqual([one, other, one]);
  expect(choose(undefined, undefined).detour?.name(one)).toBeUndefined();
  expect(choose(NAME, undefined, [one]).detour, "who goes by one name goes round nothing").toBeUndefined();
});

test("with another name server the way round is said to both: the relay lets through, the other says who may issue", async () => {
  const { detour, heard } = choose(undefined, update, [NAME]);
  await detour?.wayTo(NAME).rest(account, new AbortController().signal);
  expect(heard).toEqual([{ txt: [], issuers: [], named: [] }, "ns1.family.example:53"]);
});
