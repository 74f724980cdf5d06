/**
 * What may stand in a log. Numbers and yes or no always; a text only under a key of this table and in its form. So a
 * name, an address of a toy, a token or a path that somebody logs by mistake is not written, whoever wrote the call.
 */
import type { LogFacts } from "../ports/logger.ts";

type Form = "code" | "prose" | "id" | "room";

/** Keys whose texts are written. A new one needs a form that leaves no room for what a person typed. */
export const TEXT_FACTS = {
  code: "code",
  error: "code",
  kind: "code",
  state: "code",
  signal: "code",
  process: "code",
  phase: "code",
  step: "code",
  method: "code",
  ballast: "code",
  cause: "prose",
  reason: "prose",
  what: "prose",
  why: "prose",
  message: "prose",
  room: "room",
  id: "id",
  clip: "id",
  toy: "id",
  child: "id",
  person: "id",
  delivery: "id",
  command: "id",
  recording: "id",
} as const satisfies Record<string, Form>;

const FORMS: Record<Form, (text: string) => string | undefined> = {
  /** `store.disk-full`, `TypeError`, `SIGTERM`, `POST` */
  code: (text) =>
    /^(?:[a-z]+(?:[._-][a-z0-9]+){0,6}|[A-Z][A-Za-z]*Error|[A-Z_]{2,24})$/.test(text) && text.length <= 64
      ? text
      : undefined,
  id: (text) => (/^[A-Za-z0-9_-]{21}[AQgw]$/.test(text) ? text : undefined),
  room: (text) => (/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(text) ? text : undefined),
  prose: safeProse,
};

const SAFE_WORD =
  /^\(?(?:[a-z][a-z'-]{0,19}|[a-z]{2,12}(?:[._-][a-z]{2,16}){1,4}|[0-9]{1,6}(?:ms|s|%)?|E[A-Z]{2,19}|[A-Z][A-Za-z]{0,30}Error)\)?[,.:;]?$/;
const MASK = "…";

/** Words in small letters, small numbers and names of errors stay; everything else gives way to an ellipsis. */
function safeProse(text: string): string {
  return text
    .slice(0, 200)
    .split(/\s+/)
    .map((word) => (SAFE_WORD.test(word) ? word : MASK))
    .join(" ");
}

/** A phrase is fixed text: what looks like an address, a token or an id in it was put there by mistake. */
export const safePhrase = (phrase: string): string =>
  phrase
    .slice(0, 200)
    .replaceAll(/(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|[A-Za-z0-9_-]{20,}|[0-9A-Fa-f]{12,}|\S+@\S+/g, MASK);

export function safeFacts(facts: LogFacts): Record<string, string | number | boolean | null> {
  const safe: Record<string, string | number | boolean | null> = {};
  for (const [key, value] of Object.entries(facts)) {
    if (value === undefined) continue;
    safe[key] = typeof value === "string" ? safeText(key, value) : value;
  }
  return safe;
}

function safeText(key: string, text: string): string {
  const form = Object.hasOwn(TEXT_FACTS, key) ? TEXT_FACTS[key as keyof typeof TEXT_FACTS] : undefined;
  const safe = form === undefined ? undefined : FORMS[form](text);
  return safe ?? `[${text.length} characters]`;
}
