/**
 * T-80. A phone is lost while it is signed in: it holds a cookie, its key, an open event stream, a request that is still on
 * its way, a push subscription, and a clip ticket that it caused. Another device of the same guardian signs it out. Within a second all of it is
 * worth nothing, and stays so when the hub is killed and started again. Each barrier taken out lets just its part through.
 */
import { request as ask } from "node:http";
import { expect, test } from "vitest";
import { endsWithSession } from "../../hub/access/ends-with-session.ts";
import { API, sessionInfo } from "../../hub/contract/api.ts";
import { clipPath } from "../../hub/contract/clip-ticket.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { signStamp, verifyStamp } from "../../hub/contract/stamp.ts";
import { openClipServer } from "../../hub/tickets/clip-server.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { pushGoesOn } from "../support/barriers.ts";
import { codeOr } from "../support/code-of.ts";
import { cookieFetch, Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { makeHubRig } from "../support/hub-rig.ts";
import { invite } from "../support/joining.ts";
import { type SignedInBrowser, signedOut, signInElsewhere } from "../support/own-devices.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { openPlayedLink } from "../support/played-link.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size, takenOut, timeFor } from "./sizes.ts";

const WITHIN_MS = 1_000;
const NAME = "Guardian";
const PASSPHRASE = "four lanterns beside our kettle";

interface Outcome {
  /** Codes, or `in` where the lost phone gets what it asks for. */
  readonly http: string;
  readonly stream: "cut" | "open";
  readonly requestOnItsWay: string;
  readonly stamp: string;
  readonly push: "silent" | "told";
  readonly httpAfterKill: string;
}
const DEAD: Outcome = {
  http: "session.revoked",
  stream: "cut",
  requestOnItsWay: "session.revoked",
  stamp: "stamp.unknown-signer",
  push: "silent",
  httpAfterKill: "session.revoked",
};

async function loseAPhone(patches: readonly Patch[] = []): Promise<Outcome> {
  await using hub = await AttackedHub.start({ cheapHash: true, patches });
  await using link = await openPlayedLink(hub.stack);
  const { guardian: home, credential } = await hub.claim(NAME, PASSPHRASE);
  const browser = (vouchedFor: boolean) =>
    signInElsewhere(
      cookieFetch(() => hub.stack.address),
      { name: NAME, passphrase: PASSPHRASE },
      () => Date.now(),
      vouchedFor,
    );
  const lost = await browser(true);
  const bystander = await browser(false);

  const leaving = new AbortController();
  const stream = await lost.client.open("GET", "/events", { signal: leaving.signal });
  const cut = untilCut(stream);
  const late = await startRequest(hub, lost, { device: bystander.device.publicKey, entries: [] });
  const stamp = await stampBy(lost);
  await lost.client.call("POST", "/push", { json: link.browser("lost").subscription });
  await home.client.call("POST", "/push", { json: link.browser("home").subscription });

  const device = lost.device.publicKey;
  const entries = await signedOut({ client: home.client, person: lost.person }, device);
  const began = performance.now();
  await home.client.call("POST", "/devices/sign-out", { json: { device, entries }, schema: sessionInfo });
  const http = await codeOf(lost.client.call("GET", "/state"));
  const requestOnItsWay = await late();
  const cutInTime = await Promise.race([
    cut.then(() => "cut" as const),
    new Promise<"open">((stillOpen) =>
      setTimeout(stillOpen, WITHIN_MS - (performance.now() - began), "open").unref(),
    ),
  ]);
  // All of it, the signing out included.
  if (cutInTime === "cut") expect(performance.now() - began).toBeLessThan(WITHIN_MS);
  leaving.abort();
  const roster = await verifyRoster(
    (await home.client.call("GET", "/session", { schema: sessionInfo })).roster,
  );
  // Something that all who are signed in are told of.
  await invite(home, { role: "guardian", name: "Somebody" });
  await link.untilTold("home");
  const push = link.told("lost") > 0 ? "told" : "silent";
  const stamped = await codeOf(verifyStamp(stamp.jws, { roster, ...stamp.expected }));

  await hub.stack.kill("hub");
  await hub.stack.begin("hub");
  const httpAfterKill = await codeOf(lost.client.call("GET", "/state"));
  // Who did it is in as before.
  expect((await hub.askAs(credential, { path: `${API}/state` })).status).toBe(200);
  return { http, stream: cutInTime, requestOnItsWay, stamp: stamped, push, httpAfterKill };
}

