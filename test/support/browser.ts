import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from "playwright-core";

/** Debian's Chromium, with nothing that reaches out. `scripts/test` installs both kinds. */
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
 * Features that are switched off. Chromium hears the last `--disable-features` alone, so that Playwright's own stand here too; after
 * them the two that have a process of its own draw the address bar's suggestions, in every window, which nobody here sees.
 */
const WITHOUT = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
];

/** What a page hears, where nobody is there to be asked. */
const hearing = (microphone: string | undefined, isAllowed = true) =>
  microphone === undefined
    ? []
    : [
        ...(isAllowed ? ["--use-fake-ui-for-media-stream"] : []),
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-audio-capture=${microphone}%noloop`,
      ];
/** Pages, storage, sound and passkeys as families' browsers have them, without their windows: a third of the processor time for each new page. */
const SHELL = "/usr/bin/chromium-headless-shell";
/** All of it, where a test needs what is around a page: what it may and may not, push, certificates that a person added, a profile that is kept. */
const WHOLE = "/usr/bin/chromium";
const how = (flags: readonly string[], executablePath = SHELL) => ({
  executablePath,
  headless: true,
  args: [...FLAGS, `--disable-features=${WITHOUT.join()}`, ...flags],
});

/** All pages that are open: what stands on them is told where a test fails. */
export const openPages = (): readonly Page[] =>
  [...browsers].flatMap((browser) => browser.contexts()).flatMap((context) => context.pages());
const browsers = new Set<Browser>();

/**
 * Nothing moves by itself, as for who asked their machine for that: a third of the processor time of every page goes into hearts that beat.
 * Where something shall move, a test says so.
 */
const STILL = { reducedMotion: "reduce" } as const;

/**
 * A page installs its service worker at each first visit: that fetches all of it once more and writes it down, a tenth of what a test with a page costs.
 * In most tests nobody ever comes by it.
 */
const WITHOUT_WORKER = { serviceWorkers: "block" } as const;

interface Started {
  readonly browser: Browser;
  /** Its own `newContext`, in whose place `lend` puts another. */
  readonly open: Browser["newContext"];
}

async function start(options: LaunchOptions): Promise<Started> {
  const browser = await chromium.launch(options);
  browser.once("disconnected", () => browsers.delete(browser));
  return { browser, open: browser.newContext.bind(browser) };
}

function lend({ browser, open }: Started, usual: BrowserContextOptions = {}): Browser {
  browsers.add(browser);
  browser.newContext = (context) => open({ ...STILL, ...usual, ...context });
  return browser;
}

const launch = async (options: LaunchOptions): Promise<Browser> => lend(await start(options));

interface Rested extends Started {
  /** WAV file that its pages hear; nothing for one without ears. */
  readonly hears: string | undefined;
}
/** Given back by the tests before, in this process: a start costs as much as a page. All that anybody did in them went with their contexts. */
const rested: Rested[] = [];

async function startWithEars(hears: string | undefined): Promise<Rested> {
  return { ...(await start(how(hearing(hears)))), hears };
}

/** @param microphone is copied to where that browser looks whenever a page opens its microphone */
async function borrow(microphone: string | undefined, usual: BrowserContextOptions): Promise<Browser> {
  const isDeaf = microphone === undefined;
  const at = rested.findIndex(
    ({ browser, hears }) => browser.isConnected() && (hears === undefined) === isDeaf,
  );
  const [found] = at === -1 ? [] : rested.splice(at, 1);
  const place = () => (isDeaf ? undefined : join(mkdtempSync(join(tmpdir(), "heard-")), "voice.wav"));
  const one = found ?? (await startWithEars(place()));
  if (microphone !== undefined && one.hears !== undefined) copyFileSync(microphone, one.hears);
  const browser = lend(one, usual);
  browser.close = async () => {
    if (!browsers.delete(browser)) return;
    await Promise.all(browser.contexts().map((context) => context.close()));
    rested.push(one);
  };
  return browser;
}

/**
 * One in which no page installs its service worker.
 * @param microphone WAV file that the page hears, once, from the moment it opens the microphone
 */
export const openBrowser = (microphone?: string): Promise<Browser> => borrow(microphone, WITHOUT_WORKER);

/**
 * One for what the page's service worker does: it opens a page while home is out of reach, and takes pushes.
 * @param microphone as `openBrowser` has it
 */
export const openBrowserWithWorker = (microphone?: string): Promise<Browser> => borrow(microphone, {});

/**
 * As a family has it.
 * @param microphone as `openBrowser` has it
 * @param isAllowed whether each page may use it; otherwise those that it is given to (`grantPermissions`)
 */
export const openWholeBrowser = (microphone?: string, isAllowed = true): Promise<Browser> =>
  launch(how(hearing(microphone, isAllowed), WHOLE));

/** One for which every name under `test` is this machine. */
export const openBrowserWithNames = (): Promise<Browser> =>
  launch(how(["--host-resolver-rules=MAP *.test 127.0.0.1"]));

/**
 * One for which every name of that zone is this machine, and which believes one certificate that no authority issued.
 * @param microphone as `openBrowser` has it
 */
export const openBrowserAway = (zone: string, spki: string, microphone?: string): Promise<Browser> =>
  launch(
    how([
      `--host-resolver-rules=MAP *.${zone} 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${spki}`,
      ...hearing(microphone),
    ]),
  );

/** One for which every name is this machine, and which believes what was written for it under `.pki/nssdb` of a home folder. */
export const openBrowserBelieving = (home: string): Promise<Browser> =>
  launch({
    ...how(["--host-resolver-rules=MAP * 127.0.0.1"], WHOLE),
    env: { ...process.env, HOME: home },
  });

/** A browser that keeps everything in a folder, as a family's does. */
export function openOwnBrowser(profile: string, microphone: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, { ...how(hearing(microphone), WHOLE), ...STILL });
}
