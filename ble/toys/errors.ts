import { HubError } from "../../hub/domain/hub-error.ts";

/**
 * - `toy.busy`: a child uses it, or another delivery runs. Ask again later.
 * - `toy.refused`: it turned the request down: it wants another upload key, which somebody set.
 * - `toy.too-slow`: it takes an upload slower than its own watchdog allows, and restarts itself.
 * - `toy.rebooted`: it restarted in the middle.
 * - `toy.lies`: it answered what no toy of its family can mean, or too much of it.
 * - `toy.silent`: no answer within the deadline, the link being up.
 * - `toy.no-paw`: nobody pressed a paw in time.
 * - `toy.cannot`: no toy of its family has what was asked for.
 * - `toy.bad-argument`: a value that the toy cannot hold; a mistake of the caller.
 */
export type ToyErrorCode =
  | "toy.busy"
  | "toy.refused"
  | "toy.too-slow"
  | "toy.rebooted"
  | "toy.lies"
  | "toy.silent"
  | "toy.no-paw"
  | "toy.cannot"
  | "toy.bad-argument";

export class ToyError extends HubError {
  override readonly name = "ToyError";
  readonly code: ToyErrorCode;

  constructor(code: ToyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
