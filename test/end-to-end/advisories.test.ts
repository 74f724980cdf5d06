/** Weaknesses in Pawpost and newer versions of it on the real page, with the real link: what Safety and Settings say when nobody tells of them, one that concerns this hub, and the end of the word. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { advisoryOf, feedOf } from "../support/feed-of.ts";
import { openSafety } from "../support/page-doors.ts";
import { claimHub } from "../support/page-entry.ts";
import { makePassphrase } from "../support/passphrase.ts";
import { makeProject } from "../support/project-keys.ts";
import { openPushService, type PushService } from "../support/push-service.ts";
import { RunningStack } from "../support/running-stack.ts";

const LONG = { timeout: 240_000 };
const project = makeProject();
const SAID = {
  en: {
    title: "Guests see the child’s name",
    risk: "Anybody on the Wi-Fi sees it.",
    action: "Switch the home name off.",
  },
  de: {
    title: "Gäste sehen den Namen des Kindes",
    risk: "Jeder im WLAN sieht ihn.",
    action: "Den Namen im Haus abschalten.",
  },
};

const owned = new AsyncDisposableStack();
/** A server of HTTPS that answers as it is told. */
let server: PushService;
let stack: RunningStack;
let browser: Browser;
const complaints: string[] = [];

async function enter(of: RunningStack): Promise<Page> {
  const page = await (await browser.newContext({ viewport: PHONE })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(of.address);
  await claimHub(page, of.claimCode, "Robin", makePassphrase());
  await page.getByText("Signed in as Robin").waitFor(LONG);
  await openSafety(page);
  return page;
}
const part = (page: Page) => page.getByRole("region", { name: "Weaknesses in Pawpost" });
const note = (page: Page, title: string) => page.getByRole("article").filter({ hasText: title });

beforeAll(async () => {
  [server, browser] = await Promise.all([openPushService(), openBrowser()]);
  owned.use(server);
  owned.defer(() => browser.close());
  const env = {
    PAWPOST_ADVISORIES: `https://${server.host}/advisories.json`,
    PAWPOST_RELEASES: `https://${server.host}/release.json`,
    PAWPOST_PROJECT_KEYS: project.publicKeys.join(","),
    NODE_EXTRA_CA_CERTS: server.certificate,
  };
  stack = owned.use(
    await RunningStack.start({ cheapHash: true, only: ["hub"], env: { hub: env, link: env } }),
  );
  await stack.begin("link");
});
afterAll(() => owned.disposeAsync());

const publish = (counter: number, daysAgo: number) =>
  server.answersWith(() => ({
    status: 200,
    body: project.signed(
      feedOf({
        counter,
        issued: Date.now() - daysAgo * 86_400_000,
        advisories: [advisoryOf("PAW-2026-001", { words: SAID, fixed_in: "0.1.1" })],
      }),
    ),
  }));

/** For every kind of machine. */
const publishVersion = (version: string) =>
  server.answersWith(() => ({
    status: 200,
    body: project.signed({
      kind: "pawpost-release-1",
      counter: 1,
      version,
      from: "0.1.0",
      issued: new Date(Date.now() - 60_000).toISOString(),
      expires: new Date(Date.now() + 86_400_000).toISOString(),
      advisories: ["PAW-2026-001"],
      builds: ["amd64", "arm64"].map((machine) => ({
        machine,
        file: `pawpost-${machine}.tar.gz`,
        bytes: 1,
        sha256: "0".repeat(64),
      })),
    }),
  }));

test("a hub that nobody tells says so, and offers nobody to ask", LONG, async () => {
  await using other = await RunningStack.start({ cheapHash: true, only: ["hub"] });
  const page = await enter(other);
  await part(page)
    .getByText(/^Nobody tells this hub of weaknesses .* no address is set/)
    .waitFor(LONG);
  expect(await part(page).getByRole("button").count()).toBe(0);
  await page.context().close();
});

test(
  "a weakness is told in the reader's language, with what to do; seen, it stands below until it is mended; the end of the word is told",
  LONG,
  async () => {
    publish(1, 0);
    const page = await enter(stack);
    await part(page).getByText("The hub has not heard yet which weaknesses are known.").waitFor(LONG);
    await part(page).getByRole("button", { name: "Ask now" }).click();
    const alert = note(page, "Pawpost has a weakness, and this hub has it");
    for (const said of [...Object.values(SAID.en), "Grave · PAW-2026-001 · Mended in Pawpost 0.1.1."])
      await alert.getByText(said).waitFor(LONG);
    await expectManners(page);
    await alert.getByRole("button", { name: /^I have seen it/ }).click();
    await alert.waitFor({ state: "detached", ...LONG });
    await part(page)
      .getByText(/^One in this version, as those who make Pawpost said on/)
      .waitFor(LONG);
    await part(page).getByText(SAID.en.action).waitFor(LONG);

    publish(2, 61);
    await part(page).getByRole("button", { name: "Ask now" }).click();
    await part(page)
      .getByText(/^No word since /)
      .waitFor(LONG);
    await note(page, "There is no word any more from those who make Pawpost").waitFor(LONG);

    server.answersWith(() => ({
      status: 200,
      body: project.signed(feedOf({ counter: 3, issued: Date.now() }), []),
    }));
    await part(page).getByRole("button", { name: "Ask now" }).click();
    await part(page).getByText("It was not signed by those who make Pawpost.").waitFor(LONG);
    await note(page, "News of weaknesses came that is not to be believed").waitFor(LONG);
    await expectManners(page);

    await page.getByRole("button", { name: "Settings", exact: true }).click();
    const versions = page.getByRole("region", { name: "Newer versions" });
    await versions.getByText("The hub has not heard yet whether there is a newer one.").waitFor(LONG);
    publishVersion("0.2.0");
    await versions.getByRole("button", { name: "Look for a newer version" }).click();
    await versions.getByText("A new version is here: Pawpost 0.2.0.").waitFor(LONG);
    await versions.getByText("It mends PAW-2026-001.").waitFor(LONG);
    // This one runs from a clone.
    await versions.getByText("This hub is brought up to date by whoever looks after it.").waitFor(LONG);
    expect(await versions.getByRole("button", { name: /^Install/ }).count()).toBe(0);
    await expectManners(page);
    expect(complaints).toEqual([]);
  },
);
