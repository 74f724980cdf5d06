import { API, KDF, MAX_JSON_BYTES, MAX_SEALED_BYTES } from "../contract/api.ts";
import { WELL_KNOWN } from "../contract/report-limits.ts";
import { PROOF_WINDOW_SECONDS } from "../contract/session-proof.ts";
import { problems } from "./errors.ts";
import type { BodyRule, Route } from "./route.ts";
import { ALL_ROUTES } from "./routes/all-routes.ts";
import { WATCH_ROUTES } from "./routes/health-routes.ts";
import { WELL_KNOWN_ROUTES } from "./routes/report-routes.ts";

/** `docs/api.md`, from the tables that the gates use. */
export function renderApiPage(): string {
  return `${[
    "# The hub's HTTP API",
    "",
    `Under \`${API}\`, for the hub's own page. Schemas of every request and answer: \`GET ${API}/openapi.json\` (OpenAPI 3.1,`,
    "made from what the gates check). JSON is camelCase, times are ISO 8601 in UTC, ids are 128 random bits as base64url.",
    "",
    "## Gates",
    "Every request passes the same ones in the same order; a route without a stated policy stops the start.",
    "",
    "1. `Host` is exactly the hub's name, or 421. A path has one spelling: nothing encoded, doubled or climbing, or 404.",
    "2. Path and method stand in the table below, or 404, or 405 with `Allow`.",
    "3. `Origin` and `Sec-Fetch-Site`, where they are sent, are the hub's own page, or 403.",
    "4. For a guardian's routes: a session by the cookie `__Host-pawpost`, or 401.",
    `5. A proof by the session's device in the header \`DPoP\` (RFC 9449): method, path with query, time within ${PROOF_WINDOW_SECONDS} s of the`,
    "   hub's clock, an id never used before, the session's `nonce`, and `ath`. Otherwise 401. Claim and sign-in take a proof,",
    "   too: by the device that is to be signed in.",
    "6. Where the table says *stepped up*: not five minutes ago this session showed by `POST /session/step-up` that its person is",
    "   there, or 403 `session.step-up-needed`.",
    `7. Size: ${MAX_JSON_BYTES.toLocaleString("en")} bytes of JSON, ${MAX_SEALED_BYTES.toLocaleString("en")} of a sealed clip, or 413. Type, or 415. Schema, or 400: an unknown field or parameter`,
    "   is refused like a missing one.",
    "",
    "## Routes",
    "",
    "| method and path | who | what | body |",
    "|---|---|---|---|",
    ...ALL_ROUTES.map(row),
    "",
    `Under \`${WELL_KNOWN}\`, for strangers ([reports.md](reports.md)); other sites may link to the first two:`,
    "",
    "| method and path | who | what | body |",
    "|---|---|---|---|",
    ...WELL_KNOWN_ROUTES.map(row),
    "",
    "At the root, for programs that watch machines ([monitoring.md](monitoring.md)):",
    "",
    "| method and path | who | what | body |",
    "|---|---|---|---|",
    ...WATCH_ROUTES.map(row),
    "",
    "Streams are `text/event-stream`, read with `fetch()` because they need a proof like any request. The first event is the",
    "whole state, each later one the whole new state of one thing; a comment every 15 s says that the line lives. A session",
    "has at most 8; a page that does not read is cut off and begins anew.",
    "",
    "## Signing in",
    `The passphrase never leaves the browser. It makes Argon2id (${KDF.memoryKiB / 1_024} MiB, ${KDF.iterations} passes) of the passphrase with the salt that`,
    "`POST /sign-in/salt` tells, and from that by HKDF two keys: `wrap` opens the person's slot and stays, `auth` signs in.",
    "",
    "Or with a recovery sheet: `POST /sign-in/sheet/nonce` tells a nonce, and `proof` is a JWS over hub, nonce and device by the",
    "key that HKDF makes of the sheet. Changes of slots are JWS by the person's own key over hub, person, a nonce of",
    "`POST /slots/nonce` and the change; a nonce counts once, for five minutes. See [recovery.md](recovery.md).",
    "",
    "Or with a passkey: `POST /sign-in/passkey/nonce` tells a nonce, whose letters are the WebAuthn challenge, and the name (rpId) to",
    "ask for. No name is typed: the passkey says whose it is. What the extension `prf` gave has no place in any request; one with a",
    "field for it is `http.malformed`.",
    "",
    "`POST /session/step-up` takes the same again, in a session: `auth`, a JWS by the sheet, or a passkey's answer, over a nonce of",
    "`POST /session/step-up/nonce`. It is forgotten after five minutes and when the hub starts again.",
    "",
    "## Sending a message",
    "`POST /messages` is a form of three parts: `meta`, `toy` (the bytes for the toy) and `sealed` (the age file for the",
    "archive). `meta` carries a stamp: a JWS by a device of the roster over hub, message, SHA-256 of `toy`, child, toys and",
    "time. The same id with the same clip may be sent again: it is the same message. With another clip it is 409.",
    "",
    "## Errors",
    "`application/problem+json` (RFC 9457) with `type`, `status`, `code`, `title` and `action`. The code is stable and never",
    "translated. 401 may be tried again once with a fresh proof; 429 and 503 later (`Retry-After`, where it is known).",
    "",
    "| status | code | title | action |",
    "|---|---|---|---|",
    ...problems()
      .toSorted((one, other) => one.status - other.status || one.code.localeCompare(other.code, "en"))
      .map(({ status, code, title, action }) => `| ${status} | \`${code}\` | ${title} | ${action} |`),
  ].join("\n")}\n`;
}

function row({ method, path, policy, stepUp, summary, body, query = {} }: Route): string {
  const parameters = Object.keys(query).map((name, nth) => `${nth === 0 ? "?" : "&"}${name}=`);
  const who = `${policy}${stepUp === true ? ", stepped up" : ""}`;
  return `| \`${method} ${path.replaceAll(/:([a-z]+)/g, "{$1}")}${parameters.join("")}\` | ${who} | ${summary} | ${bodyOf(body)} |`;
}

function bodyOf(rule: BodyRule): string {
  switch (rule.kind) {
    case "none":
      return "-";
    case "json":
      return "JSON";
    case "bytes":
      return `\`${rule.type}\``;
    case "parts":
      return ["meta", ...Object.keys(rule.files)].map((name) => `\`${name}\``).join(", ");
  }
}
