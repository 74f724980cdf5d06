/**
 * What somebody typed, showed or tried is said back by no refusal, whatever the route and however it is wrong, and no answer may be
 * kept by anybody on the way: every route there is, asked as a stranger and as a guardian, with a name, a code and an
 * address in path, query, headers and body. A copy that says more, or lets an answer be kept, is found out.
 */
import { expect, test } from "vitest";
import type { buildApp } from "../../hub/api/build-app.ts";
import type { Route } from "../../hub/api/route.ts";
import { ALL_ROUTES } from "../../hub/api/routes/all-routes.ts";
import { WELL_KNOWN_ROUTES } from "../../hub/api/routes/report-routes.ts";
import { API } from "../../hub/contract/api.ts";
import { WELL_KNOWN } from "../../hub/contract/report-limits.ts";
import { signProof } from "../../hub/contract/session-proof.ts";
import { Guardian, randomId } from "../support/guardian.ts";
import type { HubRigOptions } from "../support/hub-rig.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { makeWebRig } from "../support/web-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const SECRETS = ["Wilhelmina", "four-lanterns-beside-our-kettle", "C0:FF:EE:C0:FF:EE", "K7QM-9XPB-4TWD"];
const [NAME = "", PASSPHRASE = "", ADDRESS = "", CODE = ""] = SECRETS;
const holdsSecret = (text: string) => SECRETS.some((secret) => text.includes(secret));

/** Whose handler fails with all that it knows. */
const FAILING: Route = {
  method: "GET",
  path: "/failing",
  policy: "anybody",
  summary: "Fails",
  body: { kind: "none" },
  answer: { kind: "nothing" },
  handle: () => Promise.reject(new Error(SECRETS.join(" "), { cause: new Error(NAME) })),
};
const ROUTES = [...ALL_ROUTES, FAILING];

/** Bodies that are not what the route wants, each full of secrets. */
function wrongBodies(route: Route): readonly { readonly type: string; readonly body: string | undefined }[] {
  const secrets = { name: NAME, [PASSPHRASE]: ADDRESS, code: CODE };
  const json = { type: "application/json", body: JSON.stringify(secrets) };
  const broken = { type: "application/json", body: `{"${NAME}":"${CODE}",` };
  const plain = { type: "text/plain", body: SECRETS.join("\n") };
  const parts = {
    type: "multipart/form-data; boundary=x",
    body: `--x\r\ncontent-disposition: form-data; name="meta"\r\n\r\n${json.body}\r\n--x--\r\n`,
  };
  switch (route.body.kind) {
    case "none":
      return [{ type: "application/json", body: undefined }, ...(route.method === "GET" ? [] : [json])];
    case "json":
      return [json, broken, plain];
    case "bytes":
      return [json, { type: route.body.type, body: SECRETS.join("\n") }];
    case "parts":
      return [json, parts];
  }
}

interface Found {
  /** Requests whose answer, or whose line in the log, held a secret. */
  readonly saidBack: readonly string[];
  /** Answers that somebody on the way may keep. */
  readonly kept: readonly string[];
  readonly asked: number;
  readonly statuses: ReadonlySet<number>;
}

