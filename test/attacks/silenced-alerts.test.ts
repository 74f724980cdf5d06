/**
 * T-24: parents were not told for more than two months. Here each guardian is told of each thing within ten seconds, in the open page and, by the
 * real link and a push service on this machine, on a phone whose page is closed; it survives `kill -9`, stays until that very guardian has said "seen",
 * and no guardian can say so for another. Every class that somebody outside can bring about today is brought about here; every class there is, from its
 * entry on: hub/api/routes/alert-routes.test.ts and push-routes.test.ts. A full disk: test/faults/full-disk-running.test.ts.
 *
 * To come with what raises them, each one row more of `hub/contract/alerts.ts`: an exposed port, an advisory (relay and link); backups and exports. Another
 * relay's key: hub/door/keep-relay.test.ts; a certificate that is not ours: foreign-certificate.test.ts.
 */
import { randomBytes } from "node:crypto";
import { cpSync, writeFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { type AlertClass, type AlertView, alertList, BURSTS } from "../../hub/contract/alerts.ts";
import type { GapTrace } from "../../hub/contract/gap-traces.ts";
import { countersign } from "../../hub/contract/ledger-head.ts";
import { LINK } from "../../hub/contract/link-job.ts";
import { readPushBody } from "../../hub/contract/push-body.ts";
import { nonceResponse, signSlotOrder } from "../../hub/contract/slots.ts";
import type { Session } from "../../hub/ports/household.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { changeVault } from "../../web-ui/src/actions/change-vault.ts";
import {
  askForCode,
  endEverything,
  removeGuardian,
  showCode,
  suspend,
} from "../../web-ui/src/actions/guardians.ts";
import { addPasskey, signInWithPasskey } from "../../web-ui/src/actions/passkeys.ts";
import { readAnew } from "../../web-ui/src/actions/read-anew.ts";
import { readEvents } from "../../web-ui/src/hub/event-stream.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { AttackedHub, type Credential } from "../support/attacked-hub.ts";
import { pushAtOnce } from "../support/barriers.ts";
import { addGuardian, asGuardian, atHub, claimFamily, idOf, keysOf, type Member } from "../support/family.ts";
import { type Fetch, type Guardian, hum, prepareClip, randomId } from "../support/guardian.ts";
import { invite } from "../support/joining.ts";
import { makeSigner } from "../support/key-ring.ts";
import { openPaperPage, sessionOn } from "../support/paper-page.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { openPlayedLink } from "../support/played-link.ts";
import { makePushBrowser, type PushBrowser } from "../support/push-browser.ts";
import { openPushService, type PushService } from "../support/push-service.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { addGuardian as addToStore, type SecondGuardian } from "../support/second-guardian.ts";
import { SoftAuthenticator } from "../support/soft-authenticator.ts";
import { report } from "../support/stranger.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const WITHIN_MS = 10_000;
const ROUND_MS = 50;
const NAME = "Mum";
const YEAR = 365 * 86_400_000;

/** The wall clock, and it alone, is up to the test; that it was set is seen at once, not within five seconds (hub/use-cases/watch-machine.test.ts). */
const wallClock = (file: string): Patch[] => [
  {
    file: "hub/clock/system-clock.ts",
    find: "now: () => Date.now()",
    replace: "now: () => Date.now() + ahead()",
  },
  {
    file: "hub/clock/system-clock.ts",
    find: 'import { setTimeout as wakeAfter } from "node:timers/promises";',
    replace:
      'import { readFileSync } from "node:fs";\nimport { setTimeout as wakeAfter } from "node:timers/promises";\n' +
      `const ahead = () => Number(readFileSync(${JSON.stringify(file)}, "utf8"));`,
  },
  {
    file: "hub/use-cases/watch-machine.ts",
    find: "const LOOK_AGAIN = seconds(5);",
    replace: "const LOOK_AGAIN = seconds(0.2);",
  },
];

const owned = new AsyncDisposableStack();
let service: PushService;
/** Of each guardian one, which opens what comes. */
let phones: Readonly<Record<"mum" | "papa", PushBrowser>>;
/** Codes on the hub's console. */
const printed: string[] = [];
let hub: AttackedHub;
let clockFile: string;
let data: string;
/** The folder as it was when there were two guardians and nothing else. */
let young: string;
let guardian: Guardian;
/** The first guardian's own page, for what takes its keys. */
let member: Member;
let mum: Credential;
let papa: SecondGuardian;

const openStore = (folder: string) =>
  openHubStore({
    dir: join(folder, "hub"),
    clock: systemClock,
    logger: makeRecordingLog(),
    random: randomBytes,
  });

beforeAll(async () => {
  const dir = owned.use(await makeTempDir());
  [clockFile, data, young] = ["ahead", "data", "young"].map((name) => join(dir.path, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(clockFile, "0");
  service = owned.use(await openPushService());
  phones = {
    mum: makePushBrowser(service.endpoint("mum")),
    papa: makePushBrowser(service.endpoint("papa")),
  };
  const env = { PAWPOST_PUSH_SERVICES: service.host };
  hub = owned.use(
    await AttackedHub.start({
      cheapHash: true,
      dataFolder: data,
      patches: [...wallClock(clockFile), ...pushAtOnce],
      env: { hub: env, link: { ...env, NODE_EXTRA_CA_CERTS: service.certificate } },
      onLine: (line) => {
        if (line.kind === "presence") printed.push(line.code);
      },
    }),
  );
  const browser = hub.browser();
  member = await claimFamily({ ...atHub(hub), browser: () => browser }, NAME);
  guardian = await asGuardian(member);
  mum = { cookie: browser.cookie, device: guardian.device, info: guardian.info };
  const { signer } = await keysOf(member);
  await hub.stack.stop("hub");
  {
    await using store = await openStore(data);
    papa = await addToStore(store.household, signer, Date.now());
  }
  cpSync(data, young, { recursive: true });
  await Promise.all([hub.stack.begin("hub"), hub.stack.begin("link")]);
  await readAnew(member.page);
  await tellPhones(hub, phones);
});
afterAll(() => owned.disposeAsync());

function clientOf({ stack }: AttackedHub, { cookie, device, info }: Credential): HubClient {
  const client = new HubClient(device, {
    fetch: (path, init) => {
      const headers = { ...(init.headers as Record<string, string>), cookie, origin: stack.address };
      return fetch(stack.address + path, { ...init, headers });
    },
    now: Date.now,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  });
  client.bind({ nonce: info.nonce, ath: info.ath });
  return client;
}

async function tellPhones(at: AttackedHub, { mum: hers, papa: his }: typeof phones): Promise<void> {
  await clientOf(at, mum).call("POST", "/push", { json: hers.subscription });
  await clientOf(at, papa).call("POST", "/push", { json: his.subscription });
}

/** How often each phone was told, by what it opened itself. */
const pushesOf = () =>
  (["mum", "papa"] as const).map((name) => {
    const { pathname } = new URL(phones[name].subscription.endpoint);
    const came = service.pushed.filter(({ path }) => path === pathname);
    return came.filter(({ body }) => readPushBody(phones[name].open(body)) === "alert").length;
  });

const unseenOf = async (client: HubClient): Promise<readonly AlertView[]> =>
  (await client.call("GET", "/alerts", { schema: alertList })).alerts.filter(({ unseen }) => unseen > 0);
const classesOf = async (client: HubClient) =>
  (await unseenOf(client)).map(({ class: name }) => name).toSorted();
const timesOf = async (client: HubClient, name: AlertClass) =>
  (await unseenOf(client)).find((alert) => alert.class === name)?.unseen ?? 0;

/** An open page, which hears that there is something to know. */
async function openPage(client: HubClient) {
  const leaving = new AbortController();
  const response = await client.open("GET", "/events", { signal: leaving.signal });
  let heard = 0;
  const listening = (async () => {
    for await (const data of readEvents(response))
      if (data !== undefined && (JSON.parse(data) as { kind: string }).kind === "alerts") heard += 1;
  })().catch(() => undefined); // Cut off with the hub.
  return {
    heard: () => heard,
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await listening;
    },
  };
}

/** An answer of the hub, and one of link, which takes no such job: a machine may keep either of them waiting, and us not. */
const giveRound = (one: AttackedHub) =>
  Promise.all([unseenOf(clientOf(one, mum)), linkAnswers(one), wait(ROUND_MS)]);
const linkAnswers = ({ stack }: AttackedHub) =>
  new Promise<void>((answered, failed) => {
    const socketPath = join(stack.runFolder.path, LINK.socket);
    get({ socketPath, path: "/", agent: false }, (response) => response.resume().once("end", answered)).on(
      "error",
      failed,
    );
  });

/**
 * Ten seconds, of which hub and link have as much as we: in rounds of 50 ms, with an answer of each. Where others keep the machine busy, the clock on the
 * wall would tell of them.
 * @returns ms until `isSo`; those of the trigger, where a passkey is made and a message sealed, are not the hub's
 */
async function msUntil(one: AttackedHub, isSo: () => boolean | Promise<boolean>): Promise<number> {
  for (let passed = 0; passed < WITHIN_MS; passed += ROUND_MS) {
    if (await isSo()) return passed;
    await giveRound(one);
  }
  return Number.POSITIVE_INFINITY;
}

/** A second, of such rounds, in which no phone is told of anything. */
async function untilCalm(one: AttackedHub): Promise<void> {
  for (let calm = 0; calm < 1_000; ) {
    const told = service.pushed.length;
    await giveRound(one);
    calm = service.pushed.length === told ? calm + ROUND_MS : 0;
  }
}

/** @returns ms until both guardians' pages had heard, and asked, and found it, and both their phones were told */
async function untilBothKnow(one: AttackedHub, name: AlertClass, trigger: Trigger): Promise<number> {
  const clients = [clientOf(one, mum), clientOf(one, papa)];
  const before = await Promise.all(clients.map((client) => timesOf(client, name)));
  await using own = await openPage(clients[0] as HubClient);
  await using other = await openPage(clients[1] as HubClient);
  const pushed = pushesOf();
  await trigger(own.heard);
  // Awaited here: else the pages were closed before it.
  return await msUntil(one, async () => {
    if (own.heard() === 0 || other.heard() === 0) return false;
    const now = await Promise.all(clients.map((client) => timesOf(client, name)));
    const areTold = pushesOf().every((times, at) => times > (pushed[at] ?? 0));
    return areTold && now.every((times, at) => times > (before[at] ?? 0));
  });
}

let strange: Credential | undefined;
type Trigger = (heard: () => number) => Promise<void>;
const triggers: Partial<Record<AlertClass, Trigger>> = {
  async "new-device"() {
    strange = (await hub.signIn(NAME, await hub.authFor(NAME, member.passphrase))).credential;
  },
  async "device-signed-out"() {
    const device = strange?.device.publicKey;
    await guardian.client.call("POST", "/devices/sign-out", { json: { device, entries: [] } });
  },
  async "passkey-doubtful"() {
    const authenticator = new SoftAuthenticator(hub.stack.address);
    await addPasskey({ ...member.page, authenticator }, sessionOn(member.page), await keysOf(member));
    const elsewhere = await openPaperPage(hub.browser(), () => hub.now(), authenticator);
    await signInWithPasskey(elsewhere);
    authenticator.lie = { counter: 1 };
    await expect(signInWithPasskey(elsewhere)).rejects.toMatchObject({ code: "sign-in.wrong-passkey" });
  },
  async "way-in-changed"() {
    const { signer } = await guardian.openKeys();
    const { nonce } = await guardian.client.call("POST", "/slots/nonce", { schema: nonceResponse });
    const { publicKey: proofKey } = await makeSigner();
    const slot = { id: randomId(), recipient: `age1${"q".repeat(58)}`, proofKey, box: "-".repeat(200) };
    const { hub: id, person } = guardian.info;
    const order = await signSlotOrder(id, person.id, nonce, { kind: "add-sheet", slot }, signer);
    await guardian.client.call("POST", "/slots", { json: { order } });
  },
  async "family-changed"() {
    await invite(guardian, { role: "guardian", name: "Somebody" });
  },
  async "toy-misbehaved"() {
    await using ble = await PlayedBle.open(hub.stack);
    const toy = await ble.claimedBy(guardian, "Bear", "Child");
    ble.lies = true;
    const { id } = await guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), toy);
    await expect
      .poll(async () => (await guardian.state()).messages.find((one) => one.id === id)?.state)
      .toBe("failed");
  },
  "toy-volume-strange": () => findStrange("volume"),
  "toy-strange": () => findStrange("sound"),
  "toy-renamed": () => findStrange("identifier"),
  "toy-recorded-unseen": () => findStrange("recording"),
  "toy-perhaps-strange": () => findStrange("silence"),
  async "guardian-removed"() {
    const third = await addGuardian(atHub(hub), member, "Third");
    await askForCode(member.page);
    await expect.poll(() => printed.length).toBe(1);
    await showCode(member.page, printed[0] ?? "");
    await removeGuardian(member.page, { id: idOf(third) });
  },
  "guardian-suspended": () => suspend(member.page, { id: papa.person }),
  "lock-changed": async () => changeVault(member.page, await keysOf(member)),
  async resealing() {
    await expect.poll(() => member.page.resealing.value?.state).not.toBe("running");
    await changeVault(member.page, await keysOf(member));
  },
  async "keepsake-made"() {
    const [message] = (await guardian.state()).messages;
    const json = { child: message?.child, from: null, until: null, starred: false };
    await guardian.client.call("POST", "/keepsakes", { json });
  },
  async "failed-sign-ins"() {
    const auth = await hub.authFor(NAME, "not her passphrase at all");
    for (let n = 0; n < (BURSTS["failed-sign-ins"]?.from ?? 0); n++)
      expect((await hub.signIn(NAME, auth)).answer.status).toBe(403);
  },
  async "bulk-listening"() {
    const [message] = (await guardian.state()).messages;
    for (let n = 0; n < (BURSTS["bulk-listening"]?.from ?? 0); n++)
      await guardian.client.bytes(`/messages/${message?.id}/archive`);
  },
  async "history-broken"() {
    const at = new Date().toISOString();
    const place = { hub: guardian.info.hub, number: 1, hash: "5".repeat(64), at };
    const countersignature = await countersign(place, guardian.device);
    await expect(
      guardian.client.call("POST", "/ledger/countersignatures", { json: { countersignature } }),
    ).rejects.toMatchObject({ code: "ledger.does-not-fit" });
  },
  async "clock-jumped"(heard) {
    // Back by a year, and forward again: else no proof would be fresh any more.
    for (const [times, ahead] of [-YEAR, 0].entries()) {
      writeFileSync(clockFile, String(ahead));
      await expect.poll(heard).toBeGreaterThan(times);
    }
  },
};

