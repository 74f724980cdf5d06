import type { SmartHomeLine } from "../ports/smart-home.ts";

/**
 * What is retained at a broker, as it should be: told where it is something else than before, and taken back where it is not to be there any
 * more. Each topic in the order in which it changed.
 */
export class ToldTopics {
  readonly #line: SmartHomeLine;
  readonly #fail: (error: unknown) => void;
  /** Topic -> payload. */
  #told = new Map<string, string>();

  constructor(line: SmartHomeLine, fail: (error: unknown) => void) {
    this.#line = line;
    this.#fail = fail;
  }

  /** All that is to be there. @param again topics that are told whether or not they changed */
  be(wanted: ReadonlyMap<string, string>, again: ReadonlySet<string> = new Set()): void {
    for (const topic of this.#told.keys()) if (!wanted.has(topic)) this.#publish(topic, "");
    for (const [topic, payload] of wanted)
      if (again.has(topic) || this.#told.get(topic) !== payload) this.#publish(topic, payload);
    this.#told = new Map(wanted);
  }

  /** It is retained there from before: what is not wanted any more is taken back with the next {@link be}. */
  note(topic: string): void {
    if (!this.#told.has(topic)) this.#told.set(topic, "");
  }

  /** The broker forgot, or may have. */
  forget(): void {
    this.#told.clear();
  }

  #publish(topic: string, payload: string): void {
    this.#line.publish(topic, payload, { retain: true }).catch(this.#fail);
  }
}
