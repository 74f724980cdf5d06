const QUIET_MS = 2_000;
const AGAIN_MS = 1_000;

/** What a terminal has of one. */
interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Says on a terminal, to who waits longer than two seconds, that it goes on and since when. @param what such as `The hub is at it` */
export async function whileWaiting<T>(
  what: string,
  work: Promise<T>,
  screen: Screen = process.stderr,
): Promise<T> {
  if (screen.isTTY !== true) return work;
  const began = Date.now();
  let wasSaid = false;
  const ticking = setInterval(() => {
    const waited = Date.now() - began;
    if (waited < QUIET_MS) return;
    wasSaid = true;
    screen.write(`\r\u001b[K  ${what} ... ${Math.floor(waited / 1_000)} s`);
  }, AGAIN_MS);
  try {
    return await work;
  } finally {
    clearInterval(ticking);
    if (wasSaid) screen.write("\r\u001b[K");
  }
}
