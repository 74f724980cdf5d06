/** One line that a process wrote to its standard output; docs/processes.md says which there are. */
import { z } from "zod";

const ready = z.looseObject({
  ready: z.literal(true),
  address: z.url().optional(),
  claimCode: z.string().nullable().optional(),
});
const failed = z.looseObject({
  failed: z.string(),
  message: z.string().default(""),
  advice: z.string().default(""),
});
/** For who sits at the console: that somebody who asked for it is there. */
const presence = z.looseObject({ presenceCode: z.string() });
/** Another process is needed that was not begun yet. */
const wants = z.looseObject({ wants: z.string() });
/** Our own log (hub/log), and pino's where a simulator writes it as it comes. */
const LEVELS: Readonly<Record<string, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
};
const logged = z.looseObject({
  level: z.union([z.number(), z.string()]),
  phrase: z.string().optional(),
  msg: z.string().optional(),
  facts: z.looseObject({ code: z.string().optional() }).optional(),
});

export type ReadyFacts = z.output<typeof ready>;
export type FailureFacts = z.output<typeof failed>;

export type ChildLine =
  | { readonly kind: "ready"; readonly facts: ReadyFacts }
  | { readonly kind: "failed"; readonly facts: FailureFacts }
  | { readonly kind: "presence"; readonly code: string }
  | { readonly kind: "wants"; readonly process: string }
  | {
      readonly kind: "log";
      /** pino's numbers: 30 `info`, 40 `warn`, 50 `error`. */
      readonly level: number;
      readonly phrase: string;
      /** What went wrong, where it has a code. */
      readonly code: string | undefined;
      readonly text: string;
    }
  | { readonly kind: "text"; readonly text: string };

/** Never refuses a line: what is not JSON of ours is text. */
export function readChildLine(text: string): ChildLine {
  if (!text.startsWith("{")) return { kind: "text", text };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "text", text }; // a line that merely begins like JSON
  }
  const isReady = ready.safeParse(value);
  if (isReady.success) return { kind: "ready", facts: isReady.data };
  const hasFailed = failed.safeParse(value);
  if (hasFailed.success) return { kind: "failed", facts: hasFailed.data };
  const isPresence = presence.safeParse(value);
  if (isPresence.success) return { kind: "presence", code: isPresence.data.presenceCode };
  const isWish = wants.safeParse(value);
  if (isWish.success) return { kind: "wants", process: isWish.data.wants };
  const isLog = logged.safeParse(value);
  if (isLog.success) {
    const { level, phrase, msg, facts } = isLog.data;
    const number = typeof level === "number" ? level : (LEVELS[level] ?? 0);
    return { kind: "log", level: number, phrase: phrase ?? msg ?? "", code: facts?.code, text };
  }
  return { kind: "text", text };
}

/** What may be shown and kept of a line. Nothing of one that holds a code. */
export function lineText(line: ChildLine): string {
  switch (line.kind) {
    case "ready":
      return "ready";
    case "presence":
      return "a code for who is at the hub";
    case "wants":
      return `wants ${line.process}`;
    case "failed":
      return `${line.facts.failed}: ${line.facts.message}`;
    case "log":
    case "text":
      return line.text;
    default:
      return line satisfies never;
  }
}
