import { beforeEach, expect, test } from "vitest";
import { publicId } from "../../hub/contract/public-id.ts";
import type { RawSound } from "../../web-ui/src/recording/raw-sound.ts";
import { type NewTake, NO_CUT, TakeGone, type TakeStore } from "../../web-ui/src/recording/take-store.ts";

const ME = publicId.parse("AAAAAAAAAAAAAAAAAAAAAA");
const BEAR = publicId.parse("BBBBBBBBBBBBBBBBBBBBBA");
const RATE = 8_000;

export const takeOf = (id: string, startedAt = 1_000): NewTake => ({
  id,
  person: ME,
  startedAt,
  notes: { to: BEAR, title: "", cut: NO_CUT },
});

/** A second whose every sample tells where it was; exact in 16 bits for the first four. */
export const secondOf = (number: number): RawSound => ({
  pcm: Float32Array.from({ length: RATE }, (_, at) => (number * RATE + at) / 32_768),
  sampleRateHz: RATE,
});

export async function keepSeconds(store: TakeStore, id: string, seconds: number): Promise<void> {
  await store.begin(takeOf(id));
  for (let number = 0; number < seconds; number += 1) await store.add(id, number, secondOf(number));
}

/** What every {@link TakeStore} promises. */
export function takeStoreContract(open: () => Promise<TakeStore>): void {
  let store: TakeStore;

  beforeEach(async () => {
    store = await open();
  });

  test("gives back what was said, sample by sample", async () => {
    await keepSeconds(store, "one", 3);
    expect(await store.all()).toEqual([{ ...takeOf("one"), state: "recording", milliseconds: 3_000 }]);
    const sounds = await store.sounds("one");
    expect(sounds.map(({ sampleRateHz }) => sampleRateHz)).toEqual([RATE, RATE, RATE]);
    expect(sounds.flatMap(({ pcm }) => [...pcm])).toEqual([0, 1, 2].flatMap((n) => [...secondOf(n).pcm]));
  });

  test("a piece that does not follow the last is refused, and one of a take that is gone", async () => {
    await keepSeconds(store, "one", 1);
    await expect(store.add("one", 2, secondOf(2))).rejects.toThrow(TakeGone);
    await expect(store.add("one", 0, secondOf(0))).rejects.toThrow(TakeGone);
    await expect(store.add("two", 0, secondOf(0))).rejects.toThrow(TakeGone);
    expect((await store.all())[0]?.milliseconds).toBe(1_000);
  });

  test("what is removed leaves nothing, and others alone", async () => {
    await keepSeconds(store, "one", 2);
    await keepSeconds(store, "one-more", 1);
    await store.remove("one");
    expect((await store.all()).map(({ id }) => id)).toEqual(["one-more"]);
    expect(await store.sounds("one")).toEqual([]);
  });

  test("state and notes change one by one; a take that is gone does not come back by it", async () => {
    await keepSeconds(store, "one", 1);
    await store.change("one", { state: "draft" });
    const notes = { to: BEAR, title: "Good night", cut: { start: 500, end: 0 } };
    await store.change("one", { notes });
    expect((await store.all())[0]).toMatchObject({ state: "draft", notes, milliseconds: 1_000 });
    await store.remove("one");
    await store.change("one", { state: "draft", notes });
    expect(await store.all()).toEqual([]);
  });

  test("takes come oldest first", async () => {
    await store.begin(takeOf("late", 2_000));
    await store.begin(takeOf("soon", 1_000));
    expect((await store.all()).map(({ id }) => id)).toEqual(["soon", "late"]);
  });
}
