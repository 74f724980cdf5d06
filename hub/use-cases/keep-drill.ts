/**
 * The drill, once a week by itself and whenever a guardian wants it. What came of it is kept; guardians are told of a step that is broken as soon
 * as it is, and again every four weeks while it stays so. A step that could not be tried is shown, and told to nobody.
 */
import {
  type DrillResult,
  type DrillRun,
  type DrillStep,
  type DrillView,
  worstOf,
} from "../contract/drill.ts";
import { isDrillDue } from "../domain/drill-week.ts";
import { hours, minutes, ms } from "../domain/duration.ts";
import { wallTimeAt } from "../domain/wall-time.ts";
import { type DrillNote, DrillRefused } from "../ports/drill.ts";
import type { Session } from "../ports/household.ts";
import type { House } from "./house.ts";

const LOOK_AGAIN = minutes(10);
/** What stays broken is told anew. */
const TELL_AGAIN = hours(28 * 24);
/** Half a year of weeks. */
const MOST_HISTORY = 26;

/** @param random 0 to 1: chooses the minute of the day, once */
export function startDrills(house: House, random: () => number): Disposable {
  const { clock } = house;
  const stopping = new AbortController();
  let stop: () => void = () => undefined;
  const look = async () => {
    if (house.household.people().length === 0 || house.live.drill !== undefined) return;
    const { notes } = house.drill;
    const note = await notes.read();
    if (note === undefined)
      return notes.write({ chosen: random(), lived: house.lived.now(), history: [], told: {} });
    const { hour, minute } = wallTimeAt(house.zone, clock.now());
    const isDue = isDrillDue(note.chosen, {
      minuteOfDay: hour * 60 + minute,
      since: ms(Math.max(0, house.lived.now() - note.lived)),
      isFirst: note.last === undefined,
    });
    if (isDue) await runDrill(house, { signal: stopping.signal });
  };
  // Not at once: a hub that has just started has other things to do.
  const lookAgain = () => {
    stop = clock.after(LOOK_AGAIN, () => {
      look()
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) house.fail(error);
        })
        .finally(() => {
          if (!stopping.signal.aborted) lookAgain();
        });
    });
  };
  lookAgain();
  return {
    [Symbol.dispose]() {
      stop();
      stopping.abort();
    },
  };
}

interface RunDrill {
  /** Who wanted it; nobody where it is the week's, or somebody's at the machine. */
  readonly by?: Pick<Session, "person" | "device">;
  /** It is not the week's. */
  readonly asked?: boolean;
  readonly signal: AbortSignal;
  readonly trying?: (step: DrillStep) => void;
  readonly tried?: (result: DrillResult) => void;
}

/**
 * Runs it to its end, keeps what came of it, and tells guardians.
 * @throws DrillRefused `drill.running`, `drill.no-guardian`
 */
export async function runDrill(house: House, options: RunDrill): Promise<DrillRun> {
  const { live, ledger, clock, log } = house;
  if (live.drill !== undefined) throw new DrillRefused("drill.running", "one is running");
  if (house.household.people().length === 0)
    throw new DrillRefused("drill.no-guardian", "there is no family to try it for");
  const results: DrillResult[] = [];
  const now: { step: DrillStep | null; readonly results: readonly DrillResult[] } = { step: null, results };
  live.drill = now;
  const tell = () => house.tell({ kind: "drill", done: results.length });
  try {
    if (options.asked === true) {
      const { person = null, device } = options.by ?? {};
      const who = { person, subject: null, ...(device === undefined ? {} : { device }) };
      await ledger.append({ at: clock.now(), kind: "drill-asked", ...who });
    }
    await house.drill.run({
      signal: options.signal,
      trying(step) {
        now.step = step;
        options.trying?.(step);
        tell();
      },
      tried(result) {
        now.step = null;
        results.push(result);
        log.info("a step of the drill", { step: result.step, state: result.verdict, code: result.seen });
        options.tried?.(result);
      },
    });
    const run = { at: new Date(clock.now()).toISOString(), asked: options.asked === true, results };
    await keep(house, run);
    return run;
  } finally {
    live.drill = undefined;
    tell();
  }
}

async function keep(house: House, run: DrillRun): Promise<void> {
  const { drill, ledger, clock, lived } = house;
  const before = await drill.notes.read();
  const broken = run.results.filter(({ verdict }) => verdict === "broken").map(({ step }) => step);
  const isNews = (step: DrillStep) => {
    const toldAt = before?.told[step];
    return toldAt === undefined || lived.now() - toldAt >= TELL_AGAIN;
  };
  const news = broken.filter(isNews);
  const told = Object.fromEntries(
    broken.map((step) => [step, isNews(step) ? lived.now() : before?.told[step]]),
  ) as DrillNote["told"];
  const verdict = worstOf(run.results);
  const kind = news.length > 0 ? "drill-broken" : broken.length > 0 ? "drill-still-broken" : "drill-held";
  // First the ledger: a kill in between tells twice, and never nothing.
  await ledger.append({ at: clock.now(), kind, person: null, subject: String(broken.length) });
  await drill.notes.write({
    chosen: before?.chosen ?? 0.5,
    lived: lived.now(),
    last: run,
    history: [...(before?.history ?? []), { at: run.at, verdict }].slice(-MOST_HISTORY),
    told,
  });
}

export async function viewDrill({ live, drill }: House): Promise<DrillView> {
  const note = await drill.notes.read();
  const running = live.drill === undefined ? null : { ...live.drill, results: [...live.drill.results] };
  return { running, last: note?.last ?? null, history: [...(note?.history ?? [])] };
}
