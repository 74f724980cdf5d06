/**
 * A cookie for as long as something waits to be sent: browsers that need room put away what pages keep, and leave them their cookies. It says
 * that something was kept here and nothing else, also to the hub, which does not look at it.
 */
const NAME = "pawpost-waiting";
/** As long as any browser lets a cookie live. */
const SECONDS = 400 * 86_400;

/** What holds cookies: a browser's `document`. */
type Jar = Pick<Document, "cookie">;

export const isMarked = (jar: Jar): boolean => jar.cookie.split("; ").some((one) => one === `${NAME}=1`);

export function mark(jar: Jar, isWaiting: boolean): void {
  jar.cookie = `${NAME}=1; Path=/; SameSite=Strict; Max-Age=${isWaiting ? SECONDS : 0}`;
}