test.each(Object.entries(triggers))(
  "%s: both guardians know within ten seconds",
  {
    timeout: 240_000,
  },
  async (name, trigger) => {
    expect(await untilBothKnow(hub, name as AlertClass, trigger)).toBeLessThan(WITHIN_MS);
  },
);

test("a stranger’s report is told on both phones, too", async () => {
  const before = pushesOf();
  const stranger: Fetch = (path, init) => fetch(hub.stack.address + path, init);
  expect((await report(stranger, "Your hub answers strangers.")).status).toBe(201);
  const areTold = () => pushesOf().every((times, at) => times > (before[at] ?? 0));
  expect(await msUntil(hub, areTold)).toBeLessThan(WITHIN_MS);
});

test("kill -9: all of it is still to be known, and that the hub was cut off; nobody is told twice", async () => {
  await untilCalm(hub); // what arrived is noted by the hub, too: a push on its way may come a second time
  const before = pushesOf();
  await hub.stack.kill("hub");
  await hub.stack.begin("hub");
  const expected = [...Object.keys(triggers), "hub-stopped"].toSorted();
  for (const credential of [mum, papa])
    await expect.poll(() => classesOf(clientOf(hub, credential))).toEqual(expected);
  const once = before.map((times) => times + 1);
  await expect.poll(pushesOf).toEqual(once);
  await untilCalm(hub);
  expect(pushesOf()).toEqual(once);
});

