/**
 * T-25, and of F22, F24 and F34 what a hub can do: somebody wants guardians not to hear of a weakness, or to hear of one that is none. They own the address
 * that the hub asks, or the way there, or one of the project's keys, or all that it ever signed; they never own two keys. The real hub asks the real
 * link, over real TLS. What is offered changes nothing of what was known, and both guardians are told where it is somebody's doing.
 */
import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { type AdvisoriesView, advisoriesView } from "../../hub/contract/advisories.ts";
import { alertList } from "../../hub/contract/alerts.ts";
import { API } from "../../hub/contract/api.ts";
import { LINK } from "../../hub/contract/link-job.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { AttackedHub, type Credential } from "../support/attacked-hub.ts";
import { atHub, claimFamily, keysOf } from "../support/family.ts";
import { advisoryOf, feedOf } from "../support/feed-of.ts";
import { randomId } from "../support/guardian.ts";
import { sessionOn } from "../support/paper-page.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeProject } from "../support/project-keys.ts";
import { openPushService, type PushService } from "../support/push-service.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { addGuardian } from "../support/second-guardian.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const LONG = { timeout: 240_000 };
const HOUR = 3_600_000;
const SIGNED = "hub/project-signature/signed-file.ts";
const BOOK = "hub/advisories/advisory-book.ts";

const project = makeProject();
const stranger = makeProject();
const [one] = project.signers;
const WEAK = advisoryOf("PAW-2026-001");
const list = (counter: number, advisories: readonly object[] = [WEAK], change: object = {}) => ({
  ...feedOf({ counter, advisories, issued: Date.now() - HOUR }),
  ...change,
});
/** What both guardians know before anything is tried. */
const KNOWN = project.signed(list(5));
/** It says that there is no weakness. */
const CALM = list(6, []);

const owned = new AsyncDisposableStack();
/** A server of HTTPS that answers as it is told. */
let server: PushService;
/** A family of two guardians. */
let family: string;
let guardians: readonly Credential[];

beforeAll(async () => {
  server = owned.use(await openPushService());
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
  guardians = [{ cookie: browser.cookie, device: mum.page.device, info: sessionOn(mum.page).info }, papa];
});
afterAll(() => owned.disposeAsync());

/** The family's hub, started from its own copy of the data, which knows {@link KNOWN}. */
async function startHub(patches: readonly Patch[] = []): Promise<AttackedHub> {
  const dataFolder = join(owned.use(await makeTempDir()).path, "family");
  cpSync(family, dataFolder, { recursive: true });
  const env = {
    PAWPOST_ADVISORIES: `https://${server.host}/advisories.json`,
    PAWPOST_PROJECT_KEYS: project.publicKeys.join(","),
    NODE_EXTRA_CA_CERTS: server.certificate,
  };
  const hub = await AttackedHub.start({ dataFolder, patches, env: { hub: env, link: env } });
  await hub.stack.begin("link");
  await offer(hub, KNOWN);
  return hub;
}

/** One guardian presses "Ask now". @returns what is known then */
async function offer(
  hub: AttackedHub,
  body: string,
  {
    status = 200,
    headers = {},
  }: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): Promise<AdvisoriesView> {
  server.answersWith(() => ({ status, headers, body }));
  const [guardian] = guardians;
  if (guardian === undefined) throw new Error("no guardian");
  const { body: answer } = await hub.askAs(guardian, { method: "POST", path: `${API}/advisories/ask` });
  return advisoriesView.parse(JSON.parse(answer.toString()));
}

/** How often each guardian was told, and has not said "seen". */
const toldBy = (hub: AttackedHub, name: string) =>
  Promise.all(
    guardians.map(async (guardian) => {
      const { body } = await hub.askAs(guardian, { path: `${API}/alerts` });
      return alertList.parse(JSON.parse(body.toString())).alerts.find((alert) => alert.class === name);
    }),
  );
const unseen = async (hub: AttackedHub, name: string) =>
  (await toldBy(hub, name)).map((alert) => alert?.unseen ?? 0);

/** The same parts of the hub, out of a copy without some of them, in this process: they hear {@link KNOWN}, then what is offered. */
async function hearWithout(
  patches: readonly Patch[],
  offered: string,
): Promise<{ readonly view: AdvisoriesView; readonly told: readonly string[] }> {
  await using copy = await makePatchedCopy(patches);
  const { keepAdvisories } = await copy.load<typeof import("../../hub/advisories/keep-advisories.ts")>(
    "hub/advisories/keep-advisories.ts",
  );
  const told: string[] = [];
  let file = KNOWN;
  await using kept = await keepAdvisories({
    version: { text: "0.1.0", number: { major: 0, minor: 1, patch: 0 } },
    source: { host: server.host, fetch: async () => Buffer.from(file) },
    keys: project.keys,
    notes: {
      read: async () => undefined,
      write: async (_, entries) => void told.push(...entries.map(({ kind }) => kind)),
    },
    clock: systemClock,
    random: Math.random,
    newId: randomId,
    log: makeRecordingLog(),
    fail: (error) => expect.unreachable(String(error)),
  });
  await kept.ask();
  file = offered;
  await kept.ask();
  return { view: kept.view(), told };
}

