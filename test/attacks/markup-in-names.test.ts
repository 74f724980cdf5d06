/** Names that a browser might run: they come back as the data they are, in JSON, and in nothing else. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { API, sessionInfo } from "../../hub/contract/api.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { makeFirstGuardian } from "../../web-ui/src/keys/first-guardian.ts";
import { quickHash, randomId } from "../support/guardian.ts";
import { expectHardened } from "../support/hardened.ts";
import { makeSigner } from "../support/key-ring.ts";
import { makePassphrase } from "../support/passphrase.ts";
import { makeWebRig, type WebRig } from "../support/web-rig.ts";

const NAMES = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "'\"><svg onload=alert(1)>",
  "javascript:alert(1)",
  "{{7*7}}#{7*7}<%= 7*7 %>",
  "</title><base href=//evil.test>",
  "\u202Egnp.exe\u202C",
  "\u2028alert(1)\u2029",
  "%3Cscript%3E",
  'data: x\n\ndata: {"kind":1}',
  "__proto__",
  "constructor",
  "\r\nset-cookie: a=b",
].map((name) => name.slice(0, 32));

let web: WebRig;
let client: HubClient;
const [owner = ""] = NAMES;

beforeAll(async () => {
  web = await makeWebRig();
  const device = await makeSigner();
  client = new HubClient(device, {
    fetch: web.rig.browser(),
    now: () => web.rig.clock.now(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });
  const { hub } = await client.card();
  const code = web.rig.access.claimCode() ?? "";
  const label = "<b>phone</b>";
  const wish = {
    hub,
    code,
    name: owner,
    passphrase: makePassphrase(),
    device: { key: device.publicKey, label },
  };
  const { request } = await makeFirstGuardian(wish, quickHash);
  const { nonce, ath } = await client.call("POST", "/claim", { json: request, schema: sessionInfo });
  client.bind({ nonce, ath });
});
afterAll(() => web[Symbol.asyncDispose]());

test("a guardian's name", async () => {
  const response = await client.open("GET", "/session");
  expect(response.headers.get("content-type")).toBe("application/json");
  expectHardened(response);
  expect(sessionInfo.parse(await response.json()).person.name).toBe(owner);
});

test.each(NAMES)("a toy and a child called %j", async (name) => {
  const toy = randomId();
  web.rig.toys.saysToys({ toy, claimed: false });
  await client.call("POST", `/toys/${toy}/claim`, { json: { toyName: name, childName: name } });
  const command = web.rig.toys.all("claim-toy").at(-1);
  const at = "2026-01-02T03:04:05Z";
  const roster = "0".repeat(64);
  web.rig.toys.says({
    kind: "toy-claimed",
    event: randomId(),
    at,
    id: command?.id ?? randomId(),
    toy,
    roster,
  });
  await web.rig.settle();

  const state = await client.open("GET", "/state");
  expect(state.headers.get("content-type")).toBe("application/json");
  const { toys } = (await state.json()) as { toys: { id: string; name: string }[] };
  expect(toys.find(({ id }) => id === toy)?.name).toBe(name.trim());

  // In the stream it is one event of one line: no name can begin another.
  const events = await client.open("GET", "/events");
  const reader = events.body?.getReader();
  const text = new TextDecoder().decode((await reader?.read())?.value);
  await reader?.cancel();
  expect(text.trimEnd().split("\n")).toHaveLength(1);
  expect(text).toContain(JSON.stringify(name.trim()));
});

test("no refusal says back what it was asked", async () => {
  for (const name of NAMES) {
    const body = JSON.stringify({ name, [name]: name });
    const response = await web.ask({
      method: "POST",
      path: `${API}/sign-in/salt`,
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await response.text();
    expect(response.status).toBe(400);
    for (const piece of ["<script", "onerror", "evil.test", "alert"]) expect(text).not.toContain(piece);
    expectHardened(response);
  }
});

test("ble is told no name, and the log holds none", () => {
  for (const name of NAMES.filter((one) => one.includes("alert"))) {
    expect(JSON.stringify(web.rig.toys.sent)).not.toContain(name);
    expect(JSON.stringify(web.rig.log)).not.toContain(name);
  }
});
