/** What a new hub's library holds: music-box tunes, computed once by `scripts/starter-clips.ts` and kept beside this file. */
import { readFile } from "node:fs/promises";
import { KEPT_CLIPS } from "./kept-clips.ts";
import { starterPath } from "./starter-path.ts";
import { TUNES } from "./tunes.ts";

export interface StarterClip {
  readonly title: string;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  /** Of the bytes that were computed, and how long they sound. */
  readonly sha256: string;
  readonly milliseconds: number;
}

export const readStarter = (): Promise<readonly StarterClip[]> =>
  Promise.all(
    TUNES.map(async ({ title, name }) => ({
      title,
      toyBytes: new Uint8Array(await readFile(starterPath(name))),
      ...KEPT_CLIPS[name],
    })),
  );
