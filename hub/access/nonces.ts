import { createHmac, timingSafeEqual } from "node:crypto";
import { minutes } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";

const LIFE = minutes(5);
/** Used ones remembered. Only who holds a key uses one up, so strangers cannot fill this. */
const MOST_USED = 10_000;

export interface Nonces {
  /** @param holder whom it is for: nobody else can use it */
  make(holder: string): string;
  /** Uses it up. @returns whether it was made for this holder, less than five minutes ago, and not used yet */
  use(nonce: string, holder: string): boolean;
}

/**
 * Nothing is kept of a nonce until it is used: it carries its own end and a MAC under a key of this process, so a flood of
 * requests for nonces costs no memory and shuts nobody out.
 *
 *   <end on the monotonic clock, ms> . <128 random bits> . <HMAC-SHA-256 over both and the holder>
 */
export function makeNonces(clock: Clock, random: (bytes: number) => Uint8Array): Nonces {
  const key = random(32);
  const used = new Map<string, number>();
  const macOf = (facts: string, holder: string) =>
    createHmac("sha256", key).update(`${facts}\0${holder}`).digest();
  return {
    make(holder) {
      const end = Math.ceil(clock.monotonic() + LIFE);
      const facts = `${end}.${Buffer.from(random(16)).toString("base64url")}`;
      return `${facts}.${macOf(facts, holder).toString("base64url")}`;
    },
    use(nonce, holder) {
      const [end = "", salt = "", mac = "", ...rest] = nonce.split(".");
      const given = Buffer.from(mac, "base64url");
      const right = macOf(`${end}.${salt}`, holder);
      if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return false;
      const now = clock.monotonic();
      for (const [old, until] of used) if (until <= now) used.delete(old);
      // By what the MAC covers: its own letters can be written in more than one way.
      if (Number(end) <= now || used.has(salt) || used.size >= MOST_USED) return false;
      used.set(salt, Number(end));
      return true;
    },
  };
}
