import { type Browser, chromium } from "playwright-core";

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

/**
 * @param microphone WAV file that the page hears, once, from the moment it opens the microphone
 * @param isAllowed whether the page may use it; nobody is there to be asked
 */
export function openBrowser(microphone?: string, isAllowed = true): Promise<Browser> {
  const voice =
    microphone === undefined
      ? []
      : [
          ...(isAllowed ? ["--use-fake-ui-for-media-stream"] : []),
          "--use-fake-device-for-media-stream",
          `--use-file-for-fake-audio-capture=${microphone}%noloop`,
        ];
  return chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: [...FLAGS, ...voice] });
}