/** Whether the hub was brought to say that it has no weakness, or to know one that the project never told. */
const isDeceived = ({ state, advisories }: AdvisoriesView): boolean =>
  state === "current" && (advisories.length !== 1 || advisories[0]?.id !== WEAK.id);

const WARNS_FALSELY = list(6, [advisoryOf("PAW-2026-666", { severity: "critical" }), WEAK]);
const OLD = list(4, []);
/** Signed by the project, and over since yesterday. */
const OVER = project.signed(feedOf({ counter: 9, issued: Date.now() - 61 * 24 * HOUR }));

/** No barrier against a lie, but against forgetting: what was heard stays, whatever comes. */
const FORGETS: Patch = {
  file: BOOK,
  find: "heard: [...kept, ...added",
  replace: "heard: [...kept.slice(kept.length), ...added",
};

const ATTACKS: readonly {
  readonly name: string;
  readonly offered: string;
  readonly trouble: string;
  readonly barrier: readonly Patch[];
}[] = [
  {
    name: "a list of the attacker's own keys",
    offered: stranger.signed(WARNS_FALSELY),
    trouble: "not-signed",
    barrier: [
      { file: SIGNED, find: "if (signers === 0)", replace: "if (signers < 0)" },
      { file: SIGNED, find: "if (signers < SIGNATURES_WANTED)", replace: "if (signers < 0)" },
    ],
  },
  {
    name: "the project's signatures under another text",
    offered: JSON.stringify({ ...JSON.parse(project.signed(list(6))), body: JSON.stringify(WARNS_FALSELY) }),
    trouble: "not-signed",
    barrier: [
      {
        file: "hub/project-signature/minisign.ts",
        find: "return verify(null, digest, key, signature.signature) && verify(null, comment, key, signature.ofComment);",
        replace: "return digest.length > 0 && verify(null, comment, key, signature.ofComment);",
      },
    ],
  },
  {
    name: "what one stolen key signs, twice",
    offered: project.signed(WARNS_FALSELY, [one, one]),
    trouble: "one-signature",
    barrier: [
      {
        file: SIGNED,
        find: "const SIGNATURES_WANTED = 2;",
        replace: "const SIGNATURES_WANTED = 1;",
      },
    ],
  },
  {
    name: "an older list, from before the weakness was known",
    offered: project.signed(OLD),
    trouble: "older",
    barrier: [
      { file: BOOK, find: "feed.counter < book.counter", replace: "feed.counter < 0" },
      // What was heard is kept, whatever comes: without that, too, nothing is left of it.
      {
        file: BOOK,
        find: "heard: [...kept, ...added",
        replace: "heard: [...kept.slice(kept.length), ...added",
      },
    ],
  },
  {
    name: "another list of the same number",
    offered: project.signed(list(5, [advisoryOf("PAW-2026-002"), WEAK])),
    trouble: "forked",
    barrier: [{ file: BOOK, find: "book?.counter === feed.counter", replace: "book?.counter === -1" }],
  },
  {
    name: "what the same people signed for another project",
    offered: project.signed({ ...WARNS_FALSELY, kind: "otherthing-advisories-1" }),
    trouble: "other-kind",
    barrier: [
      {
        file: "hub/advisories/feed.ts",
        find: "kind.success && kind.data.kind !== FEED_KIND",
        replace: "!kind.success",
      },
      { file: "hub/advisories/feed.ts", find: "kind: z.literal(FEED_KIND),", replace: "kind: z.string()," },
    ],
  },
];

test(
  "a hub as it is knows what it knew, and both guardians are told that somebody tries; the same by an honest list once more",
  LONG,
  async () => {
    await using hub = await startHub();
    let before = await offer(hub, KNOWN);
    expect(before).toMatchObject({
      state: "current",
      last: { counter: 5 },
      advisories: [{ id: WEAK.id, concerns: true }],
    });
    expect(await unseen(hub, "advisory")).toEqual([1, 1]);
    for (const [nth, { name, offered, trouble }] of ATTACKS.entries()) {
      expect(await offer(hub, offered), name).toEqual({
        ...before,
        lastTry: { at: expect.any(String), trouble },
      });
      expect(await unseen(hub, "advisories-doubtful"), name).toEqual([nth + 1, nth + 1]);
      before = await offer(hub, KNOWN);
    }
    const passing = [
      ["redirected", { status: 302, headers: { location: `https://${server.host}/elsewhere` } }, KNOWN],
      ["refused", { status: 404 }, ""],
      ["malformed", {}, "<html>Sign in to this hotel's Wi-Fi</html>"],
      ["too-large", {}, `{"format":"${"a".repeat(300_000)}"}`],
    ] as const;
    for (const [trouble, how, offered] of passing)
      expect(await offer(hub, offered, how), trouble).toEqual({
        ...before,
        lastTry: { at: expect.any(String), trouble },
      });
    expect(await unseen(hub, "advisories-doubtful")).toEqual([ATTACKS.length, ATTACKS.length]);
  },
);

