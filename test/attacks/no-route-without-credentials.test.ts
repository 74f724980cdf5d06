/**
 * T-02: whoever has no good credential gets nothing from any route by any method, and is told nothing by the refusal. The
 * hub is a process of its own; only its clock is the test's, so that a session can grow old.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { API } from "../../hub/contract/api.ts";
import { type Answered, AttackedHub, type Credential, codeIn } from "../support/attacked-hub.ts";
import { type Guardian, randomId } from "../support/guardian.ts";
import { makeSigner } from "../support/key-ring.ts";
import type { Patch } from "../support/patched-copy.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

/** What anybody may ask. One more is a decision: it is made here. */
const PUBLIC = [
  "DELETE /restore",
  "GET /anew",
  "GET /home-page/pawpost.crt",
  "GET /hub",
  "GET /openapi.json",
  // By the code of a hub that nobody has claimed: restore-by-stranger.test.ts.
  "GET /restore",
  "POST /anew",
  "POST /anew/code",
  "POST /claim",
  "POST /hand-over/enter",
  "POST /hand-over/look",
  "POST /join/accept",
  "POST /join/enter",
  "POST /join/look",
  "POST /restore/begin",
  "POST /restore/fetch",
  "POST /restore/finish",
  "POST /restore/look",
  "POST /restore/upload",
  "POST /sign-in",
  "POST /sign-in/device",
  "POST /sign-in/passkey",
  "POST /sign-in/passkey/nonce",
  "POST /sign-in/salt",
  "POST /sign-in/sheet",
  "POST /sign-in/sheet/nonce",
] as const;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "QUERY"] as const;
const DAY = 86_400_000;

let hub: AttackedHub;
let mine: Credential;
let guardian: Guardian;
/** Of a relative of the family. */
let relative: Credential;
/** Of a guardian too, but of the hub next door. */
let theirs: Credential;

beforeAll(async () => {
  const [here, there] = await Promise.all([
    AttackedHub.start({ handClock: true, cheapHash: true }),
    AttackedHub.start({ handClock: true, cheapHash: true }),
  ]);
  await using _next = there;
  hub = here;
  ({ guardian, credential: mine } = await here.claim());
  relative = (await here.addRelative(guardian)).credential;
  theirs = (await there.claim()).credential;
});
afterAll(() => hub?.[Symbol.asyncDispose]());

type Headers = Readonly<Record<string, string>>;
/** What is shown at the door, for a request. */
type Shown = (hub: AttackedHub, method: string, path: string) => Promise<Headers>;
const cookieOf = ({ cookie }: Credential): Headers => ({ cookie });
const proofBy = (at: AttackedHub, by: Credential, method: string, path: string, change = {}) =>
  at.prove(by, method, path, change);

