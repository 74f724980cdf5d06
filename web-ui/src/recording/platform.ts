/** Where a browser hides the switch for its microphone. */
export type Platform =
  | "ios"
  | "android-firefox"
  | "android"
  | "mac-safari"
  | "firefox"
  | "chromium"
  | "other";

/**
 * @param userAgent as the browser tells it; nothing hangs on it but which words are shown
 * @param touchPoints an iPad calls itself a Mac, and no Mac has a touch screen
 */
export function platformOf(userAgent: string, touchPoints: number): Platform {
  const has = (word: string) => userAgent.includes(word);
  if (has("iPhone") || has("iPad") || (has("Macintosh") && touchPoints > 1)) return "ios";
  if (has("Android")) return has("Firefox/") ? "android-firefox" : "android";
  if (has("Firefox/")) return "firefox";
  if (has("Chrome/")) return "chromium";
  return has("Macintosh") && has("Safari/") ? "mac-safari" : "other";
}
