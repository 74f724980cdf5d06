/**
 * T-72: somebody has an authority issue a certificate for the hub's name, with a key of their own. Public logs show it, and at its next look the hub tells
 * both guardians. The real hub and the real link, which carries the question out of the house; a monitor of public logs on this machine, over real TLS.
 * That no more than a quarter of an hour passes between two looks is `hub/certificates/watch-issuances.test.ts`, by a clock that a test sets.
 */

import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyPrint } from "../../hub/certificates/key-print.ts";
import { makeKey } from "../../hub/certificates/order-certificate.ts";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { alertList } from "../../hub/contract/alerts.ts";
import { API } from "../../hub/contract/api.ts";
import type { CertificateNote } from "../../hub/ports/certificate-notes.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { AttackedHub, type Credential } from "../support/attacked-hub.ts";
import { atHub, claimFamily, keysOf } from "../support/family.ts";
import { OPERATOR_NOTE } from "../support/joined.ts";
import { sessionOn } from "../support/paper-page.ts";
import type { Patch } from "../support/patched-copy.ts";
import { openPushService, type PushService } from "../support/push-service.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { addGuardian } from "../support/second-guardian.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const LONG = { timeout: 240_000 };
const WATCH = "hub/certificates/watch-issuances.ts";
/** No barrier: a test has no quarter of an hour. */
const lookOften: Patch = {
  file: WATCH,
  find: "const LOOK_AGAIN = minutes(15);",
  replace: "const LOOK_AGAIN = Math.min(minutes(15), 100);",
};
const anyKeyIsOurs: Patch = { file: WATCH, find: "!own.has(key) &&", replace: "own.size === 0 &&" };

const OWN_KEY = makeKey();
const issuedFor = (id: string, key: string) => ({ id, pubkey_sha256: keyPrint(key) });
const NOTE: CertificateNote = {
  directory: "https://ca.example/directory",
  accountKey: makeKey(),
  account: null,
  names: [],
  order: null,
  issued: null,
  asked: [keyPrint(OWN_KEY)],
  failures: 0,
  rest: null,
  told: 0,
  detour: { zoneFailures: 0, name: null, rest: null },
};

const owned = new AsyncDisposableStack();
/** A server of HTTPS that answers as it is told: here as a monitor does, which sees what is issued. */
let monitor: PushService;
/** A family of two guardians whose hub joined a relay and has a certificate. */
let family: string;
let guardians: readonly Credential[];

beforeAll(async () => {
  monitor = owned.use(await openPushService());
  const folder = owned.use(await makeTempDir());
  family = join(folder.path, "family");
  await using hub = await AttackedHub.start({ dataFolder: family, cheapHash: true });
  const browser = hub.browser();
  const mum = await claimFamily({ ...atHub(hub), browser: () => browser });
  const { signer } = await keysOf(mum);
  await hub.stack.stop("hub");
  await using store = await openHubStore({
    dir: join(family, "hub"),
    clock: systemClock,
    logger: makeRecordingLog(),
    random: randomBytes,
  });
  const papa = await addGuardian(store.household, signer, Date.now());
  await store.remote.join(OPERATOR_NOTE, []);
  await store.certificateNotes.write(NOTE);
  const { cookie } = browser;
  guardians = [{ cookie, device: mum.page.device, info: sessionOn(mum.page).info }, papa];
});
afterAll(() => owned.disposeAsync());

/** What public logs show, from now on. @returns how often the hub has asked since */
function show(rows: readonly { readonly id: string }[]): () => number {
  const from = monitor.pushed.length;
  const isQuestion = (path: string) => path.startsWith("/v1/issuances?");
  monitor.answersWith((path) => {
    const after = new URL(path, "https://monitor.example").searchParams.get("after");
    const left = rows.slice(rows.findIndex(({ id }) => id === after) + 1);
    return isQuestion(path) ? { status: 200, body: JSON.stringify(left) } : { status: 404 };
  });
  return () => monitor.pushed.slice(from).filter(({ path }) => isQuestion(path)).length;
}

/** The family's hub, started from its own copy of the data. */
async function startHub(patches: readonly Patch[]): Promise<AttackedHub> {
  const dataFolder = join(owned.use(await makeTempDir()).path, "family");
  cpSync(family, dataFolder, { recursive: true });
  const env = {
    PAWPOST_CERTIFICATE_WATCH: `https://${monitor.host}/v1/issuances`,
    PAWPOST_ACME_DIRECTORY: `https://${monitor.host}/directory`,
    NODE_EXTRA_CA_CERTS: monitor.certificate,
  };
  const hub = await AttackedHub.start({ dataFolder, patches, env: { hub: env, link: env } });
  await hub.stack.begin("link");
  return hub;
}

/** How often each guardian was told. */
const toldBy = (hub: AttackedHub) =>
  Promise.all(
    guardians.map(async (guardian) => {
      const { body } = await hub.askAs(guardian, { path: `${API}/alerts` });
      const { alerts } = alertList.parse(JSON.parse(body.toString()));
      return alerts.find((alert) => alert.class === "certificate-foreign")?.unseen ?? 0;
    }),
  );

/** Own ones are there; then a stranger's turns up. @returns how often each guardian was told, before and at the end */
async function haveOneIssued(hub: AttackedHub) {
  const own = [issuedFor("1", OWN_KEY), issuedFor("2", OWN_KEY)];
  const looks = show(own);
  await expect.poll(looks, { timeout: 20_000 }).toBeGreaterThan(2);
  const before = await toldBy(hub);
  const more = show([...own, issuedFor("3", makeKey())]);
  await expect.poll(more, { timeout: 20_000 }).toBeGreaterThan(3);
  return { before, told: await toldBy(hub) };
}

test(
  "both guardians are told of a certificate that the hub did not order, once, and of its own never",
  LONG,
  async () => {
    await using hub = await startHub([lookOften]);
    expect(await haveOneIssued(hub)).toEqual({ before: [0, 0], told: [1, 1] });
  },
);

test("the test of that: by a hub that does not compare keys nobody is told", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  await using hub = await startHub([lookOften, anyKeyIsOurs]);
  expect(await haveOneIssued(hub)).toEqual({ before: [0, 0], told: [0, 0] });
});
