import { request as askHttp } from "node:http";
import { request as askHttps } from "node:https";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRelayRig, type RelayRig } from "../../test/support/relay-rig.ts";
import { openPlainDoor, type PlainDoor } from "./open-plain-door.ts";
import { parseContact, renderSecurityTxt } from "./relay-security-txt.ts";

const NOW = Date.UTC(2027, 0, 1);
const said = () => renderSecurityTxt("mailto:a@example.org", "relay.family.example", NOW);
let rig: RelayRig;
let door: PlainDoor;

beforeAll(async () => {
  rig = await openRelayRig({ securityTxt: said });
  door = await openPlainDoor("127.0.0.1", 0, said);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}
const ask = (isPlain: boolean, path: string, method = "GET"): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const common = { host: "127.0.0.1", path, method };
    const asking = isPlain
      ? askHttp({ ...common, port: door.port })
      : askHttps({
          ...common,
          port: rig.relay.port,
          servername: "relay.family.example",
          rejectUnauthorized: false,
        });
    asking.on("response", async (answer) =>
      resolve({ status: answer.statusCode, type: answer.headers["content-type"], body: await text(answer) }),
    );
    asking.on("error", reject).end();
  });

test.each([
  ["over TLS", false],
  ["without TLS", true],
])("%s readers find it where RFC 9116 says, and nothing else", async (_, isPlain) => {
  expect(await ask(isPlain, "/.well-known/security.txt")).toEqual({
    status: 200,
    type: "text/plain; charset=utf-8",
    body: said(),
  });
  expect((await ask(isPlain, "/.well-known/security.txt", "HEAD")).body).toBe("");
  expect((await ask(isPlain, "/.well-known/security.txt", "POST")).status).toBe(404);
  for (const path of ["/", "/security.txt", "/link", "//.well-known/security.txt"])
    expect((await ask(isPlain, path)).status, path).toBe(404);
});

test("its lines are those that RFC 9116 wants, each once", () => {
  const fields = said()
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(": ")[0]);
  expect(fields.toSorted()).toEqual(["Canonical", "Contact", "Expires", "Preferred-Languages"]);
});

test.each([
  ["now", NOW],
  ["a clock that says 1970", 0],
  ["a clock ten years ahead", NOW + 3_650 * 86_400_000],
])("it has not expired by %s, and does within a year", (_, now) => {
  const text = renderSecurityTxt("mailto:a@example.org", "relay.family.example", now);
  const expires = Date.parse(/^Expires: (.*)$/m.exec(text)?.[1] ?? "");
  const reader = Math.max(now, Date.UTC(2026, 10, 29));
  expect(expires).toBeGreaterThan(reader);
  expect(expires - reader).toBeLessThan(365 * 86_400_000);
});

test.each([
  ["a@example.org", "mailto:a@example.org"],
  ["mailto:a@example.org", "mailto:a@example.org"],
  ["https://example.org/report", "https://example.org/report"],
  ["http://example.org", undefined],
  ["call me", undefined],
  ["a@example.org\nContact: mailto:b@example.org", undefined],
  ["https://example.org/\nExpires: x", undefined],
  ["javascript:alert(1)", undefined],
])("%j as a contact is %j", (given, contact) => expect(parseContact(given)).toBe(contact));

test("who says nothing at port 80 is hung up on", async () => {
  const since = performance.now();
  const socket = connect(door.port, "127.0.0.1");
  await text(socket).catch(() => "");
  expect(performance.now() - since).toBeLessThan(9_000);
});
