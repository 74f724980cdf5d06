/** What a process says to whoever started it, and keeps running: `scripts/start`, or systemd. docs/processes.md. */
export interface Supervisor {
  /** It serves from now on. @param facts for who sits at the terminal, where there is one; never logged */
  ready(facts?: Readonly<Record<string, string | number | null | undefined>>): void;
  /** Another process is needed that was not begun yet. */
  wants(process: string): void;
  /** For who is at the machine. */
  presenceCode(code: string): void;
  /** It ends, because it was told to. */
  stopping(): void;
  /** How often it wants to hear that all is well, ms; `undefined` where nobody waits for that. */
  readonly watchdogMs: number | undefined;
  /** All is well: the process is not to be started anew. */
  alive(): void;
}

/** One JSON object a line, on standard output: `scripts/supervisor/child-line.ts` reads it. */
export const lineSupervisor = (print: (line: string) => void): Supervisor => {
  const say = (facts: object) => print(JSON.stringify(facts));
  return {
    ready: (facts) => say({ ready: true, ...facts }),
    wants: (process) => say({ wants: process }),
    presenceCode: (code) => say({ presenceCode: code }),
    stopping: () => undefined,
    watchdogMs: undefined,
    alive: () => undefined,
  };
};
