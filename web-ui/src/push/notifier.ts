import type { PushRequest } from "../../../hub/contract/push.ts";
import type { Press } from "./press.ts";

/** Why this browser shows nothing while the page is closed. */
export class NotifyError extends Error {
  override readonly name = "NotifyError";
  readonly code:
    | "notify.not-now" //     the question was closed without an answer
    | "notify.refused" //     the browser, or its person, said no
    | "notify.untrusted" //   the address has no certificate that the browser believes
    | "notify.no-service"; // the browser's push service did not answer

  constructor(code: NotifyError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What shows something while the page is closed. In the browser: `browser-notifier.ts`. In tests: a played one. */
export interface Notifier {
  /** `install-first`: an iPhone or iPad, which lets only installed pages do it. `refused`: only its person can undo that, in the browser. */
  ability(): "able" | "none" | "install-first" | "refused";
  /**
   * Asks the person, so only upon a press, and subscribes for the hub of that key.
   * @throws NotifyError
   */
  subscribe(key: string): Promise<PushRequest>;
  /** Whether this browser is subscribed for the hub of that key. */
  isSubscribed(key: string): Promise<boolean>;
  unsubscribe(): Promise<void>;
  /** Somebody pressed what was shown, and this page is open. */
  onPress(listener: (press: Press) => void): void;
}
