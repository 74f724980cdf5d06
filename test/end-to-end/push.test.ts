/**
 * "When the page is closed", from the press to the notice: real page, worker, hub, link, and a push service on this machine. Chromium cannot reach its
 * maker's push service here, and says so, which is the first thing tested. From then on one piece is played: what that service would do between
 * `PushManager.subscribe` and the worker's `push` event. The keys are a browser's own (test/support/push-browser.ts), the bytes those that came by link.
 */
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWholeBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { openSafety } from "../support/page-doors.ts";
import { claimHub, signIn } from "../support/page-entry.ts";
import { makePushBrowser, type PushBrowser } from "../support/push-browser.ts";
import { openPushService, type PushService } from "../support/push-service.ts";
import { RunningStack } from "../support/running-stack.ts";

const LONG = { timeout: 90_000 };
/** What lets several things happen one after the other. */
const PATIENT = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";

const owned = new AsyncDisposableStack();
let stack: RunningStack;
let service: PushService;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let devTools: CDPSession;
let keys: PushBrowser;
let registrationId = "";
let isWanted = false;
const complaints: string[] = [];

const button = (name: string) => page.getByRole("button", { name, exact: true });
const section = () => page.getByRole("region", { name: "When the page is closed" });
const notices = () =>
  page.evaluate(async () =>
    (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag }) => ({
      title,
      body,
      tag,
    })),
  );
/**
 * What the push service got last, opened as the browser opens it, given to its worker until it is seen: the tool's own delivery is lost now and then
 * where the worker is just being put to sleep, and one of a kind takes the place of the one before.
 */
function noticeOf(tag: string) {
  const data = keys.open(service.pushed.at(-1)?.body ?? new Uint8Array());
  const deliver = async () => {
    await devTools.send("ServiceWorker.deliverPushMessage", { origin: stack.address, registrationId, data });
    return (await notices()).find((notice) => notice.tag === tag);
  };
  return expect.poll(deliver, { ...LONG, interval: 500 });
}

async function openPage(): Promise<Page> {
  const opened = await context.newPage();
  opened.on("pageerror", (error) => complaints.push(error.message));
  await opened.goto(stack.address);
  return opened;
}

beforeAll(async () => {
  service = owned.use(await openPushService());
  const env = { PAWPOST_PUSH_SERVICES: service.host };
  stack = owned.use(
    await RunningStack.start({
      cheapHash: true,
      only: ["hub"],
      env: { hub: env, link: { ...env, NODE_EXTRA_CA_CERTS: service.certificate } },
      onLine: (_, line) => {
        if (line.kind === "wants" && line.process === "link") isWanted = true;
      },
    }),
  );
  browser = await openWholeBrowser();
  context = await browser.newContext({ viewport: PHONE });
  keys = makePushBrowser(service.endpoint("phone"));
  page = await openPage();
  await claimHub(page, stack.claimCode, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
  devTools = await context.newCDPSession(page);
  devTools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    registrationId = registrations.at(-1)?.registrationId ?? registrationId;
  });
  await devTools.send("ServiceWorker.enable");
});

afterAll(async () => {
  await browser?.close();
  await owned.disposeAsync();
});

test("a browser that says no is believed, and it is said how to undo that", PATIENT, async () => {
  await openSafety(page);
  await section().getByText("This device tells you nothing while the page is closed.").waitFor(LONG);
  expect(await page.evaluate(() => Notification.permission)).toBe("default"); // nobody was asked yet
  await page.evaluate(() => {
    Object.defineProperty(Notification, "permission", { value: "denied", configurable: true });
  });
  await button("Back").click();
  await openSafety(page);
  await section()
    .getByText(/^The browser was asked not to let this page notify you\. To undo it:/)
    .waitFor(LONG);
  expect(await section().getByRole("button").count()).toBe(0);
  await expectManners(page);
});

