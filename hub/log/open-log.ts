import { type DestinationStream, destination, type LevelWithSilent, pino } from "pino";
import type { LogFacts, Logger } from "../ports/logger.ts";
import { journalStream } from "./journal-stream.ts";
import { safeFacts, safePhrase } from "./safe-facts.ts";

export interface LogOptions {
  /** `hub`, `ble`: which process speaks. */
  readonly process: string;
  readonly level?: LevelWithSilent;
  /** Of a socket to systemd's journal: then each line is an entry there, with its facts as fields. */
  readonly journalFd?: string | undefined;
  /** JSON, one line each; standard output when left out. */
  readonly to?: DestinationStream;
}

/** JSON lines, or entries of the journal, written before the call returns, so that the last words of a process are there. */
export function openLog({
  process,
  level = "info",
  journalFd,
  to = destination({ dest: 1, sync: true }),
}: LogOptions): Logger {
  const lines = pino(
    {
      level,
      base: { process },
      messageKey: "phrase",
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    journalFd === undefined ? to : journalStream(Number(journalFd), to),
  );
  const at =
    (name: keyof Logger) =>
    (phrase: string, facts: LogFacts = {}) => {
      lines[name]({ facts: safeFacts(facts) }, safePhrase(phrase));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
