import { sha256 } from "../contract/sha256.ts";
import type { House } from "./house.ts";
import { tellLibrary } from "./view-library.ts";

interface StarterClip {
  readonly title: string;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly milliseconds: number;
}

/**
 * A new hub's library holds a few tunes, once: what is removed does not come back. They were checked when they were computed, as anything that a
 * child may hear; what is read must be those very bytes. On no toy before a guardian's stamp. A kill in between leaves some; the next start adds the others.
 * @throws Error for other bytes
 */
export async function giveStarter(house: House, read: () => Promise<readonly StarterClip[]>): Promise<void> {
  const { library, clock } = house;
  if ((await library.hadStarter()) || (await house.disk.look()) !== "enough") return;
  for (const { title, toyBytes, milliseconds, sha256: clip } of await read()) {
    if ((await sha256(toyBytes)) !== clip)
      throw new Error(`"${title}" is not the tune that came with this program`);
    if (library.all().some((item) => item.clip === clip)) continue;
    const facts = { title, clip, milliseconds, bytes: toyBytes.byteLength, addedAt: clock.now() };
    const place = { kind: "lullaby", story: null, chapter: null, addedBy: null } as const;
    // Nobody did it: the history begins with the family.
    await library.add({ id: house.newId(), ...place, ...facts }, toyBytes, []);
  }
  await library.noteStarter();
  tellLibrary(house);
}
