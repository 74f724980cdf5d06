import { minutes } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import { type Asking, type Presence, PresenceRefused } from "../ports/presence.ts";
import { type ClaimCode, makeClaimCode } from "./claim-code.ts";

const CODE_LIFE = minutes(10);
const PAW_LIFE = minutes(2);
/** From when it was shown. */
const LIFE = minutes(5);

export function makePresence(parts: {
  readonly clock: Clock;
  random(bytes: number): Uint8Array<ArrayBuffer>;
  /** Where only who is at the machine reads it. */
  print(code: string): void;
}): Presence {
  const { clock, random } = parts;
  /** One at a time, each for who asked: what another guardian reads off the console is of no use to that one. */
  let code: { readonly by: Asking["id"]; readonly until: number; readonly code: ClaimCode } | undefined;
  let paw: { readonly by: Asking["id"]; readonly until: number } | undefined;
  const shown = new Map<Asking["id"], number>();

  const show = (by: Asking["id"]) => {
    const now = clock.monotonic();
    for (const [id, until] of shown) if (until <= now) shown.delete(id);
    shown.set(by, now + LIFE);
  };

  return {
    printCode({ id }) {
      code = { by: id, until: clock.monotonic() + CODE_LIFE, code: makeClaimCode(random(12)) };
      parts.print(code.code.text);
    },
    showCode({ id }, typed) {
      if (code?.by !== id || code.until <= clock.monotonic() || code.code.isVoid())
        throw new PresenceRefused("presence.none", "no code was printed for who asks");
      if (!code.code.matches(typed))
        throw new PresenceRefused("presence.wrong-code", "not the code on the console");
      code = undefined;
      show(id);
    },
    printed() {
      const counts = code !== undefined && code.until > clock.monotonic() && !code.code.isVoid();
      return counts ? code?.code.text : undefined;
    },
    awaitPaw({ id }) {
      paw = { by: id, until: clock.monotonic() + PAW_LIFE };
    },
    hearPaw() {
      if (paw === undefined || paw.until <= clock.monotonic()) return;
      show(paw.by);
      paw = undefined;
    },
    isShown: ({ id }) => (shown.get(id) ?? 0) > clock.monotonic(),
    isWaiting: ({ id }) => paw?.by === id && paw.until > clock.monotonic(),
  };
}
