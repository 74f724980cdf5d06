/** How the hub is: for guardians with what lies behind it, at the root for programs that watch machines. */
import { healthView } from "../../contract/health.ts";
import { HttpRefused } from "../errors.ts";
import type { Outcome, Route } from "../route.ts";
import { showsToken } from "../shows-token.ts";
import { isThisMachine } from "../this-machine.ts";

const none = { kind: "none" } as const;
const text = { kind: "bytes", type: "text/plain; charset=utf-8" } as const;
const say = (line: string, status: 200 | 503 = 200): Outcome => ({
  kind: "bytes",
  bytes: new TextEncoder().encode(`${line}\n`),
  status,
});

export const HEALTH_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/health",
    policy: "guardian",
    summary: "How the hub is, part by part",
    body: none,
    answer: { kind: "json", schema: healthView },
    handle: async ({ health }) => ({ kind: "json", value: await health.view() }),
  },
];

/** Not below `/api/v1`: where such programs look. They say next to nothing, because anybody may ask. */
export const WATCH_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/healthz",
    policy: "anybody",
    summary: "`ok`: this process answers",
    body: none,
    answer: text,
    handle: async () => say("ok"),
  },
  {
    method: "GET",
    path: "/readyz",
    policy: "anybody",
    summary: "`ready`, or 503 `not ready`: store, broker, radio and disk, all of them",
    body: none,
    answer: text,
    handle: async ({ health }) => {
      const isReady = Object.values(await health.look()).every(Boolean);
      return isReady ? say("ready") : say("not ready", 503);
    },
  },
  {
    method: "GET",
    path: "/metrics",
    policy: "anybody",
    summary:
      "Numbers for Prometheus, at `localhost`, at the home name to who shows the token, and 404 to everybody else",
    body: none,
    answer: { kind: "bytes", type: "text/plain; version=0.0.4; charset=utf-8" },
    handle: async ({ readings, origin, house, metricsToken, authorization }) => {
      const { host, hostname } = new URL(origin);
      const isWatcher = () =>
        metricsToken !== undefined &&
        hostname === house.homeName.name &&
        showsToken(authorization, metricsToken);
      // When a child hears its post is nobody's business outside this machine, unless its owner said whose.
      if (!isThisMachine(host) && !isWatcher()) throw new HttpRefused("http.not-found", "not at this name");
      return { kind: "bytes", bytes: new TextEncoder().encode(await readings.read()) };
    },
  },
];
