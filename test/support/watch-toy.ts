import { hearToy } from "./hear-toy.ts";

export interface ToyWatch extends Disposable {
  /** Uploads that the toy began to take since it is watched. */
  readonly uploads: number;
  /** How often its microphone was opened, also where neither state nor heart shows it. */
  readonly recordings: number;
}

/** Counts what a simulated toy does. */
export function watchToy(socketPath: string): ToyWatch {
  let [uploads, recordings] = [0, 0];
  let before = { stateName: "", recording: false };
  const heard = hearToy(socketPath, (now) => {
    if (now.stateName !== before.stateName && now.stateName === "bufferPrime") uploads += 1;
    if (now.recording && !before.recording) recordings += 1;
    before = now;
  });
  return {
    get uploads() {
      return uploads;
    },
    get recordings() {
      return recordings;
    },
    [Symbol.dispose]: () => heard[Symbol.dispose](),
  };
}
