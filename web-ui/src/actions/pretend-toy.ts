import { signal } from "@preact/signals";
import { type PretendToyView, pretendToyView } from "../../../hub/contract/api.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { follow } from "../hub/follow.ts";
import type { Page } from "../page-state.ts";
import { hum } from "../recording/hum.ts";
import { type Recorder, startRecorder } from "../recording/recorder.ts";

/** A toy's own recording ends after 19 s; what the child said must be there before. */
const LONGEST_ANSWER_MS = 18_000;

/** The paws, ear and mouth of the pretend toy. */
export class PretendToy {
  readonly view = signal<PretendToyView | undefined>(undefined);
  /** The child's voice is a hum, because this browser has no microphone for us. */
  readonly isHumming = signal(false);
  readonly #page: Page;
  #recorder: Promise<Recorder | undefined> | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  follow(signal: AbortSignal): Promise<void> {
    return follow(
      this.#page.client,
      {
        path: "/pretend-toy/events",
        schema: pretendToyView,
        timer: browserTimer,
        onEvent: (view) => this.#show(view),
        onConnection: () => undefined,
        onEnded: () => undefined,
      },
      signal,
    );
  }

  pressBlue(): Promise<void> {
    return this.#page.client.call("POST", "/pretend-toy/paws/play");
  }

  /** Presses the red hand; while the toy records, so does the browser, and the second press hands it over first. */
  async pressRed(): Promise<void> {
    const speaking = this.#recorder;
    this.#recorder = undefined;
    if (speaking === undefined) {
      await this.#page.client.call("POST", "/pretend-toy/paws/record");
      this.#recorder = this.#listen();
      return;
    }
    await this.#say(await speaking);
    await this.#page.client.call("POST", "/pretend-toy/paws/record");
  }

  /** What its speaker played last, as WAV. */
  heard(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#page.client.bytes("/pretend-toy/heard");
  }

  #show(view: PretendToyView): void {
    const was = this.view.value?.activity;
    this.view.value = view;
    // It went on to something else by itself: the microphone is not needed any more.
    if (was === "recording" && view.activity !== "recording") {
      void this.#recorder?.then((recorder) => recorder?.discard());
      this.#recorder = undefined;
    }
  }

  async #listen(): Promise<Recorder | undefined> {
    try {
      const press = () => void this.pressRed();
      const listener = { onPiece: () => undefined, onFull: press, onInterrupted: press };
      const recorder = await startRecorder(listener, { longestMs: LONGEST_ANSWER_MS });
      this.isHumming.value = false;
      return recorder;
    } catch {
      // Denied, missing, busy: whichever it is, the pretend child can still hum.
      this.isHumming.value = true;
      return undefined;
    }
  }

  async #say(recorder: Recorder | undefined): Promise<void> {
    const sound = recorder === undefined ? hum() : await recorder.stop();
    const bytes = await this.#page.clips.call("speech", sound);
    await this.#page.client.call("PUT", "/pretend-toy/microphone", { bytes });
  }
}
