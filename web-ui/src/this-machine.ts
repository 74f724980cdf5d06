/** A name that means another machine on another phone. */
export const isThisMachine = (address: string): boolean =>
  /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(address).hostname);
