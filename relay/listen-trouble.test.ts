import { createServer } from "node:net";
import { expect, test } from "vitest";
import { orSayWhich, sayListenTrouble } from "./listen-trouble.ts";

const said = (code: string, option = "--port", port = 443) =>
  sayListenTrouble("hubs and visitors", option, "::", port, Object.assign(new Error(code), { code }));

test.each([
  ["EADDRINUSE", "relay.port-taken", /Port 443, for hubs and visitors/, /ss -lptn 'sport = :443'.*--port N/],
  ["EACCES", "relay.port-forbidden", /may not take port 443/, /setcap cap_net_bind_service.*--port 8443/],
  ["EPERM", "relay.port-forbidden", /may not take port 443/, /pawpost-relay\.service/],
  ["EADDRNOTAVAIL", "relay.not-our-address", /:: is not an address/, /--host/],
])("%s is said as %s, with what to do", (code, ours, message, advice) => {
  expect(said(code)).toMatchObject({
    code: ours,
    message: expect.stringMatching(message),
    advice: expect.stringMatching(advice),
  });
});

test("at the name server's port systemd-resolved may be the one, and is named", () => {
  expect(said("EADDRINUSE", "--dns-port", 53)?.advice).toMatch(/ss -lpun .*DNSStubListener=no/);
});

test("what is none of these stays what it is", async () => {
  expect(said("EMFILE")).toBeUndefined();
  const error = new Error("other");
  await expect(
    orSayWhich("figures", "--metrics-port", { host: "::", port: 1 }, Promise.reject(error)),
  ).rejects.toBe(error);
});

test("the system's own refusal is understood", async () => {
  const first = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => first.once("listening", listening));
  const { port } = first.address() as { port: number };
  const second = createServer();
  const listening = new Promise((resolve, reject) =>
    second.once("error", reject).listen(port, "127.0.0.1", () => resolve(undefined)),
  );
  await expect(
    orSayWhich("hubs and visitors", "--port", { host: "127.0.0.1", port }, listening),
  ).rejects.toMatchObject({ code: "relay.port-taken" });
  first.close();
});
