import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { makeHomeAuthority } from "../../hub/certificates/home-authority.ts";
import { hubNearby } from "./hub-nearby.ts";

/** The hub's page, as far as it is asked. */
async function openPage(answers: Readonly<Record<string, string>>) {
  const server = createServer(({ url = "" }, response) => {
    const answer = answers[url];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return hubNearby((server.address() as AddressInfo).port);
}

test("hears from the hub's page whether it is claimed, and by which name the house reaches it", async () => {
  const { root } = await makeHomeAuthority("pawpost-abcdefgh.local");
  const page = await openPage({
    "/api/v1/hub": '{"hub":"x","claimed":false}',
    "/api/v1/home-page/pawpost.crt": root,
  });
  expect([await page.isClaimed(), await page.address()]).toEqual([false, "https://pawpost-abcdefgh.local"]);
});

test("a hub that does not answer, or says something else, is neither claimed nor not", async () => {
  const nobody = hubNearby(9);
  expect([await nobody.isClaimed(), await nobody.address()]).toEqual([undefined, undefined]);
  const odd = await openPage({ "/api/v1/hub": "[]", "/api/v1/home-page/pawpost.crt": "no certificate" });
  expect([await odd.isClaimed(), await odd.address()]).toEqual([undefined, undefined]);
});
