/** What a new hub's library holds: music-box tunes, computed once by `scripts/starter-clips.ts` and kept beside this file. */
import { readFile } from "node:fs/promises";
import { TUNES } from "./tunes.ts";

export interface StarterClip {
  readonly title: string;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
}

export const starterPath = (name: string): URL => new URL(`./clips/${name}.toy`, import.meta.url);

export const readStarter = (): Promise<readonly StarterClip[]> =>
  Promise.all(
    TUNES.map(async ({ title, name }) => ({
      title,
      toyBytes: new Uint8Array(await readFile(starterPath(name))),
    })),
  );