test.each(takenOut(ATTACKS))(
  "the test of that: without its barrier $name deceives",
  { ...LONG, ...TAKES_BARRIER_OUT },
  async ({ offered, barrier }) => {
    const { view } = await hearWithout(barrier, offered);
    expect(isDeceived(view), JSON.stringify(view)).toBe(true);
  },
);

test.each(takenOut(ATTACKS))(
  "and by parts that nothing was taken out of, $name does not",
  LONG,
  async ({ offered, trouble }) => {
    const { view } = await hearWithout([], offered);
    expect([isDeceived(view), view.lastTry?.trouble]).toEqual([false, trouble]);
  },
);

test(
  "what the project takes out, or tells otherwise, is no secret, and the weakness stays; what is over is no word of today; each says for themselves that they saw it",
  LONG,
  async () => {
    await using hub = await startHub();
    const view = await offer(hub, project.signed(CALM));
    expect(view.advisories).toMatchObject([{ id: WEAK.id, concerns: true }]);
    expect(await unseen(hub, "advisories-doubtful")).toEqual([1, 1]);
    await offer(hub, project.signed(list(7, [{ ...WEAK, severity: "low" }])));
    expect(await unseen(hub, "advisories-doubtful")).toEqual([1, 1]); // the first one was gone already
    await offer(hub, project.signed(list(8, [])));
    expect(await unseen(hub, "advisories-doubtful")).toEqual([2, 2]);
    expect((await offer(hub, OVER)).state).toBe("silent");
    expect(await unseen(hub, "project-silent")).toEqual([1, 1]);
    const [mine] = await toldBy(hub, "project-silent");
    const [guardian] = guardians;
    if (mine === undefined || guardian === undefined) throw new Error("not told");
    await hub.askAs(guardian, {
      method: "POST",
      path: `${API}/alerts/${mine.id}/acknowledge`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ count: mine.count }),
    });
    expect(await unseen(hub, "project-silent")).toEqual([0, 1]);
    await hub.stack.kill("hub");
    await hub.stack.begin("hub");
    expect(await unseen(hub, "project-silent")).toEqual([0, 1]);
  },
);

test(
  "the test of that: by a hub that does not compare, nobody is told and the weakness is gone",
  LONG,
  async () => {
    const without = await hearWithout(
      [
        {
          file: BOOK,
          find: "isRewritten: before.some(",
          replace: "isRewritten: before.slice(before.length).some(",
        },
        FORGETS,
      ],
      project.signed(CALM),
    );
    expect([isDeceived(without.view), without.told]).toEqual([true, ["advisory-heard"]]);
    const { view, told } = await hearWithout([], project.signed(CALM));
    expect([isDeceived(view), told]).toEqual([false, ["advisory-heard", "advisories-rewritten"]]);
  },
);

test("the test of that: where nobody looks at its end, silence passes for calm", LONG, async () => {
  const patch = {
    file: BOOK,
    find: "Math.max(now, issued) >= expires",
    replace: "Math.max(now, issued) >= expires * 2",
  };
  expect((await hearWithout([patch], OVER)).view.state).toBe("current");
  const { view, told } = await hearWithout([], OVER);
  expect([view.state, told.at(-1)]).toEqual(["silent", "project-silent"]);
});

/** In link's place: a process that leads every question to a machine of its own, whose certificate nobody vouches for. */
async function openLyingLink(socketPath: string, machine: string): Promise<AsyncDisposable> {
  const { hostname, port } = new URL(`tcp://${machine}`);
  const lying = createServer();
  const sockets = new Set<{ destroy(): void }>();
  lying.on("connect", (_, socket) => {
    sockets.add(socket);
    const away = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connected\r\n\r\n");
      socket.pipe(away).pipe(socket);
    });
    for (const end of [away, socket]) end.on("error", () => undefined);
  });
  await rm(socketPath, { force: true });
  await new Promise<void>((listening) => lying.listen(socketPath, listening));
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => lying.close(closed));
    },
  };
}

async function askByLyingLink(
  hub: AttackedHub,
): Promise<{ readonly view: AdvisoriesView; readonly heard: number }> {
  await using theirs = await openPushService();
  theirs.answersWith(() => ({ status: 200, body: stranger.signed(CALM) }));
  await hub.stack.stop("link");
  await using _lying = await openLyingLink(join(hub.stack.runFolder.path, LINK.socket), theirs.host);
  return { view: await offer(hub, KNOWN), heard: theirs.pushed.length };
}

test("a link that leads elsewhere is found out before a word is said", LONG, async () => {
  await using hub = await startHub();
  const { view, heard } = await askByLyingLink(hub);
  expect([view.lastTry?.trouble, view.last?.counter, heard]).toEqual(["wrong-machine", 5, 0]);
});

test("the test of that: where nobody looks at certificates it is heard, and still not believed", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  await using hub = await startHub([
    {
      file: "hub/certificates/link-agent.ts",
      find: "rejectUnauthorized: true",
      replace: "rejectUnauthorized: false",
    },
  ]);
  const { view, heard } = await askByLyingLink(hub);
  expect([view.lastTry?.trouble, view.last?.counter, heard]).toEqual(["not-signed", 5, 1]);
});