const SHOWN: readonly (readonly [string, Shown])[] = [
  ["nothing", async () => ({})],
  ["a cookie alone", async () => cookieOf(mine)],
  ["a proof alone", async (at, method, path) => ({ dpop: await proofBy(at, mine, method, path) })],
  [
    "another hub's cookie and proof",
    async (at, method, path) => ({ ...cookieOf(theirs), dpop: await proofBy(at, theirs, method, path) }),
  ],
  [
    "a stolen cookie, and a proof by another device",
    async (at, method, path) => {
      const thief = { ...mine, device: await makeSigner() };
      return { ...cookieOf(mine), dpop: await proofBy(at, thief, method, path) };
    },
  ],
  [
    "a proof for another method",
    async (at, method, path) => {
      const other = method === "PUT" ? "DELETE" : "PUT";
      return { ...cookieOf(mine), dpop: await proofBy(at, mine, other, path) };
    },
  ],
  [
    "a proof for another path",
    async (at, method, path) => ({ ...cookieOf(mine), dpop: await proofBy(at, mine, method, `${path}/x`) }),
  ],
  [
    "a proof of ten minutes ago",
    async (at, method, path) => {
      const iat = Math.floor(at.now() / 1_000) - 600;
      return { ...cookieOf(mine), dpop: await proofBy(at, mine, method, path, { iat }) };
    },
  ],
  [
    "a proof for another session",
    async (at, method, path) => {
      const { nonce, ath } = theirs.info;
      return { ...cookieOf(mine), dpop: await proofBy(at, mine, method, path, { nonce, ath }) };
    },
  ],
  [
    "a proof in this device's name, signed by another",
    async (at, method, path) => {
      const { sign } = await makeSigner();
      const forger = { ...mine, device: { ...mine.device, sign } };
      return { ...cookieOf(mine), dpop: await proofBy(at, forger, method, path) };
    },
  ],
  [
    "a proof with its signature cut off",
    async (at, method, path) => {
      const dpop = await proofBy(at, mine, method, path);
      return { ...cookieOf(mine), dpop: dpop.slice(0, dpop.lastIndexOf(".") + 1) };
    },
  ],
  [
    "a proof that says it needs no signature",
    async (at, method, path) => {
      const [, payload] = (await proofBy(at, mine, method, path)).split(".");
      const head = Buffer.from(JSON.stringify({ typ: "dpop+jwt", alg: "none" })).toString("base64url");
      return { ...cookieOf(mine), dpop: `${head}.${payload}.` };
    },
  ],
  [
    "nonsense",
    async () => ({ cookie: "__Host-pawpost=%00; __Host-pawpost=", dpop: "..", authorization: "Basic Og==" }),
  ],
];

/** Every path that there is, as far as the hub itself says, and a random id wherever one belongs. */
const known = [...ALL_ROUTES.map(({ method, path }) => `${method} ${path}`), "GET /openapi.json"];
const paths = [...new Set(known.map((row) => row.slice(row.indexOf(" ") + 1)))];
const targetOf = (path: string) => API + path.replaceAll(/:[a-z]+/g, randomId);
const isPublic = (method: string, path: string) =>
  (PUBLIC as readonly string[]).includes(`${method} ${path}`);
/** The description is a file of the page's kind: HEAD of it is answered too. */
const isHeadOfPublic = (method: string, path: string) => method === "HEAD" && path === "/openapi.json";

test("the hub's own description names the same routes, and no more of them are open than these", async () => {
  const { body } = await hub.ask({ path: `${API}/openapi.json` });
  const described = JSON.parse(body.toString()) as {
    paths: Record<string, Record<string, { security: unknown[] }>>;
  };
  const rows = Object.entries(described.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => ({
      row: `${method.toUpperCase()} ${path.slice(API.length).replaceAll(/\{([a-z]+)\}/g, ":$1")}`,
      isOpen: security.length === 0,
    })),
  );
  expect([...rows.map(({ row }) => row), "GET /openapi.json"].toSorted()).toEqual(known.toSorted());
  const open = rows.filter(({ isOpen }) => isOpen).map(({ row }) => row);
  expect([...open, "GET /openapi.json"].toSorted()).toEqual(PUBLIC.toSorted());
});

/** Every refusal's status and text, by code: the same text wherever it comes from, so that it tells nothing of the place. */
const said = new Map<string, Set<string>>();
function expectTurnedAway(answer: Answered, asked: string, statuses: readonly number[]): void {
  expect(statuses, asked).toContain(answer.status);
  expect(
    answer.headers.filter((header) => /^(set-cookie|etag|location|last-modified|server)/i.test(header)),
    asked,
  ).toEqual([]);
  if (answer.body.byteLength === 0) return;
  const code = codeIn(answer) ?? "none";
  said.set(code, (said.get(code) ?? new Set()).add(answer.body.toString()));
}

describe.each(SHOWN)("who shows %s", (_, show) => {
  test("gets nothing, from no route and by no method", async () => {
    for (const path of paths) {
      for (const method of METHODS) {
        if (isPublic(method, path) || isHeadOfPublic(method, path)) continue;
        const target = targetOf(path);
        const answer = await hub.ask({ method, path: target, headers: await show(hub, method, target) });
        const isRoute = known.includes(`${method} ${path}`);
        expectTurnedAway(answer, `${method} ${path}`, isRoute ? [401] : [404, 405]);
      }
    }
  });
});

