/** A version on trial: it runs, and stays where it is well in time. If not, the one before it runs again, by itself. */
import { type Duration, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { VersionFolders } from "./version-folders.ts";

/** For all that a start may take, a store that is brought up to date among it. */
const WELL_WITHIN: Duration = seconds(120);
const LOOK_EVERY: Duration = seconds(2);
/** Well so often in a row: what answers once and falls over is not well. */
const WELL_TIMES = 5;

export type Tried = { readonly kind: "committed" } | { readonly kind: "turned-back"; readonly to: string };

export async function tryVersion(parts: {
  readonly folders: VersionFolders;
  readonly version: string;
  readonly counter: number;
  /** Stops what runs, and starts what `current` names. @throws whatever it cannot do */
  readonly restart: () => Promise<void>;
  /** Whether all of it is ready. Never rejects. */
  readonly isWell: () => Promise<boolean>;
  readonly clock: Clock;
}): Promise<Tried> {
  const { folders, version, counter, restart, isWell, clock } = parts;
  await folders.begin(version, counter);
  if (await staysWell({ restart, isWell, clock })) {
    await folders.commit();
    return { kind: "committed" };
  }
  const to = (await folders.turnBack()) ?? version;
  await restart();
  return { kind: "turned-back", to };
}

async function staysWell({
  restart,
  isWell,
  clock,
}: Pick<Parameters<typeof tryVersion>[0], "restart" | "isWell" | "clock">): Promise<boolean> {
  const end = clock.monotonic() + WELL_WITHIN;
  try {
    await restart();
  } catch {
    return false; // it cannot even be started
  }
  for (let times = 0; clock.monotonic() < end; ) {
    times = (await isWell()) ? times + 1 : 0;
    if (times === WELL_TIMES) return true;
    await clock.sleep(LOOK_EVERY);
  }
  return false;
}
