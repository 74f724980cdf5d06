/** One thing that is looked at in a house that runs Pawpost. A check changes nothing, but where it is told to mend. */
import type { CheckId, HubFacts } from "../contract/house-check.ts";
import type { OutsideView } from "../contract/outside-view.ts";
import type { Duration } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";

export type Finding =
  | { readonly verdict: "ok"; readonly says: string; readonly mended?: readonly string[] }
  | {
      readonly verdict: "warn" | "fail";
      readonly says: string;
      /** What to do about it, exactly. */
      readonly next: string;
      readonly mended?: readonly string[];
    }
  | { readonly verdict: "cannot-tell"; readonly says: string; readonly next?: string };

/** What a check looks at. */
export interface HouseContext {
  readonly clock: Clock;
  /** `PAWPOST_DATA` */
  readonly dataDir: string;
  /** `PAWPOST_RUN`; `undefined` where nothing runs. */
  readonly runDir: string | undefined;
  readonly configFile: string;
  /** Where the kernel tells of processes and sockets: `/proc`. */
  readonly proc: string;
  /** What the running hub says; `undefined` where none answers. */
  readonly hub: HubFacts | undefined;
  /** What the relay sees of the house; `undefined` where none was joined. @throws where nobody can ask it */
  outside(): Promise<OutsideView | undefined>;
  /** Whether systemd runs it, as the package has it; else `scripts/start` does, or nobody. */
  readonly isInstalled: boolean;
  /** User ids that Pawpost alone has. */
  readonly users: readonly number[];
  /** What is safe to mend is mended. */
  readonly mends: boolean;
}

export interface Check<Context extends HouseContext = HouseContext> {
  readonly id: CheckId;
  readonly title: string;
  /** Why it matters, in a sentence. */
  readonly why: string;
  /** What `--fix` mends; left out where it mends nothing. */
  readonly mends?: string;
  /** Ten seconds when left out. */
  readonly within?: Duration;
  run(context: Context, signal: AbortSignal): Promise<Finding>;
}

export const ok = (says: string, mended: readonly string[] = []): Finding => ({
  verdict: "ok",
  says,
  mended,
});
export const warn = (says: string, next: string, mended: readonly string[] = []): Finding => ({
  verdict: "warn",
  says,
  next,
  mended,
});
export const fail = (says: string, next: string, mended: readonly string[] = []): Finding => ({
  verdict: "fail",
  says,
  next,
  mended,
});
export const cannotTell = (says: string, next?: string): Finding =>
  next === undefined ? { verdict: "cannot-tell", says } : { verdict: "cannot-tell", says, next };

/** What every check says that needs a running hub and finds none. */
export const withoutHub = ({ isInstalled }: Pick<HouseContext, "isInstalled">): Finding =>
  cannotTell(
    "The hub does not run, and only it knows.",
    isInstalled ? "systemctl start pawpost.target" : "scripts/start",
  );