test("nobody says “seen” for another, or without having looked, and nothing deletes one", async () => {
  const [own, other] = [clientOf(hub, mum), clientOf(hub, papa)];
  const before = await unseenOf(other);
  const [alert] = await unseenOf(own);
  const path = `/alerts/${alert?.id}/acknowledge`;
  const count = alert?.count ?? 0;
  for (const [method, target, json] of [
    ["POST", path, { count, person: papa.person }],
    ["POST", `${path}?person=${papa.person}`, { count }],
    ["POST", path, { count: count + 1 }],
    ["POST", `/alerts/${randomId()}/acknowledge`, { count }],
    ["DELETE", `/alerts/${alert?.id}`, undefined],
    ["DELETE", "/alerts", undefined],
    ["PUT", path, { count }],
  ] as const)
    await expect(
      own.call(method, target, json === undefined ? {} : { json }),
      `${method} ${target}`,
    ).rejects.toThrow();
  expect(await unseenOf(own)).toContainEqual(alert);
  expect(await unseenOf(other)).toEqual(before);
});

/** ble tells that a toy of the family is not as it was left. */
async function findStrange(trace: GapTrace): Promise<void> {
  await using ble = await PlayedBle.open(hub.stack);
  const [toy] = (await guardian.state()).toys;
  if (toy === undefined) throw new Error("no toy");
  ble.findStrange(toy.id, trace);
}

