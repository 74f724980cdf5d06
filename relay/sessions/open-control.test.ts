/** Strangers at the place where hubs sign in. What hubs do there: `relay/open-relay.test.ts`. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ms } from "../../hub/domain/duration.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { makeControlCertificate } from "./control-certificate.ts";
import { openControl } from "./open-control.ts";

const PATIENCE = ms(400);
const nobody = () => ({ async hear() {}, gone() {} });
const server = createServer();

beforeAll(async () => {
  const control = openControl({
    certificate: await makeControlCertificate(Date.now()),
    signer: openHubSigner(new Uint8Array(32)),
    credential: "",
    link: nobody,
    enrol: nobody,
    exposure: nobody,
    answer: (_, response) => void response.writeHead(404).end(),
    patience: PATIENCE,
  });
  server.on("connection", control.take);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => void server.close());

async function come() {
  const { port } = server.address() as AddressInfo;
  const line = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  line.on("error", () => undefined).resume();
  await once(line, "secureConnect");
  return line;
}

test.each([
  ["nothing", [""]],
  [
    "half a request, and then a letter at a time",
    ["GET /v1/link HTTP/1.1\r\nhost: ", ..."relay.family.example"],
  ],
  ["a request whose body does not come", ["POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n"]],
])("who says %s does not stay", async (_, parts) => {
  const line = await come();
  const closed = once(line, "close");
  const saying = setInterval(() => line.write(parts.shift() ?? ""), PATIENCE / 4);
  await closed;
  clearInterval(saying);
});

test("who asks in time is answered", async () => {
  const line = await come();
  const said = once(line, "data");
  line.write("GET / HTTP/1.1\r\nhost: relay.family.example\r\n\r\n");
  expect(String(await said)).toMatch(/^HTTP\/1\.1 404 /);
  line.destroy();
});
