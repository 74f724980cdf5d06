import type { LedSetting } from "./led.ts";

/**
 * A heart that blinked and that something of ours, or the child's own recording, puts out: owed until it is lit again, by this link, by the
 * next one, or by the process after this one.
 */
export class HeartDebt {
  #owed: LedSetting | undefined;
  #note: (isOwed: boolean) => Promise<void> = async () => undefined;

  /** As it blinked. */
  get owed(): LedSetting | undefined {
    return this.#owed;
  }

  /** @param note makes durable that there is a debt, or none; must not throw */
  keepBy(note: (isOwed: boolean) => Promise<void>): void {
    this.#note = note;
  }

  /** To be waited for before the heart goes out. */
  async begin(owed: LedSetting): Promise<void> {
    this.#owed = owed;
    await this.#note(true);
  }

  /** It blinks, or nobody waits for it any more. Not waited for: at worst a heart that blinks is lit once more. */
  pay(): void {
    this.#owed = undefined;
    void this.#note(false);
  }
}
