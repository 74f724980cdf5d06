/** The visitors of this node that wait for a line of their hub, wherever that hub is signed in. */
import type { Socket } from "node:net";
import type { LabelHash } from "../wire/remote-name.ts";

/** A hub dials back at once, or not at all. */
const DIAL_MS = 5_000;
/** A hub that has not dialled back by then is asked whether it is there at all. */
const LATE_MS = 500;
/**
 * Who waits by one name at most, before any of them is let in. By the name, not by the hub: whether a label is its own another node may have to
 * be asked, and a stranger who knows only the hub would meanwhile stand where its family wants to.
 */
const MOST_WAITING = 64;

export interface AwaitedLines {
  /**
   * @param label by which they knock
   * @param ask has the hub dial back with this token; `false`: it will not
   * @param late called once, where it takes long
   * @returns its line; `undefined` where none comes, or too many wait
   */
  wait(
    label: LabelHash,
    ask: (token: string) => Promise<boolean>,
    late: () => void,
  ): Promise<Socket | undefined>;
  /** @returns whether somebody waits for it; else it is nobody's, and nobody has used it since */
  answer(token: Uint8Array, line: Socket): boolean;
  readonly size: number;
}

/** @param random so many bytes that nobody can guess */
export function makeAwaitedLines(random: () => Buffer): AwaitedLines {
  const waiting = new Map<string, (line: Socket | undefined) => void>();
  const waitingBy = new Map<LabelHash, number>();
  return {
    async wait(label, ask, late) {
      const before = waitingBy.get(label) ?? 0;
      if (before >= MOST_WAITING) return undefined;
      waitingBy.set(label, before + 1);
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
        const now = (waitingBy.get(label) ?? 1) - 1;
        if (now === 0) waitingBy.delete(label);
        else waitingBy.set(label, now);
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
