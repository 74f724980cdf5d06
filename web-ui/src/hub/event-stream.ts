/** `text/event-stream` (WHATWG HTML, section 9.2), read through fetch() because an EventSource cannot carry a proof. */

/** Cuts a stream of text into the `data` of its events. Comments (the hub's heartbeat) and other fields are passed over. */
export class EventCutter {
  #rest = "";
  #data: string[] = [];

  /** @returns data of the events that are complete now, oldest first */
  push(text: string): string[] {
    const complete: string[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?=[^\n])/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data:")) {
        this.#data.push(line.slice(line[5] === " " ? 6 : 5));
      } else if (line === "" && this.#data.length > 0) {
        complete.push(this.#data.join("\n"));
        this.#data = [];
      }
    }
    return complete;
  }
}

/** @yields `undefined` for a sign of life without an event */
export async function* readEvents(response: Response): AsyncGenerator<string | undefined, void> {
  if (response.body === null) return;
  const cutter = new EventCutter();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = cutter.push(value);
      if (events.length === 0) yield undefined;
      yield* events;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // An aborted stream has nothing left to cancel.
  }
}
