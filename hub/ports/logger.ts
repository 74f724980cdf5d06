/** Structured log. `phrase` is fixed text; what varies goes into `facts`. Never a name, an address of a toy, a token or audio. */
export interface Logger {
  debug(phrase: string, facts?: LogFacts): void;
  info(phrase: string, facts?: LogFacts): void;
  warn(phrase: string, facts?: LogFacts): void;
  error(phrase: string, facts?: LogFacts): void;
}

export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;
