/**
 * The hub's web face. Every request passes the same gates in the same order, whatever the route:
 *
 *   Host exact -> path and method in the table -> Origin and Sec-Fetch-Site -> session -> device proof
 *   -> not suspended -> step-up -> one-time code shown -> room for an upload -> size -> schema -> handler
 */
import { Hono } from "hono";
import { getCookie } from "hono/cookie";
import { API, MAX_JSON_BYTES, MAX_SEALED_BYTES } from "../contract/api.ts";
import { MAX_TOY_BYTES } from "../contract/clip-ticket.ts";
import { parsePublicId } from "../contract/public-id.ts";
import { WELL_KNOWN } from "../contract/report-limits.ts";
import { PROOF_HEADER } from "../contract/session-proof.ts";
import type { Access, Presented } from "../ports/access.ts";
import type { Health } from "../ports/health.ts";
import type { PretendToy } from "../ports/pretend-toy.ts";
import type { Readings } from "../ports/readings.ts";
import type { House } from "../use-cases/house.ts";
import { HttpRefused, problemOf } from "./errors.ts";
import type { EventStreams } from "./event-streams.ts";
import { describeApi } from "./openapi.ts";
import type { PageFile } from "./page-files.ts";
import { isPlainPath } from "./plain-path.ts";
import { assertType, parseJson, readBody, readJson, readParts } from "./read-body.ts";
import {
  assertRoute,
  type BodyRule,
  type Call,
  isForActive,
  type Outcome,
  type Route,
  rolesFor,
} from "./route.ts";
import { WATCH_ROUTES } from "./routes/health-routes.ts";
import { WELL_KNOWN_ROUTES } from "./routes/report-routes.ts";
import { NO_STORE, SECURITY_HEADERS } from "./security-headers.ts";
import { servePageFile } from "./serve-page-file.ts";
import { isThisMachine } from "./this-machine.ts";

/** `__Host-`: this host only, whole site, never over plain HTTP but on localhost (RFC 6265bis, 4.1.3.2). */
const COOKIE = "__Host-pawpost";
const COOKIE_RULES = "Path=/; Secure; HttpOnly; SameSite=Strict";

export interface AppOptions {
  readonly routes: readonly Route[];
  readonly house: House;
  readonly access: Access;
  readonly streams: EventStreams;
  readonly pretendToy: PretendToy | undefined;
  readonly page: ReadonlyMap<string, PageFile>;
  readonly health: Health;
  readonly readings: Readings;
  readonly metricsToken?: string | undefined;
  readonly version: string;
  /** Exact `Host` values that this hub answers to; a function, because a free port is known only once it listens. */
  hosts(): readonly string[];
}

export function buildApp(options: AppOptions): Hono {
  const served = [
    ...options.routes.map((route) => ({ route, address: API + route.path })),
    ...WELL_KNOWN_ROUTES.map((route) => ({ route, address: WELL_KNOWN + route.path })),
    ...WATCH_ROUTES.map((route) => ({ route, address: route.path })),
  ];
  for (const { route } of served) assertRoute(route);
  const app = new Hono({ strict: true });
  // Made when somebody asks for it first: few do, and it is a fifth of what the hub does to start.
  let openApi: string | undefined;

  app.use(async (context, next) => {
    const { raw } = context.req;
    if (!options.hosts().includes(raw.headers.get("host") ?? ""))
      throw new HttpRefused("http.wrong-host", "host");
    if (!isPlainPath(new URL(raw.url).pathname)) throw new HttpRefused("http.not-found", "path");
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  });
  app.onError((error) => {
    const { problem, isOurFault } = problemOf(error);
    options.readings.refused(problem.code);
    if (isOurFault) options.house.log.error("request failed", { code: problem.code, error: error.name });
    const { retryAfter, allow } = error as { retryAfter?: number; allow?: string };
    return new Response(JSON.stringify(problem), {
      status: problem.status,
      headers: {
        ...SECURITY_HEADERS,
        "content-type": "application/problem+json",
        "cache-control": NO_STORE,
        ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
        ...(allow === undefined ? {} : { allow }),
      },
    });
  });
  app.notFound(() => {
    throw new HttpRefused("http.not-found", "no such path");
  });

  app.get(`${API}/openapi.json`, () => {
    openApi ??= JSON.stringify(describeApi(options.routes, options.version));
    return answer(openApi, 200, "application/json");
  });
  for (const { route, address } of served) {
    app.on(route.method, address, async (context) => {
      const { raw } = context.req;
      // hono answers HEAD by the handler of GET, and nobody would read the stream that it opens.
      if (raw.method !== route.method) throw wrongMethod(served, address);
      const url = new URL(raw.url);
      if (route.isLinked !== true) assertSameOrigin(raw, options.hosts());
      const presented: Presented = {
        token: getCookie(context, COOKIE),
        proof: raw.headers.get(PROOF_HEADER) ?? undefined,
        method: route.method,
        target: url.pathname + url.search,
        origin: originOf(url.host),
      };
      const roles = rolesFor(route);
      const session = roles.length > 0 ? await options.access.authenticate(presented, roles) : undefined;
      if (isForActive(route)) options.access.assertNotSuspended(session);
      if (route.stepUp === true) options.access.stepUp.assertFresh(session);
      if (route.shownClaim === true) await options.access.shownClaim.assertShown(presented);
      const [id, person] = (["id", "person"] as const).map((name) => {
        const given = parsePublicId(context.req.param(name));
        if (route.path.includes(`/:${name}`) && given === undefined)
          throw new HttpRefused("http.not-found", "not an id");
        return given;
      });
      if ([...url.searchParams.keys()].some((name) => !Object.hasOwn(route.query ?? {}, name)))
        throw new HttpRefused("http.malformed", "a parameter that does not belong here");
      if (route.body.kind === "parts") await options.house.archive.assertRoom(announced(raw));
      const call: Call = {
        ...options,
        origin: originOf(url.host),
        authorization: raw.headers.get("authorization"),
        presented,
        session,
        id,
        person,
        query: url.searchParams,
        ...(await readCallBody(raw, route.body)),
        signal: raw.signal,
      };
      // A body may have come slowly: who was signed out meanwhile does nothing more with it.
      if (session !== undefined) options.access.assertLive(session);
      if (isForActive(route)) options.access.assertNotSuspended(session);
      return respond(await route.handle(call), route);
    });
  }

  for (const path of new Set(served.map(({ address }) => address))) {
    app.all(path, () => {
      throw wrongMethod(served, path);
    });
  }

  app.get("*", (context) => {
    const file = options.page.get(new URL(context.req.raw.url).pathname);
    if (file === undefined) throw new HttpRefused("http.not-found", "no such file");
    return servePageFile(file, context);
  });
  return app;
}