const seeAll = async (client: HubClient) => {
  for (const { id, count } of await unseenOf(client))
    await client.call("POST", `/alerts/${id}/acknowledge`, { json: { count } });
};

test("what one guardian has seen stays for the other, over kill -9, until that one has seen it", async () => {
  const before = await classesOf(clientOf(hub, papa));
  await seeAll(clientOf(hub, mum));
  expect(await classesOf(clientOf(hub, mum))).toEqual([]);
  await hub.stack.kill("hub");
  await hub.stack.begin("hub");
  await expect.poll(() => classesOf(clientOf(hub, mum))).toEqual(["hub-stopped"]);
  expect(await classesOf(clientOf(hub, papa))).toEqual(before);
  await seeAll(clientOf(hub, papa));
  expect(await classesOf(clientOf(hub, papa))).toEqual([]);
});

test("panic: who called it is told, who was signed out by it is not, and finds it when they are back", async () => {
  const before = pushesOf();
  await endEverything(member.page);
  await expect.poll(() => pushesOf()[0]).toBeGreaterThan(before[0] ?? 0);
  await untilCalm(hub);
  expect(pushesOf()[1]).toBe(before[1]);
  expect(await classesOf(clientOf(hub, mum))).toContain("panic");
  await hub.stack.stop("hub");
  {
    await using store = await openStore(data);
    const session = store.household.rememberedSessions().find(({ id }) => id === papa.info.ath);
    if (session === undefined) throw new Error("no session");
    await store.household.putSession({ ...session, ended: null });
  }
  await hub.stack.begin("hub");
  expect(await classesOf(clientOf(hub, papa))).toContain("panic");
});

