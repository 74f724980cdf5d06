/** What runs versions: systemd on an installed system. `updating.ts` decides, this does. */
export interface Machine {
  /** Ends all of Pawpost, and does not resolve before it has. Nothing where nothing runs. */
  stop(): Promise<void>;
  /** Starts what `current` names, and waits for nothing. */
  start(): Promise<void>;
  /** Has the machine start it as the version that `current` names says. */
  lay(): Promise<void>;
  /** Whatever makes a version's first start quick. @param folder where it lies */
  prepare(folder: string): Promise<void>;
  /** Whether all of it is ready, in that version. Never rejects. */
  isWell(version: string): Promise<boolean>;
  /** Whether part of it ended for good, and is not started again. Never rejects. */
  isLost(): Promise<boolean>;
  /** Whether something is on its way to a toy, or from one. `false` where nobody can say. */
  isBusy(): Promise<boolean>;
}