test(
  "a browser without push, and an iPhone whose page is not installed, say what to do instead",
  PATIENT,
  async () => {
    await page.evaluate(() => Reflect.deleteProperty(globalThis, "PushManager"));
    await button("Back").click();
    await openSafety(page);
    await section()
      .getByText(/^This browser cannot be told while the page is closed\. Use/)
      .waitFor(LONG);
    await page.evaluate(() => Reflect.set(navigator, "standalone", false));
    await button("Back").click();
    await openSafety(page);
    await section()
      .getByText(/choose “Add to Home Screen”/)
      .waitFor(LONG);
    expect(await section().getByRole("button").count()).toBe(0);
  },
);

test("a push service that does not answer is said, and nothing is on", PATIENT, async () => {
  await context.grantPermissions(["notifications"]);
  await page.reload();
  await openSafety(page);
  await button("Tell this device").click();
  await section().getByText("The browser’s push service did not answer.").waitFor(LONG);
  await section().getByText("This device tells you nothing while the page is closed.").waitFor();
  expect(isWanted).toBe(false);
});

test(
  "one press, and this device is told: link is begun, a test comes, opened by this browser alone",
  PATIENT,
  async () => {
    await page.evaluate(({ endpoint, keys: { p256dh, auth } }) => {
      const bytes = (text: string) =>
        Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
      let options: unknown;
      const subscription = {
        endpoint,
        getKey: (name: string) => bytes(name === "auth" ? auth : p256dh).buffer,
        unsubscribe: async () => {
          options = undefined;
        },
        get options() {
          return options;
        },
      };
      PushManager.prototype.subscribe = async ({
        applicationServerKey,
      }: PushSubscriptionOptionsInit = {}) => {
        const { buffer } = applicationServerKey as Uint8Array<ArrayBuffer>;
        options = { applicationServerKey: buffer };
        return subscription as never;
      };
      PushManager.prototype.getSubscription = async () =>
        (options === undefined ? null : subscription) as never;
    }, keys.subscription);
    await button("Tell this device").click();
    await section().getByText("This device tells you, for as long as you are signed in on it.").waitFor(LONG);
    expect(isWanted).toBe(true);
    await stack.begin("link");
    await expectManners(page);
    await button("Send a test").click();
    await section()
      .getByText(/^It is on its way/)
      .waitFor(LONG);
    await noticeOf("test").toEqual({
      title: "This is how Pawpost tells you",
      body: "Only a test. Nothing happened.",
      tag: "test",
    });
  },
);

test(
  "an alert comes as one fixed sentence, and a press on it leads to Safety, in the page that is open",
  PATIENT,
  async () => {
    await button("Back").click();
    const other = await browser.newContext({ viewport: PHONE });
    const elsewhere = await other.newPage();
    await elsewhere.goto(stack.address);
    const count = service.pushed.length;
    await signIn(elsewhere, "Robin", PASSPHRASE);
    await expect.poll(() => service.pushed.length, LONG).toBe(count + 1);
    await other.close();
    await noticeOf("alert").toEqual({
      title: "Something at home needs a look",
      body: "Open Pawpost to see what it is.",
      tag: "alert",
    });
    // What the worker says to an open page when its notice is pressed (web-ui/src/worker/page-worker.test.ts).
    const [worker] = context.serviceWorkers();
    await worker?.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: a worker's own, which TypeScript's DOM does not have
      const { clients } = globalThis as any;
      for (const one of await clients.matchAll({ includeUncontrolled: true }))
        one.postMessage("notice-pressed safety");
    });
    await page.getByRole("heading", { name: "Safety", exact: true }).waitFor(LONG);
    await page.getByText("You signed in on a new device").first().waitFor(LONG);
  },
);

test(
  "a press that opens the page leads there, too, and leaves no trace in its address",
  PATIENT,
  async () => {
    const opened = await context.newPage();
    await opened.goto(`${stack.address}/#safety`);
    await opened.getByRole("heading", { name: "Safety", exact: true }).waitFor(LONG);
    expect(new URL(opened.url()).hash).toBe("");
    await opened.close();
  },
);

test("off, and the hub has forgotten it", PATIENT, async () => {
  await button("Tell this device no more").click();
  await section().getByText("This device tells you nothing while the page is closed.").waitFor(LONG);
  await page.reload();
  await openSafety(page);
  await section().getByText("This device tells you nothing while the page is closed.").waitFor(LONG);
  expect(complaints).toEqual([]);
});