function wrongMethod(
  served: readonly { readonly route: Route; readonly address: string }[],
  path: string,
): HttpRefused {
  const allow = served.filter(({ address }) => address === path).map(({ route }) => route.method);
  return new HttpRefused("http.wrong-method", "method", { allow: allow.join(", ") });
}

/** A request that changes anything, or reads anything of somebody's, comes from our own page or from no page at all. */
/** What listens here speaks plain HTTP; whoever comes by another name came by TLS, which ended in front of it. */
const originOf = (host: string) => `${isThisMachine(host) ? "http" : "https"}://${host}`;

function assertSameOrigin(request: Request, hosts: readonly string[]): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isOurs =
    origin === null ||
    hosts.some((host) => origin === originOf(host) || (isThisMachine(host) && origin === `https://${host}`));
  if (!isOurs || (site !== null && site !== "same-origin" && site !== "none")) {
    throw new HttpRefused("http.wrong-origin", "cross-site");
  }
}

/** What an upload says it will be; one that says nothing, or too much, is counted as it is read. */
function announced(request: Request): number {
  const bytes = Number(request.headers.get("content-length") ?? 0);
  return bytes >= 0 && bytes <= MAX_SEALED_BYTES + MAX_TOY_BYTES ? bytes : 0;
}

async function readCallBody(
  request: Request,
  rule: BodyRule,
): Promise<Pick<Call, "body" | "files" | "bytes">> {
  const empty = { body: undefined, files: new Map(), bytes: new Uint8Array() };
  switch (rule.kind) {
    case "none":
      await readBody(request, 0);
      return empty;
    case "json":
      return { ...empty, body: parse(rule.schema, await readJson(request, rule.maxBytes)) };
    case "bytes":
      assertType(request, rule.type);
      return { ...empty, bytes: await readBody(request, rule.maxBytes) };
    case "parts": {
      const parts = await readParts(request, { ...rule.files, meta: MAX_JSON_BYTES });
      return { ...empty, body: parse(rule.meta, parseJson(parts.get("meta"))), files: parts };
    }
  }
}

function parse(
  schema: { safeParse(value: unknown): { success: boolean; data?: unknown } },
  value: unknown,
): unknown {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new HttpRefused("http.malformed", "does not fit the schema");
  return parsed.data;
}

function respond(outcome: Outcome, route: Route): Response {
  switch (outcome.kind) {
    case "json":
      return answer(JSON.stringify(outcome.value), outcome.status ?? 200, "application/json");
    case "nothing":
      return new Response(null, { status: 204, headers: { "cache-control": NO_STORE } });
    case "bytes":
      return answer(
        outcome.bytes,
        outcome.status ?? 200,
        route.answer.kind === "bytes" ? route.answer.type : "application/octet-stream",
      );
    case "stream":
      return answer(
        outcome.stream,
        200,
        (route.answer.kind === "stream" ? route.answer.type : undefined) ?? "text/event-stream",
      );
    case "session": {
      const response = answer(JSON.stringify(outcome.session.info), outcome.status, "application/json");
      const age = Math.floor(
        (Date.parse(outcome.session.info.expiresAt) - Date.parse(outcome.session.info.now)) / 1_000,
      );
      response.headers.append(
        "set-cookie",
        `${COOKIE}=${outcome.session.token}; Max-Age=${age}; ${COOKIE_RULES}`,
      );
      return response;
    }
    case "signed-out":
      return new Response(null, {
        status: 204,
        headers: { "cache-control": NO_STORE, "set-cookie": `${COOKIE}=; Max-Age=0; ${COOKIE_RULES}` },
      });
  }
}

const answer = (body: BodyInit, status: number, type: string): Response =>
  new Response(body, { status, headers: { "content-type": type, "cache-control": NO_STORE } });
