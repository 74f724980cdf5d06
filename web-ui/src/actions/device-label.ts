import { words } from "../words.ts";

const BROWSERS = [
  ["Edg/", "Edge"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Mac OS X", "Mac"],
  ["Windows", "Windows"],
  ["Linux", "Linux"],
] as const;

/** "Firefox on Android": how a guardian tells devices apart in a list. In the language of who signs in: it is kept as it is said then. */
export function deviceLabel(userAgent: string): string {
  const browser = BROWSERS.find(([sign]) => userAgent.includes(sign))?.[1] ?? words.deviceLabel.someBrowser;
  const system = SYSTEMS.find(([sign]) => userAgent.includes(sign))?.[1];
  if (system === undefined) return browser;
  // It is kept as data, and the hub takes no signs that nobody sees.
  return words.deviceLabel.named(browser, system).replaceAll(/[\u2066-\u2069]/g, "");
}