test("hub-reset: an index that is lost is told to both", async () => {
  await hub.stack.stop("hub");
  let sessions: readonly Session[];
  {
    await using store = await openStore(data);
    sessions = store.household.sessions();
  }
  await rename(join(data, "hub/index"), join(data, "elsewhere"));
  await hub.stack.begin("hub");
  await hub.stack.stop("hub");
  {
    // Everybody signs in again: here at once.
    await using store = await openStore(data);
    for (const session of sessions) await store.household.putSession(session);
  }
  await hub.stack.begin("hub");
  for (const credential of [mum, papa])
    expect(await classesOf(clientOf(hub, credential))).toEqual(["hub-reset"]);
});

/** What is to come is waited for, and half a second more for what is not to. */
async function comes(isThere: () => boolean, isExpected: boolean): Promise<void> {
  if (isExpected) await expect.poll(isThere).toBe(true);
  await wait(isExpected ? 200 : 500);
}

/** A strange device signs in at a hub without one of its barriers. */
async function withoutBarrier(patch: Patch | undefined, outcome: typeof WHOLE) {
  await using own = new AsyncDisposableStack();
  const dir = own.use(await makeTempDir());
  cpSync(young, dir.path, { recursive: true });
  const open = own.use(
    await AttackedHub.start({
      cheapHash: true,
      dataFolder: dir.path,
      patches: patch === undefined ? [] : [patch, ...pushAtOnce],
    }),
  );
  await using link = await openPlayedLink(open.stack);
  await tellPhones(open, { mum: link.browser("mum"), papa: link.browser("papa") });
  const signIn = async () => void (await open.signIn(NAME, await open.authFor(NAME, member.passphrase)));
  await using page = await openPage(clientOf(open, papa));
  await signIn();
  await comes(() => page.heard() > 0, outcome.heard);
  const heard = page.heard() > 0;
  await comes(() => link.told("papa") > 0, outcome.pushed > 0);
  const pushed = link.told("papa");
  const known = await timesOf(clientOf(open, papa), "new-device");
  await seeAll(clientOf(open, mum));
  const afterOthersSeen = await timesOf(clientOf(open, papa), "new-device");
  await open.stack.kill("hub");
  await open.stack.begin("hub");
  const afterKill = await timesOf(clientOf(open, papa), "new-device");
  // Of being cut off, at least.
  await comes(() => link.told("papa") > pushed, outcome.pushedAfterKill > 0);
  const pushedAfterKill = link.told("papa") - pushed;
  return { heard, known, pushed, afterOthersSeen, afterKill, pushedAfterKill };
}

