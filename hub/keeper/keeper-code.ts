/** The one code that is good just now: for a hub whose backups are to be kept here, or for a new machine that fetches some. */
import { timingSafeEqual } from "node:crypto";
import type { PublicId } from "../contract/public-id.ts";
import { JOIN_CODE_MINUTES, writeJoinCode } from "../contract/room-line.ts";
import { minutes, seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import type { RoomAsker } from "../ports/rooms.ts";
import { KeepingError } from "./errors.ts";

const LIFE = minutes(JOIN_CODE_MINUTES);
/** A wrong one waits for its answer; with how many may ask at once it bounds how fast anybody can guess. */
const REFUSED_AFTER = seconds(1);
const ASKING_AT_ONCE = 4;

/** What it is for. */
export type CodeAim =
  | { readonly kind: "pair"; readonly title: string }
  | { readonly kind: "fetch"; readonly hub: PublicId };

export function makeKeeperCode(parts: {
  readonly clock: Clock;
  random(bytes: number): Uint8Array;
  /** Whether one is good has changed. */
  onChange(): void;
}) {
  const { clock } = parts;
  let made:
    | { readonly aim: CodeAim; readonly by: RoomAsker; readonly secret: Buffer; readonly until: number }
    | undefined;
  let asking = 0;
  const good = () => (made !== undefined && made.until > clock.monotonic() ? made : undefined);
  return {
    isGood: () => good() !== undefined,
    /** In place of the last. @returns what is typed, and until when it is good, Unix ms */
    make(aim: CodeAim, pin: string, by: RoomAsker) {
      const secret = Buffer.from(parts.random(9));
      made = { aim, by, secret, until: clock.monotonic() + LIFE };
      clock.after(LIFE, parts.onChange);
      return { code: writeJoinCode({ pin, secret: secret.toString("hex") }), until: clock.now() + LIFE };
    },
    withdraw(of?: (maker: NonNullable<RoomAsker>) => boolean): void {
      if (of !== undefined && (made?.by === undefined || made.by === null || !of(made.by))) return;
      made = undefined;
      parts.onChange();
    },
    /** Good once, whatever becomes of it; whoever takes it says when that is done. @throws KeepingError `keeping.no-such-code` */
    async take<K extends CodeAim["kind"]>(
      kind: K,
      given: string,
    ): Promise<Extract<CodeAim, { kind: K }> & { by: RoomAsker }> {
      const known = asking < ASKING_AT_ONCE ? good() : undefined;
      if (known?.aim.kind === kind && timingSafeEqual(Buffer.from(given, "hex"), known.secret)) {
        made = undefined;
        return { ...(known.aim as Extract<CodeAim, { kind: K }>), by: known.by };
      }
      asking += 1;
      await clock.sleep(REFUSED_AFTER);
      asking -= 1;
      throw new KeepingError("keeping.no-such-code", "no such code is good");
    },
  };
}
