import { houseEvent } from "../../hub/contract/api.ts";
import type { MessageState } from "../../hub/domain/message-state.ts";
import { readEvents } from "../../web-ui/src/hub/event-stream.ts";
import type { Guardian } from "../support/guardian.ts";

/** Listens to the hub as an open page does. */
export class OpenPage implements AsyncDisposable {
  readonly #closing = new AbortController();
  readonly #states = new Map<string, MessageState>();
  #reading: Promise<void> = Promise.resolve();
  #changed = Promise.withResolvers<void>();

  static async open(guardian: Guardian): Promise<OpenPage> {
    const page = new OpenPage();
    const response = await guardian.client.open("GET", "/events", { signal: page.#closing.signal });
    page.#reading = page.#read(response).catch(() => undefined); // closed, or the hub is gone: whoever waits hears nothing more
    return page;
  }

  /** @returns the state that the message came to first, of those asked for */
  async until(id: string, states: readonly MessageState[], withinMs: number): Promise<MessageState> {
    const late = AbortSignal.timeout(withinMs);
    for (;;) {
      const state = this.#states.get(id);
      if (state !== undefined && states.includes(state)) return state;
      await Promise.race([
        this.#changed.promise,
        new Promise<never>((_, fail) => {
          late.addEventListener("abort", () => fail(new Error(`message is ${state} after ${withinMs} ms`)));
        }),
      ]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#reading;
  }

  async #read(response: Response): Promise<void> {
    for await (const text of readEvents(response)) {
      const event = text === undefined ? undefined : houseEvent.safeParse(JSON.parse(text)).data;
      if (event?.kind !== "message") continue;
      this.#states.set(event.message.id, event.message.state);
      const { resolve } = this.#changed;
      this.#changed = Promise.withResolvers();
      resolve();
    }
  }
}
