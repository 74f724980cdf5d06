/** One spelling for each path: nothing encoded, nothing doubled, no backslash, nothing that climbs, nothing hidden but `/.well-known/`. */
export const isPlainPath = (path: string): boolean =>
  /^\/(?:\.well-known\/)?(?:[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/|$))*$/.test(path);

/** A request's target as it came over the wire: a plain path, and a query of printable ASCII. */
export function isPlainTarget(target: string): boolean {
  const [path = "", ...query] = target.split("?");
  return isPlainPath(path) && /^[!-~]*$/.test(query.join("?"));
}