test("who is signed in but did not show anew who they are gets nothing from a route that wants it", async () => {
  hub.advance(6 * 60_000); // what was shown to invite the relative counts no more
  for (const { method, path, stepUp } of ALL_ROUTES) {
    if (stepUp !== true) continue;
    const answer = await hub.askAs(mine, { method, path: targetOf(path) });
    expectTurnedAway(answer, `${method} ${path}`, [403]);
    expect(codeIn(answer)).toBe("session.step-up-needed");
  }
  said.delete("session.step-up-needed"); // who hears it is let in: it may say more than a refusal at the door
});

test("a relative who is signed in gets nothing from what is for guardians, nor a guardian from what is theirs", async () => {
  for (const { method, path, policy } of ALL_ROUTES) {
    if (policy !== "guardian") continue;
    const answer = await hub.askAs(relative, { method, path: targetOf(path) });
    expectTurnedAway(answer, `${method} ${path}`, [403]);
    expect(codeIn(answer), `${method} ${path}`).toBe("session.not-allowed");
  }
  for (const { method, path, policy } of ALL_ROUTES) {
    if (policy !== "relative") continue;
    const answer = await hub.askAs(mine, { method, path: targetOf(path) });
    expectTurnedAway(answer, `${method} ${path}`, [403]);
    expect(codeIn(answer), `${method} ${path}`).toBe("session.not-allowed");
  }
  // The session itself is good.
  expect((await hub.askAs(relative, { path: `${API}/session` })).status).toBe(200);
});

test("a proof that was used opens nothing a second time", async () => {
  await guardian.stepUp();
  for (const { method, path, policy } of ALL_ROUTES.filter((route) => !isPublic(route.method, route.path))) {
    if (`${method} ${path}` === "DELETE /session") continue; // its end is what the last test sees
    const target = targetOf(path);
    const owner = policy === "relative" ? relative : mine;
    const headers = { cookie: owner.cookie, dpop: await hub.prove(owner, method, target) };
    const first = await hub.ask({ method, path: target, headers });
    // So every request here is one that the person's own browser could make: only what it shows is wrong above.
    expect([401, 403, 405], `${method} ${path}`).not.toContain(first.status);
    expectTurnedAway(await hub.ask({ method, path: target, headers }), `${method} ${path}, again`, [401]);
  }
});

test("a session that is too old opens nothing, and is over for good", async () => {
  hub.advance(31 * DAY);
  for (const { method, path } of ALL_ROUTES.filter((route) => !isPublic(route.method, route.path))) {
    const answer = await hub.askAs(mine, { method, path: targetOf(path) });
    expectTurnedAway(answer, `${method} ${path}`, [401]);
    expect(codeIn(answer)).toBe("session.none");
  }
  hub.advance(-31 * DAY);
  expect(codeIn(await hub.askAs(mine, { path: `${API}/state` }))).toBe("session.none");
});

test("no refusal says more in one place than in another", () => {
  expect([...said.keys()].toSorted()).toEqual([
    "http.not-found",
    "http.wrong-method",
    "session.none",
    "session.not-allowed",
    "session.stale-proof",
    "session.wrong-device",
  ]);
  for (const [code, texts] of said) expect([code, texts.size]).toEqual([code, 1]);
});

const ACCESS = "hub/access/open-access.ts";
const ROUTES = "hub/api/routes/house-routes.ts";
const NO_POLICY: Patch = {
  file: ROUTES,
  find: 'path: "/state",\n    policy: "guardian",',
  replace: 'path: "/state",',
};

