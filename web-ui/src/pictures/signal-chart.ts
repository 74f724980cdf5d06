/**
 * A day of a toy's signal as lines: a point for each minute, a stroke for each run of minutes in which it was heard. What was not heard
 * stays empty: nothing is drawn across it.
 *
 *   0 ┌──────────────┐ -30 dBm
 *     │  in reach    │
 *     ├──────────────┤ -80
 *     │  weak        │
 *  70 └──────────────┘ -100
 *     0            288     a day, five minutes a unit; now is at the right
 */

export const DAY_MINUTES = 1_440;
export const CHART_WIDTH = 288;
export const CHART_HEIGHT = 70;
/** From here up a toy is well in reach. The maker's app took no toy that was weaker. */
export const IN_REACH_DBM = -80;
const STRONGEST_DBM = -30;

/** A day, oldest first; `null` where it was not heard. Fewer are the newest. */
export type Minutes = readonly (number | null)[];

/** Where in the picture a strength lies. */
export const yOf = (rssi: number): number => Math.min(CHART_HEIGHT, Math.max(0, STRONGEST_DBM - rssi));

/** @param minute 0..1439, oldest first */
export const xOf = (minute: number): number => round((minute * CHART_WIDTH) / DAY_MINUTES);

/** The `d` of one SVG path: a stroke for each run of minutes, a dot for one that stands alone. */
export function drawSignal(minutes: Minutes): string {
  const first = DAY_MINUTES - minutes.length;
  let path = "";
  for (const { from, to } of runs(minutes)) {
    path += `M${xOf(first + from)} ${yOf(minutes[from] ?? 0)}`;
    for (let at = from + 1; at < to; at += 1) path += `L${xOf(first + at)} ${yOf(minutes[at] ?? 0)}`;
    if (to === from + 1) path += "h.2";
  }
  return path;
}

/** Runs of minutes in which it was heard, `to` behind the last. */
function* runs(minutes: Minutes): Generator<{ readonly from: number; readonly to: number }> {
  let from: number | undefined;
  for (let at = 0; at <= minutes.length; at += 1) {
    const isHeard = at < minutes.length && minutes[at] !== null;
    if (isHeard) from ??= at;
    else if (from !== undefined) {
      yield { from, to: at };
      from = undefined;
    }
  }
}

/** A gap shorter than this is a slip of the radio: drawn, and not worth a word. */
const GAP_MINUTES = 3;

export interface SignalSummary {
  /** For how many minutes there is anything to say. */
  readonly known: number;
  readonly heard: number;
  /** Of those, how many were in reach with some to spare. */
  readonly near: number;
  /** Between two times that it was heard. */
  readonly gaps: number;
  /** Minutes. */
  readonly longestGap: number;
  /** Minutes since it was heard last; 0 for now, `undefined` for not at all. */
  readonly silentFor: number | undefined;
}

/** What the picture says, in numbers. */
export function sumUpSignal(minutes: Minutes): SignalSummary {
  const heardRuns = [...runs(minutes)];
  const gaps = heardRuns
    .slice(1)
    .map(({ from }, at) => from - (heardRuns[at]?.to ?? from))
    .filter((length) => length >= GAP_MINUTES);
  const last = heardRuns.at(-1);
  const silentFor = last === undefined ? undefined : minutes.length - last.to;
  return {
    known: minutes.length,
    heard: minutes.filter((rssi) => rssi !== null).length,
    near: minutes.filter((rssi) => rssi !== null && rssi >= IN_REACH_DBM).length,
    gaps: gaps.length,
    longestGap: Math.max(0, ...gaps),
    silentFor: silentFor !== undefined && silentFor < GAP_MINUTES ? 0 : silentFor,
  };
}

export interface SignalHour {
  /** Unix ms. */
  readonly from: number;
  readonly heard: number;
  /** dBm, of the minutes in which it was heard. */
  readonly average: number | undefined;
}

/** The same as a table: newest hour first, as far as anything is known. @param until Unix ms, the end of the newest minute */
export function tableOfSignal(minutes: Minutes, until: number): readonly SignalHour[] {
  const hours: SignalHour[] = [];
  for (let end = minutes.length; end > 0; end -= 60) {
    const hour = minutes.slice(Math.max(0, end - 60), end);
    const heard = hour.filter((rssi) => rssi !== null);
    const sum = heard.reduce((total, rssi) => total + rssi, 0);
    hours.push({
      from: until - (minutes.length - end + hour.length) * 60_000,
      heard: heard.length,
      average: heard.length === 0 ? undefined : Math.round(sum / heard.length),
    });
  }
  return hours;
}

/** One more minute. @param until and @param last Unix ms, the end of the new one, and of the newest so far */
export function addMinute(minutes: Minutes, last: number, until: number, rssi: number | null): Minutes {
  const steps = Math.round((until - last) / 60_000);
  if (steps < 0) return minutes;
  if (steps === 0) return [...minutes.slice(0, -1), rssi];
  const gap = new Array<null>(Math.min(steps - 1, DAY_MINUTES)).fill(null);
  return [...minutes, ...gap, rssi].slice(-DAY_MINUTES);
}

const round = (value: number) => Math.round(value * 10) / 10;