const codeOf = codeOr("in");

async function untilCut(stream: Response): Promise<void> {
  const reader = stream.body?.getReader();
  try {
    while (reader !== undefined && !(await reader.read()).done);
  } catch {
    // Torn off is cut, too.
  }
}

/** Sends all of `POST /devices/sign-out` but its last byte. @returns sends that one, and says what came of it */
async function startRequest(
  hub: AttackedHub,
  by: SignedInBrowser,
  wish: object,
): Promise<() => Promise<string>> {
  const path = `${API}/devices/sign-out`;
  const body = JSON.stringify(wish);
  const dpop = await hub.prove({ device: by.device, info: by.info }, "POST", path);
  const cookie = by.cookie();
  const answered = Promise.withResolvers<string>();
  const { hostname, port } = new URL(hub.stack.address);
  const sent = ask(
    {
      host: hostname,
      port,
      method: "POST",
      path,
      agent: false,
      headers: {
        host: hub.host,
        cookie,
        dpop,
        "content-type": "application/json",
        "content-length": body.length,
      },
    },
    (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      response.on("end", () =>
        answered.resolve(response.statusCode === 200 ? "in" : (JSON.parse(text) as { code: string }).code),
      );
    },
  );
  sent.on("error", answered.reject);
  await new Promise<void>((flushed) => sent.write(body.slice(0, -1), () => flushed()));
  // Long enough for the hub to have let it in and to wait for the rest.
  await new Promise((done) => setTimeout(done, 100));
  return () => {
    sent.end(body.slice(-1));
    return answered.promise;
  };
}

async function stampBy({ device, info }: SignedInBrowser) {
  const [message, toy, child, clipSha256] = [
    randomId(),
    randomId(),
    randomId(),
    await sha256(new Uint8Array(8)),
  ];
  const { hub, head } = await verifyRoster(info.roster);
  const now = Math.floor(Date.now() / 1_000);
  const jws = await signStamp(
    {
      v: 1,
      hub,
      message,
      clip: clipSha256,
      child,
      toys: [toy],
      notBefore: now - 60,
      notAfter: now + 3_600,
      roster: head,
    },
    device,
  );
  return { jws, expected: { message, toy, child, clipSha256, now: Date.now() } };
}

test(
  "a lost phone that was signed out elsewhere has nothing left within a second, nor after a restart",
  timeFor("revocations"),
  async () => {
    for (let phone = 1; phone <= size("revocations"); phone++)
      expect(await loseAPhone(), `phone ${phone}`).toEqual(DEAD);
  },
);

