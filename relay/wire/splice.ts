import type { Socket } from "node:net";
import { makeCarrier, type OnStuck } from "./carrier.ts";
import { joinEnds } from "./join-ends.ts";
import { canRemake, remake } from "./remake-socket.ts";

/**
 * Joins two connections until both are closed: bytes as they come, half-closes as half-closes, resets as resets. Whoever reads
 * slowly slows down who sends, by TCP's own means. Both are the caller's no more.
 * @param dead as `joinEnds` has it
 * @param onStuck of what goes to `other`
 * @returns bytes carried, both ways together
 */
export function splice(
  one: Socket,
  other: Socket,
  { dead, onStuck }: { readonly dead?: AbortSignal | undefined; readonly onStuck?: OnStuck } = {},
): Promise<number> {
  if (!canRemake(one) || !canRemake(other)) {
    const over = joinEnds(one, other, dead);
    one.pipe(other);
    other.pipe(one);
    return over;
  }
  const carriers = [makeCarrier(onStuck), makeCarrier()] as const;
  const [left, leftRead] = remake(one, carriers[0].onread);
  const [right, rightRead] = remake(other, carriers[1].onread);
  const over = joinEnds(left, right, dead);
  if (leftRead !== null) right.write(leftRead);
  if (rightRead !== null) left.write(rightRead);
  carriers[0].join(left, right);
  carriers[1].join(right, left);
  return over.finally(() => {
    for (const carrier of carriers) carrier.release();
  });
}
