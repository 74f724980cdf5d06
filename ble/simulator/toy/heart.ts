/** The heart's light: what is set, and how bright it is at a moment. */
import {
  encodeLed,
  HEART_OFF,
  HEART_ON,
  type LedSetting,
  type LedWrite,
  PATTERN_PIECE_BYTES,
  PATTERN_PIECES,
} from "../../toys/cloudpets/led.ts";

/** The firmware's timer; half a blink is a whole number of these. */
const TICK_MS = 100;
const PATTERN_END = 0xfe;
const PATTERN_REPEAT = 0xff;
const PATTERN_WAIT = 0x80;

export interface HeartLook {
  readonly mode: LedSetting["mode"] | "pattern";
  /** How bright now, percent. */
  readonly level: number;
  /** Half a blink, ms; 0 unless it blinks. */
  readonly periodMs: number;
}

export class Heart {
  #setting: LedSetting = HEART_OFF;
  #since = 0;
  #isPattern = false;
  #pattern = new Uint8Array(PATTERN_PIECES * PATTERN_PIECE_BYTES).fill(PATTERN_END);

  /** Switches, from `now` on (monotonic ms); the levels that were set stay. */
  off(now: number): void {
    this.show({ ...this.#setting, mode: "off", periodMs: 0 }, now);
  }

  on(now: number): void {
    this.show(HEART_ON, now);
  }

  show(setting: LedSetting, now: number): void {
    this.#setting = setting;
    this.#since = now;
    this.#isPattern = false;
  }

  /** Does what a write to LED asks, but for storing: that is the flash's. */
  write(write: Exclude<LedWrite, { kind: "store-play-led" }>, now: number): void {
    switch (write.kind) {
      case "set":
        this.show(write.setting, now);
        break;
      case "levels":
        this.#setting = { ...this.#setting, onPercent: write.onPercent, offPercent: write.offPercent };
        break;
      case "pattern-piece":
        this.#pattern.set(write.steps, write.index * PATTERN_PIECE_BYTES);
        break;
      case "pattern-start":
        this.#since = now;
        this.#isPattern = true;
        break;
    }
  }

  /** What a read of LED answers. */
  encode(): Uint8Array {
    return encodeLed(this.#setting);
  }

  look(now: number): HeartLook {
    const { mode, onPercent, offPercent } = this.#setting;
    if (this.#isPattern) return { mode: "pattern", level: this.#patternLevel(now), periodMs: 0 };
    if (mode !== "blink") return { mode, level: mode === "on" ? onPercent : offPercent, periodMs: 0 };
    const periodMs = Math.max(TICK_MS, Math.floor(this.#setting.periodMs / TICK_MS) * TICK_MS);
    const isOn = Math.floor((now - this.#since) / periodMs) % 2 === 0;
    return { mode, level: isOn ? onPercent : offPercent, periodMs };
  }

  /** A level lasts a tick, a wait its count of ticks. */
  #patternLevel(now: number): number {
    let ticks = Math.floor((now - this.#since) / TICK_MS);
    let level = 0;
    for (let at = 0, begun = 0; at < this.#pattern.length; at += 1) {
      const step = this.#pattern[at] ?? PATTERN_END;
      if (step === PATTERN_END) break;
      if (step === PATTERN_REPEAT) {
        if (begun === 0) break;
        ticks %= begun;
        at = -1;
        begun = 0;
        level = 0;
        continue;
      }
      const lasts = step >= PATTERN_WAIT ? step - PATTERN_WAIT : 1;
      if (step < PATTERN_WAIT) level = step;
      begun += lasts;
      if (ticks < begun) break;
    }
    return level;
  }
}
