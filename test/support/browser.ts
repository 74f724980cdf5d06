import { type Browser, type BrowserContext, chromium } from "playwright-core";

/** Debian's Chromium, with nothing that reaches out. `scripts/test` installs it. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a page hears, where nobody is there to be asked. */
const hearing = (microphone: string, isAllowed: boolean) => [
  ...(isAllowed ? ["--use-fake-ui-for-media-stream"] : []),
  "--use-fake-device-for-media-stream",
  `--use-file-for-fake-audio-capture=${microphone}%noloop`,
];
const how = (flags: readonly string[]) => ({
  executablePath: "/usr/bin/chromium",
  headless: true,
  args: [...FLAGS, ...flags],
});

/**
 * @param microphone WAV file that the page hears, once, from the moment it opens the microphone
 * @param isAllowed whether the page may use it
 */
export function openBrowser(microphone?: string, isAllowed = true): Promise<Browser> {
  return chromium.launch(how(microphone === undefined ? [] : hearing(microphone, isAllowed)));
}

/** One for which every name under `test` is this machine. */
export const openBrowserWithNames = (): Promise<Browser> =>
  chromium.launch(how(["--host-resolver-rules=MAP *.test 127.0.0.1"]));

/** A browser that keeps everything in a folder, as a family's does. */
export function openOwnBrowser(profile: string, microphone: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, how(hearing(microphone, true)));
}