const TABLE = "hub/store/alert-table.ts";
const WHOLE = { heard: true, known: 1, pushed: 1, afterOthersSeen: 1, afterKill: 1, pushedAfterKill: 1 };
test("the test of the test: with nothing taken out nothing is missing", async () => {
  expect(await withoutBarrier(undefined, WHOLE)).toEqual(WHOLE);
});

test.each<[string, Patch, typeof WHOLE]>(
  takenOut([
    [
      "the alert in the write of the entry",
      {
        file: "hub/store/ledger-chain.ts",
        find: "return [...writes, ...this.#alerts.writesFor(entries)];",
        replace: "return writes;",
      },
      { heard: false, known: 0, pushed: 0, afterOthersSeen: 0, afterKill: 0, pushedAfterKill: 0 },
    ],
    [
      "its place on the disk",
      {
        file: TABLE,
        find: "return [...changed].map((name) => ({",
        replace: "return [...changed].slice(changed.size).map((name) => ({",
      },
      { ...WHOLE, afterKill: 0 },
    ],
    [
      "“seen” for each guardian alone",
      {
        file: "hub/domain/alert-record.ts",
        find: "const seen = alert.seen[guardian];",
        replace: "const seen = alert.seen[guardian] ?? Object.values(alert.seen)[0];",
      },
      { ...WHOLE, afterOthersSeen: 0, afterKill: 0 },
    ],
    [
      "the event to the open pages",
      {
        file: "hub/use-cases/acknowledge-alert.ts",
        find: 'house.alerts.onChange(() => house.tell({ kind: "alerts" }))',
        replace: "house.alerts.onChange(() => undefined)",
      },
      { ...WHOLE, heard: false },
    ],
    [
      "the look for who is to be told on a phone",
      {
        file: "hub/use-cases/push-alerts.ts",
        find: "  house.alerts.onChange(look);\n",
        replace: "",
      },
      // At its start the hub looks, too: then it tells what it had not.
      { ...WHOLE, pushed: 0 },
    ],
    [
      "the phones’ place on the disk",
      {
        file: "hub/store/push-table.ts",
        find: "      { key, value: this.#known.get(device) },\n",
        replace: "",
      },
      { ...WHOLE, pushedAfterKill: 0 },
    ],
  ]),
)("the test of the test, without %s", TAKES_BARRIER_OUT, async (_, patch, outcome) => {
  expect(await withoutBarrier(patch, outcome)).toEqual(outcome);
});
