/**
 * The addresses that a phone may be told at. A browser makes one at its own maker's push service and hands it to the hub: an address that
 * somebody else chose, so nothing outside this list is ever kept, or dialled.
 */

/** Host names; `*.` stands for anything in front. */
const PUSH_SERVICES: readonly string[] = [
  "fcm.googleapis.com", //              Chrome and what is built on it
  "updates.push.services.mozilla.com", // Firefox
  "*.notify.windows.com", //            Edge on Windows
  "*.push.apple.com", //                Safari; WebKit asks for every name below it
];

/** Longer than any that a push service gives out: Windows' have a token of several hundred letters. */
export const MAX_ENDPOINT = 1_024;

/**
 * @param also further hosts, with their port where it is not 443: the owner's choice (`push_services`)
 * @returns `undefined` for what is no address of a push service, in exactly the spelling that a browser gives
 */
export function parsePushEndpoint(text: string, also: readonly string[] = []): URL | undefined {
  if (text.length > MAX_ENDPOINT) return undefined;
  const url = URL.parse(text);
  // Another spelling of the same (capitals, escapes, tabs, `\`, a dot at the end) is read in two ways by two readers.
  if (url === null || url.href !== text) return undefined;
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "" || url.hash !== "")
    return undefined;
  if (also.includes(url.host)) return url;
  return url.port === "" && PUSH_SERVICES.some((known) => isNamed(url.hostname, known)) ? url : undefined;
}

const isNamed = (host: string, known: string): boolean =>
  known.startsWith("*.") ? host.endsWith(known.slice(1)) && host.length >= known.length : host === known;
