import { sha256 } from "../contract/sha256.ts";
import { clipRefused } from "./check-message.ts";
import type { House } from "./house.ts";
import { tellLibrary } from "./view-library.ts";

interface StarterClip {
  readonly title: string;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
}

/**
 * A new hub's library holds a few tunes, once: what is removed does not come back. Checked as anything else that a child may hear, and on no
 * toy before a guardian's stamp. A kill in between leaves some; the next start adds the others.
 */
export async function giveStarter(house: House, read: () => Promise<readonly StarterClip[]>): Promise<void> {
  const { library, check, clock } = house;
  if ((await library.hadStarter()) || (await house.disk.look()) !== "enough") return;
  for (const { title, toyBytes } of await read()) {
    const clip = await sha256(toyBytes);
    if (library.all().some((item) => item.clip === clip)) continue;
    const checked = await check.message(toyBytes);
    if (checked.kind === "refused") throw clipRefused(checked);
    const { milliseconds } = checked;
    const facts = { title, clip, milliseconds, bytes: toyBytes.byteLength, addedAt: clock.now() };
    const place = { kind: "lullaby", story: null, chapter: null, addedBy: null } as const;
    // Nobody did it: the history begins with the family.
    await library.add({ id: house.newId(), ...place, ...facts }, toyBytes, []);
  }
  await library.noteStarter();
  tellLibrary(house);
}
