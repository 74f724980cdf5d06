/** What happened since the hub began, counted as it happens: a few numbers, which somebody may ask for some day. */
import type { HouseEvent, MessageView } from "../contract/api.ts";
import { DELIVERY_FAILURES } from "../contract/delivery-failures.ts";
import { HUB_FAILURES, isOnToy } from "../domain/message-state.ts";

/** ITU-T G.722.1 at 16 kbit/s. */
const BYTES_A_MS = 2;
/** Of messages whose steps are followed, and of times that nobody asked for yet. */
const MOST = 1_000;
const REASONS: ReadonlySet<string> = new Set([...DELIVERY_FAILURES, ...HUB_FAILURES]);

export class Tally {
  /** Unix ms: what was before is no news. */
  readonly #since: number;
  /** How many steps of a message were counted, by id. */
  readonly #counted = new Map<string, number>();
  #adapter: "before" | "on" | "lost" = "before";
  readonly failures = new Map<string, number>();
  deliveredBytes = 0;
  adapterResets = 0;
  authFailures = 0;
  /** In seconds; whoever reads them takes them out. */
  deliveries: number[] = [];
  approvals: number[] = [];

  constructor(since: number) {
    this.#since = since;
  }

  /** What the open pages are told. */
  hear(event: HouseEvent): void {
    if (event.kind === "message") this.#follow(event.message);
    if (event.kind === "radio") this.#hearAdapter(event.radio.adapter === "on");
  }

  /** Somebody was turned away. @param code as it left the hub */
  refused(code: string): void {
    if (/^(?:sign-in|step-up|claim)\./.test(code)) this.authFailures += 1;
  }

  #hearAdapter(isOn: boolean): void {
    if (isOn && this.#adapter === "lost") this.adapterResets += 1;
    if (isOn) this.#adapter = "on";
    else if (this.#adapter === "on") this.#adapter = "lost";
  }

  #follow({ id, history, milliseconds }: MessageView): void {
    const counted = this.#counted.get(id) ?? 0;
    for (let at = Math.max(1, counted); at < history.length; at++) {
      const [before, step] = [history[at - 1], history[at]];
      if (before === undefined || step === undefined || Date.parse(step.at) < this.#since) continue;
      const tookSeconds = Math.max(0, Date.parse(step.at) - Date.parse(before.at)) / 1_000;
      if (before.state === "awaiting_approval" && step.state !== before.state)
        note(this.approvals, tookSeconds);
      if (before.state !== "delivering") continue;
      if (isOnToy(step.state)) {
        note(this.deliveries, tookSeconds);
        this.deliveredBytes += Math.round(milliseconds * BYTES_A_MS);
      } else if (step.state === "queued" || step.state === "failed") this.#fail(step.cause);
    }
    this.#counted.delete(id); // so that the oldest stands first
    this.#counted.set(id, history.length);
    const [oldest] = this.#counted.keys();
    if (this.#counted.size > MOST && oldest !== undefined) this.#counted.delete(oldest);
  }

  #fail(cause: string): void {
    const reason = REASONS.has(cause) ? cause : "other";
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }
}

function note(times: number[], seconds: number): void {
  times.push(seconds);
  if (times.length > MOST) times.shift();
}
