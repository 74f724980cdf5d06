const WITHIN_MS = 2_000;

/** Runs what nobody waits for once the page has nothing else to do, after 2 s at the latest. */
export function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run, { timeout: WITHIN_MS });
  else setTimeout(run, WITHIN_MS / 4);
}