test.each<[string, Patch | readonly Patch[], Partial<Outcome>]>(
  takenOut([
    [
      "the look at whether the session was ended",
      {
        file: "hub/access/open-access.ts",
        find: "    if (ended === null) return;\n",
        replace: "    return;\n",
      },
      { http: "in", requestOnItsWay: "in", httpAfterKill: "in" },
    ],
    [
      "the second look, when a body has come",
      {
        file: "hub/api/build-app.ts",
        find: "      if (session !== undefined) options.access.assertLive(session);\n",
        replace: "",
      },
      { requestOnItsWay: "in" },
    ],
    [
      "the end of its streams",
      {
        file: "hub/access/ends-with-session.ts",
        find: "    for (const session of sessions) streams.end(session);\n",
        replace: "",
      },
      { stream: "open" },
    ],
    ["the end of its push, and the look before each", pushGoesOn, { push: "told" }],
    [
      "the end of its place in the roster",
      {
        file: "hub/use-cases/sign-out-devices.ts",
        find: "    for (const entry of wish.entries) await household.appendRoster(entry, [note]);\n",
        replace: "",
      },
      { stamp: "in" },
    ],
    [
      "the write to the disk",
      {
        file: "hub/store/household-table.ts",
        find: "        await this.#parts.index.commit([...put, ...this.#parts.ledger.writes(ledger)]);\n",
        replace: "        await undefined;\n",
      },
      { httpAfterKill: "in" },
    ],
  ]),
)("without %s it gets through", { timeout: 30_000, ...TAKES_BARRIER_OUT }, async (_, patch, alive) => {
  expect(await loseAPhone([patch].flat())).toEqual({ ...DEAD, ...alive });
});

/** A clip of the lost phone's is on its way to the toy: ble was told of the ticket and has not come for it. */
async function fetchAfterwards(ends: typeof endsWithSession): Promise<{ lost: number; others: number }> {
  await using rig = await makeHubRig({ endsWithSession: ends });
  const secret = "a1".repeat(32);
  const socketPath = `${rig.dir}/clips.sock`;
  await using _clips = await openClipServer({
    socketPath,
    tickets: rig.tickets,
    secrets: new Map([["home", secret]]),
    log: makeRecordingLog(),
  });
  const lost = await Guardian.claim(rig.browser(), rig.access.claimCode() ?? "", NAME, PASSPHRASE);
  lost.client.hubNow = () => rig.clock.now();
  const home = await signInElsewhere(rig.browser(), { name: NAME, passphrase: PASSPHRASE }, () =>
    rig.clock.now(),
  );
  const toys = [await rig.addToy("Bear"), await rig.addToy("Owl")] as const;
  const clip = await prepareClip(hum(1, 1), 16_000);
  const info = await home.client.call("GET", "/session", { schema: sessionInfo });
  const other = Object.assign(Object.create(Guardian.prototype), { ...lost, ...home, info }) as Guardian;
  await lost.send(clip, toys[0]);
  await other.send(clip, toys[1]);
  await rig.settle();
  const ticketFor = (toy: { id: string }) =>
    rig.toys.all("deliver").findLast((delivery) => delivery.toy === toy.id)?.ticket ?? "";
  const fetchIt = (ticket: string) =>
    new Promise<number>((answered, failed) => {
      const headers = { authorization: `Bearer ${secret}` };
      const sent = ask({ socketPath, path: clipPath(ticket), headers, agent: false }, (response) => {
        response.resume();
        response.on("end", () => answered(response.statusCode ?? 0));
      });
      sent.on("error", failed);
      sent.end();
    });
  const device = lost.device.publicKey;
  const entries = await signedOut(home, device);
  const began = performance.now();
  await home.client.call("POST", "/devices/sign-out", { json: { device, entries }, schema: sessionInfo });
  const answers = { lost: await fetchIt(ticketFor(toys[0])), others: await fetchIt(ticketFor(toys[1])) };
  expect(performance.now() - began).toBeLessThan(WITHIN_MS);
  return answers;
}

test("a ticket that a lost phone caused is void, and nobody else's", async () => {
  expect(await fetchAfterwards(endsWithSession)).toEqual({ lost: 404, others: 200 });
});

test("without the end of its tickets the clip is handed out", TAKES_BARRIER_OUT, async () => {
  const file = "hub/access/ends-with-session.ts";
  const find = '    if (why === "revoked") tickets.voidOf(device);\n';
  await using copy = await makePatchedCopy([{ file, find, replace: "" }]);
  const blind = await copy.load<{ endsWithSession: typeof endsWithSession }>(file);
  expect(await fetchAfterwards(blind.endsWithSession)).toEqual({ lost: 200, others: 200 });
});
