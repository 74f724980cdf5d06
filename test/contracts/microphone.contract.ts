import { expect, test, vi } from "vitest";
import type { Microphone } from "../../hub/ports/microphone.ts";

export interface MicrophoneUnderTest {
  readonly microphone: Microphone;
  /** What it gives, from its first sample on. */
  readonly samples: Int16Array;
  /** Lets it give more, where it does not by itself. */
  goOn(): void;
  /** As if it were unplugged. */
  unplug(): Promise<void>;
  /** Whether something on this machine hears just now. */
  isHearing(): Promise<boolean>;
}

const samplesOf = (pieces: readonly Uint8Array[]) =>
  new Int16Array(Uint8Array.from(Buffer.concat(pieces)).buffer);

export function microphoneContract(make: () => Promise<MicrophoneUnderTest>): void {
  test("gives every sample, whole, from the first on, however late somebody listens", async () => {
    const { microphone, samples, goOn } = await make();
    using open = await microphone.open();
    goOn();
    const pieces: Uint8Array[] = [];
    open.listen(
      (pcm) => void pieces.push(pcm),
      () => undefined,
    );
    await vi.waitFor(() => {
      goOn();
      expect(pieces.length).toBeGreaterThan(3);
    }, 90_000);
    expect(pieces.every(({ byteLength }) => byteLength % 2 === 0)).toBe(true);
    const heard = samplesOf(pieces).slice(0, samples.length);
    expect(heard).toEqual(samples.slice(0, heard.length));
  });

  test("is silent once it was closed, says nothing of its end, and nothing hears any more", async () => {
    const { microphone, goOn, isHearing } = await make();
    const open = await microphone.open();
    expect(await isHearing()).toBe(true);
    let pieces = 0;
    let ends = 0;
    open.listen(
      () => {
        pieces += 1;
        open[Symbol.dispose]();
      },
      () => {
        ends += 1;
      },
    );
    goOn();
    await vi.waitFor(() => expect(pieces).toBe(1), 90_000);
    await vi.waitFor(async () => expect(await isHearing()).toBe(false), { timeout: 5_000 });
    goOn();
    expect([pieces, ends]).toEqual([1, 0]);
    open[Symbol.dispose]();
  });

  test("says once that it ended by itself", async () => {
    const { microphone, unplug, isHearing } = await make();
    using open = await microphone.open();
    let ends = 0;
    open.listen(
      () => undefined,
      () => {
        ends += 1;
      },
    );
    await unplug();
    await vi.waitFor(() => expect(ends).toBe(1), { timeout: 5_000 });
    expect(await isHearing()).toBe(false);
  });
}
