/** The visitors of this node that wait for a line of their hub, wherever that hub is signed in. */
import type { Socket } from "node:net";
import type { HubId } from "../wire/remote-name.ts";

/** A hub dials back at once, or not at all. */
const DIAL_MS = 5_000;
/** A hub that has not dialled back by then is asked whether it is there at all. */
const LATE_MS = 500;
/** Who waits for one hub at most, before any of them is let in. */
const MOST_WAITING = 64;

export interface AwaitedLines {
  /**
   * @param ask has the hub dial back with this token; `false`: it will not
   * @param late called once, where it takes long
   * @returns its line; `undefined` where none comes, or too many wait
   */
  wait(hub: HubId, ask: (token: string) => Promise<boolean>, late: () => void): Promise<Socket | undefined>;
  /** @returns whether somebody waits for it; else it is nobody's, and nobody has used it since */
  answer(token: Uint8Array, line: Socket): boolean;
  readonly size: number;
}

/** @param random so many bytes that nobody can guess */
export function makeAwaitedLines(random: () => Buffer): AwaitedLines {
  const waiting = new Map<string, (line: Socket | undefined) => void>();
  const waitingFor = new Map<HubId, number>();
  return {
    async wait(hub, ask, late) {
      const before = waitingFor.get(hub) ?? 0;
      if (before >= MOST_WAITING) return undefined;
      waitingFor.set(hub, before + 1);
      const token = random().toString("base64url");
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<Socket | undefined>((come, failed) => {
          waiting.set(token, come);
          timer = setTimeout(() => {
            late();
            timer = setTimeout(() => come(undefined), DIAL_MS - LATE_MS);
          }, LATE_MS);
          ask(token)
            .then((isAsked) => (isAsked ? undefined : come(undefined)))
            .catch(failed);
        });
      } finally {
        clearTimeout(timer);
        waiting.delete(token);
        const now = (waitingFor.get(hub) ?? 1) - 1;
        if (now === 0) waitingFor.delete(hub);
        else waitingFor.set(hub, now);
      }
    },
    answer(token, line) {
      const name = Buffer.from(token).toString("base64url");
      const come = waiting.get(name);
      waiting.delete(name);
      come?.(line);
      return come !== undefined;
    },
    get size() {
      return waiting.size;
    },
  };
}