async function askEverything(parts: NonNullable<HubRigOptions["parts"]> = {}): Promise<Found> {
  await using web = await makeWebRig({ parts: { ALL_ROUTES: ROUTES, ...parts } });
  const browser = web.rig.browser();
  const guardian = await Guardian.claim(browser, web.rig.access.claimCode() ?? "");
  const { cookie } = browser;
  const { nonce, ath } = guardian.info;
  const signedIn = async (htm: Route["method"], htu: string) => ({
    cookie,
    dpop: await signProof(
      { htm, htu, iat: Math.floor(web.rig.clock.now() / 1_000), jti: randomId(), nonce, ath },
      guardian.device,
    ),
  });
  const saidBack: string[] = [];
  const kept: string[] = [];
  const statuses = new Set<number>();
  let asked = 0;
  const ask = async (route: Route, target: string, headers: Record<string, string>, body?: string) => {
    const what = `${route.method} ${route.path}`;
    const answer = await web.ask({
      method: route.method,
      path: target,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = [...answer.headers].flat().join("\n") + (await answer.text());
    asked += 1;
    statuses.add(answer.status);
    if (holdsSecret(text)) saidBack.push(what);
    const mayBeKept = answer.headers.get("cache-control") !== "no-store" || answer.headers.has("etag");
    if (mayBeKept || answer.headers.has("last-modified") || answer.headers.has("expires")) kept.push(what);
  };

  const served = [
    ...ROUTES.filter(({ path }) => path !== "/session").map((route) => [API, route] as const),
    ...WELL_KNOWN_ROUTES.map((route) => [WELL_KNOWN, route] as const),
  ];
  for (const [base, route] of served) {
    const address = base + route.path;
    const withIds = address.replaceAll(/:[a-z]+/g, randomId);
    const query = new URLSearchParams([[NAME, CODE]]);
    const targets = [withIds, `${withIds}?${query}`, address.replaceAll(/:[a-z]+/g, PASSPHRASE)];
    for (const target of new Set(targets)) {
      for (const { type, body } of wrongBodies(route)) {
        const wrong = { "content-type": type, "x-name": NAME, "user-agent": ADDRESS };
        const stranger = { ...wrong, cookie: `__Host-pawpost=${CODE}`, dpop: `${NAME}.${CODE}.${ADDRESS}` };
        await ask(route, target, stranger, body);
        await ask(route, target, { ...wrong, ...(await signedIn(route.method, target)) }, body);
      }
    }
  }
  if (web.rig.log.some((line) => holdsSecret(JSON.stringify(line)))) saidBack.push("the log");
  return { saidBack, kept, asked, statuses };
}

test("no answer says back what it was asked, and none may be kept", async () => {
  const { saidBack, kept, asked, statuses } = await askEverything();
  expect({ saidBack, kept }).toEqual({ saidBack: [], kept: [] });
  expect(asked).toBeGreaterThan(4 * ALL_ROUTES.length);
  // Good answers, and refusals of every kind.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 204, 400, 401, 403, 404, 415, 500]));
});

const ERRORS = "hub/api/errors.ts";
const APP = "hub/api/build-app.ts";
/** What an error says of itself is in its answer. */
const OPEN: Patch = {
  file: ERRORS,
  find: "status, code, title, action, ...by }",
  replace: "status, code, title: String(error), action, ...by }",
};
test.each<[string, readonly Patch[], keyof Pick<Found, "saidBack" | "kept">, RegExp]>(
  takenOut([
    ["an error's message", [OPEN], "saidBack", /^GET \/failing$/],
    [
      "an error in the log",
      [{ file: APP, find: "error: error.name });", replace: "error: error.message as never });" }],
      "saidBack",
      /^the log$/,
    ],
    [
      "what the body was",
      [OPEN, { file: APP, find: '"does not fit the schema"', replace: "JSON.stringify(value)" }],
      "saidBack",
      /^POST \/claim$/,
    ],
    [
      "that it may be kept for a minute",
      [
        {
          file: "hub/api/security-headers.ts",
          find: 'NO_STORE = "no-store"',
          replace: 'NO_STORE = "private, max-age=60"',
        },
      ],
      "kept",
      /^GET \/state$/,
    ],
  ]),
)(
  "a copy that says %s is found out",
  { timeout: 60_000, ...TAKES_BARRIER_OUT },
  async (_, patches, where, what) => {
    await using copy = await makePatchedCopy(patches);
    const { buildApp: build } = await copy.load<{ buildApp: typeof buildApp }>(APP);
    const found = await askEverything({ buildApp: build });
    expect(found[where].some((one) => what.test(one))).toBe(true);
  },
);
