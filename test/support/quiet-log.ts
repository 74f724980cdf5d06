import type { LogFacts, Logger } from "../../hub/ports/logger.ts";

export interface RecordedLine {
  readonly level: keyof Logger;
  readonly phrase: string;
  readonly facts: LogFacts | undefined;
}

/** Keeps what was logged, so that a test can search it. */
export function makeRecordingLog(): Logger & { readonly lines: RecordedLine[] } {
  const lines: RecordedLine[] = [];
  const at = (level: keyof Logger) => (phrase: string, facts?: LogFacts) =>
    void lines.push({ level, phrase, facts });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
