import { HubError } from "../../hub/domain/hub-error.ts";

/** What to do about it, in words for whoever runs the relay. */
const ADVICE = {
  "keep.damaged":
    "Stop the relay and bring that file back from your backup. Without it hubs do not believe this relay.",
  "keep.not-operator": "Do it on the node that has operator.key.",
  "keep.no-such-hub": "pawpost relay hubs lists them.",
} as const satisfies Record<string, string>;

/** What a relay keeps cannot be used as it is. */
export class KeepError extends HubError {
  override readonly name = "KeepError";
  readonly code: keyof typeof ADVICE;
  readonly advice: string;

  constructor(code: KeepError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.advice = ADVICE[code];
  }
}
