import { type Duration, hours, ms } from "./duration.ts";

export const SESSION_LIFE: Duration = hours(30 * 24);

/**
 * How long a session goes on: as long as both clocks let it. A wall clock that is set back gives it no more than its life in
 * lived time (`lived-time.ts`), and a session begun under a wrong clock not more either.
 * @returns ms; 0 or less for one that is over
 */
export const lifeLeft = (
  { expiresAt, livedAt }: { readonly expiresAt: number; readonly livedAt?: number },
  now: { readonly wall: number; readonly lived: number },
): Duration => {
  const byWall = expiresAt - now.wall;
  // Kept by a hub that did not count lived time yet.
  const byLife = (livedAt === undefined ? expiresAt : livedAt + SESSION_LIFE) - now.lived;
  return ms(Math.min(byWall, byLife));
};