describe("the test of the test", () => {
  const shown = (name: string) => SHOWN.find(([one]) => one === name)?.[1] ?? expect.fail(name);
  const readsState = async (at: AttackedHub, headers: Headers) => {
    const answer = await at.ask({ path: `${API}/state`, headers });
    return answer.status === 200 && answer.body.includes('"toys"');
  };

  test.each<[string, Patch, Shown, number?]>(
    takenOut([
      [
        "no session asked for",
        {
          file: "hub/api/build-app.ts",
          find: "roles.length > 0 ? await",
          replace: "route.path === undefined ? await",
        },
        shown("nothing"),
      ],
      [
        "a session that any device may use",
        {
          file: ACCESS,
          find: "device !== session.device || proof.nonce !== session.nonce || proof.ath !== session.id",
          replace: "proof.nonce !== session.nonce",
        },
        shown("a stolen cookie, and a proof by another device"),
      ],
      [
        "a proof that fits any request",
        {
          file: ACCESS,
          find: "if (read?.proof.htm !== presented.method || read.proof.htu !== presented.target) throw stale();",
          replace: "if (read === undefined) throw stale();",
        },
        shown("a proof for another path"),
      ],
      [
        "a proof that never grows old",
        { file: ACCESS, find: "if (ageMs > oldestMs ||", replace: "if (ageMs > 1e9 ||" },
        shown("a proof of ten minutes ago"),
      ],
      [
        "a signature that nobody checks",
        { file: "hub/contract/jws.ts", find: "if (!isGenuine)", replace: "if (isGenuine === undefined)" },
        shown("a proof in this device's name, signed by another"),
      ],
      [
        "a session that never grows old",
        {
          file: ACCESS,
          find: "if (isOutOfTime(session)) {",
          replace: "if (isOutOfTime(session) && session.expiresAt < 0) {",
        },
        async (at, method, path) => ({ ...cookieOf(mine), dpop: await proofBy(at, mine, method, path) }),
        31 * DAY,
      ],
    ]),
  )("with %s, the attack succeeds", TAKES_BARRIER_OUT, async (_, patch, show, laterMs = 0) => {
    await using open = await AttackedHub.start({ patches: [patch], handClock: true, cheapHash: true });
    const before = mine;
    try {
      mine = (await open.claim()).credential;
      open.advance(laterMs);
      expect(await readsState(open, await show(open, "GET", `${API}/state`))).toBe(true);
    } finally {
      mine = before;
    }
  });

  test("with proofs that count twice, the attack succeeds", TAKES_BARRIER_OUT, async () => {
    const patch = { file: ACCESS, find: "if (!seen.guardians.isNew(proof.jti)) throw stale();", replace: "" };
    await using open = await AttackedHub.start({ patches: [patch], cheapHash: true });
    const { credential } = await open.claim();
    const dpop = await open.prove(credential, "GET", `${API}/state`);
    for (const _ of [1, 2]) expect(await readsState(open, { cookie: credential.cookie, dpop })).toBe(true);
  });

  test(
    "with routes for guardians that let a relative in, the attack succeeds",
    TAKES_BARRIER_OUT,
    async () => {
      const patch = {
        file: "hub/api/route.ts",
        find: '  guardian: ["guardian"],',
        replace: '  guardian: ["guardian", "relative"],',
      };
      await using open = await AttackedHub.start({ patches: [patch], cheapHash: true });
      const { credential } = await open.addRelative((await open.claim()).guardian);
      const answer = await open.askAs(credential, { path: `${API}/state` });
      expect(answer.status === 200 && answer.body.includes('"toys"')).toBe(true);
    },
  );

  test("a route that does not say who may use it stops the start", async () => {
    await expect(AttackedHub.start({ patches: [NO_POLICY] })).rejects.toThrow(
      "route GET /state does not say who may use it",
    );
  });

  test("where such a route does not stop the start, it is open to anybody", TAKES_BARRIER_OUT, async () => {
    const patches = [
      NO_POLICY,
      { file: "hub/api/route.ts", find: "if (!isWhole)", replace: "if (isWhole === undefined)" },
      {
        file: "hub/api/route.ts",
        find: "=> POLICIES[route.policy];",
        replace: "=> POLICIES[route.policy] ?? [];",
      },
    ];
    await using open = await AttackedHub.start({ patches, cheapHash: true });
    await open.claim();
    expect(await readsState(open, {})).toBe(true);
  });
});
