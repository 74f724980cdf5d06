import { request } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, type Mock, test, vi } from "vitest";
import { Guardian, hum, prepareClip, randomId } from "../../test/support/guardian.ts";
import { type HubRig, makeHubRig } from "../../test/support/hub-rig.ts";
import { API, MAX_SEALED_BYTES } from "../contract/api.ts";
import { signProof } from "../contract/session-proof.ts";
import { StoreError } from "../store/errors.ts";
import { openWebServer, type WebServer } from "./open-web-server.ts";

const hosts = ["localhost:8080"];
let rig: HubRig;
let server: WebServer;
let guardian: Guardian;
let browser: ReturnType<HubRig["browser"]>;
let assertRoom: Mock<(bytes: number) => Promise<void>>;

beforeAll(async () => {
  rig = await makeHubRig({ hosts: () => hosts });
  browser = rig.browser();
  guardian = await Guardian.claim(browser, rig.access.claimCode() ?? "");
  guardian.client.hubNow = () => rig.clock.now();
  server = await openWebServer(rig.app, 0);
  hosts.push(`localhost:${server.port}`);
  assertRoom = vi.spyOn(rig.house.archive, "assertRoom");
});
beforeEach(() => {
  assertRoom.mockReset();
  assertRoom.mockRejectedValue(new StoreError("store.disk-full", "no room"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rig[Symbol.asyncDispose]();
});

/** Announces so many bytes and sends a few of them: whoever waits for the rest waits for ever. */
async function startUpload(
  bytes: number,
  cookie = browser.cookie,
): Promise<{
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}> {
  const { nonce, ath } = guardian.info;
  const htu = `${API}/messages`;
  const iat = Math.floor(rig.clock.now() / 1_000);
  const dpop = await signProof({ htm: "POST", htu, iat, jti: randomId(), nonce, ath }, guardian.device);
  return new Promise((answered, failed) => {
    const sent = request(
      {
        port: server.port,
        method: "POST",
        path: htu,
        agent: false,
        headers: {
          host: `localhost:${server.port}`,
          cookie,
          dpop,
          "content-type": "multipart/form-data; boundary=x",
          "content-length": bytes,
        },
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          body += part;
        });
        response.on("end", () => {
          sent.destroy();
          answered({ status: response.statusCode, type: response.headers["content-type"], body });
        });
      },
    );
    sent.on("error", failed);
    sent.write("--x\r\n");
  });
}

test("a full disk is told with code and advice before the upload is there", async () => {
  const { status, type, body } = await startUpload(400_000);
  expect([status, type]).toEqual([507, "application/problem+json"]);
  expect(JSON.parse(body)).toMatchObject({
    code: "store.disk-full",
    action: expect.stringContaining("Free some space"),
  });
  expect(assertRoom.mock.calls).toEqual([[400_000]]);
});

test("a stranger does not learn that the disk is full", async () => {
  const { status } = await startUpload(400_000, "");
  expect(status).toBe(401);
  expect(assertRoom).not.toHaveBeenCalled();
});

test("an upload that claims more than any may have is asked about with nothing, and too large then", async () => {
  assertRoom.mockResolvedValue(undefined);
  const { status } = await startUpload(MAX_SEALED_BYTES * 10);
  expect([status, assertRoom.mock.calls]).toEqual([413, [[0]]]);
});

test("what is no upload goes on", async () => {
  expect((await guardian.state()).messages).toEqual([]);
  expect(assertRoom).not.toHaveBeenCalled();
});

test("the page is told so, too", async () => {
  const toy = await rig.addToy();
  const clip = await prepareClip(hum(0.5, 1), 16_000);
  await expect(guardian.send(clip, toy)).rejects.toMatchObject({ code: "store.disk-full" });
  expect((await guardian.state()).messages).toEqual([]);
});
