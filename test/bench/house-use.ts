/** A hub that lives through days of use, with what it holds in memory and has open looked at each hour. Its clock is driven: an hour takes seconds. */
import { makeMemoryDir } from "../support/store-rig.ts";
import { FamilyLife } from "./family-life.ts";
import { SimulatedHub } from "./simulated-hub.ts";

const MINUTE_MS = 60_000;
/** Every so many minutes. */
const EVERY = { post: 15, answer: 30, lookIn: 15, carryAway: 60, restartRadio: 120, visit: 180 } as const;
type Deed = keyof typeof EVERY;
const STEP_MINUTES = 5;

interface UsedHour {
  readonly hour: number;
  /** MiB, garbage collected. */
  readonly heldMiB: number;
  readonly rssMiB: number;
  readonly descriptors: number;
}

export interface MeasuredUse {
  readonly hours: readonly UsedHour[];
  readonly done: Readonly<Record<Deed, number>>;
}

export async function measureUse(hours: number, report: (line: string) => void): Promise<MeasuredUse> {
  await using dir = await makeMemoryDir();
  await using hub = await SimulatedHub.start({ dataFolder: `${dir.path}/data` });
  await using life = await FamilyLife.begin(hub);
  const done: Record<Deed, number> = {
    post: 0,
    answer: 0,
    lookIn: 0,
    carryAway: 0,
    restartRadio: 0,
    visit: 0,
  };
  const used: UsedHour[] = [];
  for (let minute = STEP_MINUTES; minute <= hours * 60; minute += STEP_MINUTES) {
    await hub.advance(STEP_MINUTES * MINUTE_MS);
    for (const deed of Object.keys(EVERY) as Deed[]) {
      if (minute % EVERY[deed] !== 0) continue;
      await life[deed]();
      done[deed] += 1;
    }
    if (minute % 60 !== 0) continue;
    const { held, rss } = await hub.measure();
    used.push({
      hour: minute / 60,
      heldMiB: held / 2 ** 20,
      rssMiB: rss / 2 ** 20,
      descriptors: hub.descriptors(),
    });
    if (minute % 720 === 0) report(`house: ${minute / 60} of ${hours} hours of use`);
  }
  return { hours: used, done };
}
