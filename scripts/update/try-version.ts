/** A version on trial: it runs, and stays where it is well in time. If not, the one before it runs again, by itself. */
import { type Duration, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import type { Machine } from "./machine.ts";
import { goBack } from "./settle.ts";
import type { StoreCopy } from "./store-copy.ts";
import type { VersionFolders } from "./version-folders.ts";

/** For all that a start may take, a store that is brought up to date among it. */
const WELL_WITHIN: Duration = seconds(120);
const LOOK_EVERY: Duration = seconds(2);
/** Well so often in a row: what answers once and falls over is not well. */
const WELL_TIMES = 5;

export type Tried = { readonly kind: "committed" } | { readonly kind: "turned-back"; readonly to: string };

export interface Trial {
  readonly folders: VersionFolders;
  readonly copy: StoreCopy;
  readonly machine: Pick<Machine, "stop" | "start" | "lay" | "isWell" | "isLost">;
  readonly clock: Clock;
}

export async function tryVersion(trial: Trial, version: string, counter: number): Promise<Tried> {
  const { folders, copy, machine } = trial;
  await copy.begin();
  try {
    await machine.stop();
    await copy.make();
    await folders.begin(version, counter);
  } catch (error) {
    await machine.start(); // the one that ran; nothing was changed
    await copy.remove();
    throw error;
  }
  if (await staysWell(trial, version)) {
    await folders.commit();
    await copy.remove();
    return { kind: "committed" };
  }
  return { kind: "turned-back", to: (await goBack(trial)) ?? version };
}

async function staysWell({ machine, clock }: Trial, version: string): Promise<boolean> {
  const end = clock.monotonic() + WELL_WITHIN;
  try {
    await machine.lay();
    await machine.start();
  } catch {
    return false; // it cannot even be started
  }
  for (let times = 0; clock.monotonic() < end; ) {
    times = (await machine.isWell(version)) ? times + 1 : 0;
    if (times === WELL_TIMES) return true;
    if (times === 0 && (await machine.isLost())) return false;
    await clock.sleep(LOOK_EVERY);
  }
  return false;
}
