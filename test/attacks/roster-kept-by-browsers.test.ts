/**
 * T-97, in a browser. Whoever owns the hub's folder puts an older copy of it back, to have a guardian who was struck out, or a
 * device that was signed out, count again; or lets another branch grow out of that copy. A browser that saw more than the copy
 * holds tells its person, opens nothing and sends nothing, also where the page was open all the while and has something to
 * send. A page without that memory believes it.
 */
import { cpSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeWav } from "../../hub/audio/wav.ts";
import { openBrowserWithWorker } from "../support/browser.ts";
import { makeCopyWithPage } from "../support/build-page.ts";
import { hum } from "../support/guardian.ts";
import { claimHub, signIn } from "../support/page-entry.ts";
import type { PatchedCopy } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";
const NOT_RIGHT = "Something is not right";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowserWithWorker();
});
afterAll(() => browser?.close());

async function openPage(stack: RunningStack): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(stack.address);
  return page;
}
async function signInAsRobin(page: Page): Promise<void> {
  await signIn(page, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
}

const claim = (page: Page, stack: RunningStack) => claimHub(page, stack.claimCode, "Robin", PASSPHRASE);

/** A hub whose folder is kept as it is at one moment, and put back at another. */
async function openHub(copy?: PatchedCopy) {
  await using opening = new AsyncDisposableStack();
  const kept = opening.use(await makeTempDir());
  const data = opening.use(await makeTempDir());
  const dataFolder = join(data.path, "data");
  const stack = await RunningStack.start({
    cheapHash: true,
    only: ["hub"],
    dataFolder,
    change: (_, spec) =>
      copy === undefined ? spec : { ...spec, args: spec.args.with(-1, copy.path("hub/main.ts")) },
  });
  opening.use(stack);
  const owned = opening.move();
  return {
    stack,
    /** From here on the roster grows by a device, and this browser sees it. */
    async keepAndGrow(guardian: Page): Promise<void> {
      await stack.stop("hub");
      cpSync(dataFolder, kept.path, { recursive: true });
      await stack.begin("hub");
      const phone = await openPage(stack);
      await signInAsRobin(phone);
      await phone.context().close();
      await guardian.reload();
      await guardian.getByText("Signed in as Robin").waitFor(LONG);
    },
    /** Of a hub that does not run. */
    async putBack(): Promise<void> {
      await rm(dataFolder, { recursive: true });
      cpSync(kept.path, dataFolder, { recursive: true });
      await stack.begin("hub");
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What this page sends from here on. */
function watchSent(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (request: Request) => {
    if (request.method() !== "GET") sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return sent;
}

interface Seen {
  /** What the page says of the hub, or `inside`. */
  readonly afterOlder: string;
  readonly afterFork: string;
  /** What it sent by itself, before anybody touched it. */
  readonly sent: readonly string[];
}

async function goBack(copy?: PatchedCopy): Promise<Seen> {
  await using hub = await openHub(copy);
  const { stack } = hub;
  const guardian = await openPage(stack);
  await claim(guardian, stack);
  await guardian.getByText("Signed in as Robin").waitFor(LONG);
  await hub.keepAndGrow(guardian);

  // Closed meanwhile: what is sent from here on is sent by a page that has just been opened.
  await guardian.goto("about:blank");
  const sent = watchSent(guardian);
  const look = async () => {
    await guardian.goto(stack.address);
    const told = guardian.getByRole("heading", { name: NOT_RIGHT });
    const inside = guardian.getByText("Signed in as Robin");
    await told.or(inside).first().waitFor(LONG);
    return (await told.isVisible())
      ? ((await guardian.locator(".note .soft").textContent()) ?? "")
      : "inside";
  };
  await stack.kill("hub");
  await hub.putBack();
  const afterOlder = await look();
  // Another device joins the copy: as long as what this browser saw, and another branch.
  const elsewhere = await openPage(stack);
  await signInAsRobin(elsewhere);
  await elsewhere.context().close();
  const afterFork = await look();
  await guardian.context().close();
  return { afterOlder, afterFork, sent };
}

test("a browser believes no hub that forgot what it has seen", async () => {
  expect(await goBack()).toEqual({
    afterOlder: "roster.older-than-known",
    afterFork: "roster.forked",
    sent: [],
  });
});

/**
 * The page is open, and a message waits in it for a hub that is away; what comes back in the hub's place has the older copy.
 * @returns what the page says then, and what it sent
 */
async function comeBack(copy?: PatchedCopy) {
  await using hub = await openHub(copy);
  const { stack } = hub;
  const guardian = await openPage(stack);
  const button = (name: string | RegExp) => guardian.getByRole("button", { name });
  {
    await using _ble = await PlayedBle.open(stack);
    await claim(guardian, stack);
    await button("Find the toy").click(LONG);
    await button(/This one/).click(LONG);
    await guardian.getByRole("textbox", { name: "Toy’s name" }).fill("Bear");
    await guardian.getByRole("textbox", { name: "Child’s name" }).fill("Mika");
    await button("Blink its heart").click();
    await guardian.getByText("Nothing here yet. Say good night?").waitFor(LONG);
  }
  await hub.keepAndGrow(guardian);

  const sound = encodeWav(
    Int16Array.from(hum(2, 1), (sample) => sample * 32_767),
    16_000,
  );
  const file = { name: "night.wav", mimeType: "audio/wav", buffer: Buffer.from(sound) };
  await guardian.getByLabel("Choose a sound file").setInputFiles(file);
  await guardian.locator("button:enabled", { hasText: "Send" }).waitFor(LONG);
  await stack.kill("hub");
  await guardian.locator(".banner").waitFor(LONG);
  const sent = watchSent(guardian);
  await button("Send").click(LONG);
  await guardian.locator(".message").first().waitFor(LONG);
  await hub.putBack();
  const told = guardian.getByRole("heading", { name: NOT_RIGHT });
  await expect.poll(async () => (await told.isVisible()) || sent.length > 0, LONG).toBe(true);
  const says = (await told.isVisible()) ? await guardian.locator(".note .soft").textContent() : "inside";
  // Whatever tries again by itself has tried: a message waits 30 seconds at most.
  if (says !== "inside") await guardian.waitForTimeout(5_000);
  await guardian.context().close();
  return { says, sent };
}

test("an open page sends nothing to a hub that comes back older, and says so", async () => {
  expect(await comeBack()).toEqual({ says: "roster.older-than-known", sent: [] });
});

test("without its memory a browser believes it", TAKES_BARRIER_OUT, async () => {
  await using copy = await makeCopyWithPage([
    {
      file: "web-ui/src/keys/roster-pin.ts",
      find: "  if (known !== undefined) assertFollows(roster, known, known.length);\n",
      replace:
        "  if (known !== undefined && roster.head === '') assertFollows(roster, known, known.length);\n",
    },
  ]);
  const { afterOlder, afterFork } = await goBack(copy);
  expect({ afterOlder, afterFork }).toEqual({ afterOlder: "inside", afterFork: "inside" });
});

furtherBarrier("an open page that does not ask who is back sends what waited", {}, async () => {
  await using copy = await makeCopyWithPage([
    {
      file: "web-ui/src/app.tsx",
      find: "  askWhoIsBack(page);\n",
      replace: "  void askWhoIsBack;\n",
    },
  ]);
  expect((await comeBack(copy)).sent).toContain("POST /api/v1/messages");
});
