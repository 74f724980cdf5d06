import type { MessageView } from "../../hub/contract/api.ts";

/** When how much of one try had arrived. */
interface Sample {
  readonly attempt: number;
  readonly percent: number;
  /** Unix ms, of this browser. */
  readonly at: number;
}

/** How fast messages go over just now, by what this page saw. */
export type Paces = Map<string, { readonly first: Sample; readonly last: Sample }>;

/** So much has to be seen before a forecast is worth anything. */
const LEAST_PERCENT = 5;
const LEAST_MS = 1_500;

/** Takes in what the hub tells of a message. Another try begins anew; one that is over is forgotten. */
export function notePace(paces: Paces, { id, state, progress }: MessageView, now: number): void {
  if (state !== "delivering" || progress === null) {
    paces.delete(id);
    return;
  }
  const sample: Sample = { ...progress, at: now };
  const known = paces.get(id);
  const goesOn = known !== undefined && known.first.attempt === progress.attempt;
  paces.set(id, { first: goesOn ? known.first : sample, last: sample });
}

/** @returns whole seconds until it is over there; `undefined` where too little was seen, or nothing moves any more */
export function secondsLeft(paces: Paces, message: MessageView, now: number): number | undefined {
  const pace = paces.get(message.id);
  if (pace === undefined) return undefined;
  const { first, last } = pace;
  const [percent, took] = [last.percent - first.percent, last.at - first.at];
  if (percent < LEAST_PERCENT || took < LEAST_MS) return undefined;
  const left = ((100 - last.percent) * took) / percent - (now - last.at);
  // Twice as late as the forecast: it was none.
  if (left < -took) return undefined;
  return Math.max(1, Math.round(left / 1_000));
}
