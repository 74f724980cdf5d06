/** A keepsake on the real page: asked for, saved, unpacked, and opened from the disk by a browser that has no network. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../support/browser.ts";
import { cheapArgon2 } from "../support/cheap-hash.ts";
import { claimToy, untilHouse } from "../support/claim-bear.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { cookieFetch, Guardian, hum, prepareClip } from "../support/guardian.ts";
import { openSafety, openSetting } from "../support/page-doors.ts";
import { signIn } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { toyHands } from "../support/toy-hands.ts";

const LONG = { timeout: 90_000 };
const PASSPHRASE = "four lanterns beside our kettle";
const NAME = "<img src=x onerror=alert(1)>";
const CHILD = "“Kit” <b>🐻</b> ‏ילד";
/** In a sentence: a name that is written from right to left turns nothing around it. */
const SHOWN = `\u2068${CHILD}\u2069`;

let stack: RunningStack;
let browser: Browser;
let page: Page;
let folder: Awaited<ReturnType<typeof makeTempDir>>;
const complaints: string[] = [];
const picture = async (name: string, of: Page = page) => {
  const pictures = process.env.PAWPOST_PICTURES;
  if (pictures !== undefined) await of.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
};

/**
 * Runs before the page does. The browser's own window that asks for a folder is nobody's to press here: with `mayWrite` it answers at once,
 * with a folder of the same kind that the browser keeps for the page; without, the browser is one that writes no folders.
 */
function chooseFolders(): void {
  const writes = localStorage.getItem("mayWrite") !== null;
  Object.assign(globalThis, {
    showDirectoryPicker: writes
      ? () =>
          localStorage.getItem("mayWrite") === "declined"
            ? Promise.reject(new DOMException("", "AbortError"))
            : navigator.storage.getDirectory()
      : undefined,
  });
}

/** What lies in the folder that was chosen: path and text, or length. */
const readPlace = () =>
  page.evaluate(async () => {
    const found: Record<string, string> = {};
    const read = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      const entries = folder as unknown as AsyncIterable<
        [string, FileSystemFileHandle | FileSystemDirectoryHandle]
      >;
      for await (const [name, one] of entries) {
        if (one.kind === "directory") await read(one as FileSystemDirectoryHandle, `${path}${name}/`);
        else {
          const bytes = await (await (one as FileSystemFileHandle).getFile()).arrayBuffer();
          const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
          found[path + name] = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
          if (name === "checksums.txt") found.sums = new TextDecoder().decode(bytes);
        }
      }
    };
    await read(await navigator.storage.getDirectory(), "");
    return found;
  });

beforeAll(async () => {
  [stack, browser, folder] = await Promise.all([
    RunningStack.start({ cheapHash: true }),
    openBrowser(),
    makeTempDir(),
  ]);
  const guardian = await Guardian.claim(
    cookieFetch(() => stack.address),
    stack.claimCode,
    NAME,
    PASSPHRASE,
    cheapArgon2,
  );
  const hands = toyHands(`${stack.runFolder.path}/toy.sock`);
  const toy = await claimToy(guardian, hands, { toyName: "Bear", childName: CHILD });
  await hands.power(false);
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false);
  const clip = await prepareClip(hum(1, 1), 16_000);
  for (let n = 0; n < 3; n++) await guardian.send(clip, toy);
  const context = await browser.newContext({ viewport: PHONE, acceptDownloads: true });
  await context.addInitScript(chooseFolders);
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
  await signIn(page, NAME, PASSPHRASE);
  await page.getByText(`Signed in as ${NAME}`).waitFor(LONG);
});

afterAll(async () => {
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

test("is asked for, made here after showing who one is, and saved", async () => {
  await openSetting(page, "What is kept");
  await page.getByRole("button", { name: `Make a keepsake of ${SHOWN} …` }).click(LONG);
  await page.getByRole("radio", { name: "Those of some days" }).check();
  expect(await page.getByRole("button", { name: "Make it" }).isDisabled()).toBe(true);
  await expectManners(page);
  await picture("keepsake-form");
  await page.getByRole("radio", { name: "All that the hub keeps" }).check();
  const downloading = page.waitForEvent("download", LONG);
  await page.getByRole("button", { name: "Make it" }).click();
  await page.locator("#step-up-passphrase").fill(PASSPHRASE, LONG);
  await page.locator("dialog button[type=submit]").click();
  const download = await downloading;
  await page.getByText(`The keepsake of ${SHOWN} is ready: 3 recordings.`).waitFor(LONG);
  await picture("keepsake-done");
  await expectManners(page);
  expect(download.suggestedFilename()).toMatch(/^pawpost-Kit-b-b-\d{4}-\d\d-\d\d\.zip$/);
  const zip = join(folder.path, download.suggestedFilename());
  await download.saveAs(zip);
  execFileSync("unzip", ["-q", zip, "-d", folder.path]);
  const inside = join(folder.path, download.suggestedFilename().replace(/\.zip$/, ""));
  expect(readdirSync(inside).toSorted()).toEqual(["audio", "checksums.txt", "index.html"]);
  execFileSync("sha256sum", ["-c", "--strict", "--quiet", "checksums.txt"], { cwd: inside });
  expect(complaints).toEqual([]);
});

test("plays from the disk with no network and no script, and names in it are text", async () => {
  const [name = ""] = readdirSync(folder.path).filter((one) => !one.endsWith(".zip"));
  const context = await browser.newContext({ viewport: PHONE, offline: true });
  const kept = await context.newPage();
  const asked: string[] = [];
  const said: string[] = [];
  kept.on("request", (request) => asked.push(request.url()));
  kept.on("console", (message) => said.push(message.text()));
  kept.on("dialog", (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await kept.goto(pathToFileURL(join(folder.path, name, "index.html")).href);
  await kept.getByRole("heading", { name: `Post of ${SHOWN}`, level: 1 }).waitFor();
  expect(await kept.locator("audio").count()).toBe(3);
  expect(await kept.locator("script, img, b").count()).toBe(0);
  await kept.getByText(`From ${NAME}`).first().waitFor();
  const seconds = await kept
    .locator("audio")
    .first()
    .evaluate(async (element) => {
      const audio = element as HTMLAudioElement;
      audio.muted = true;
      const ended = new Promise<void>((done) =>
        audio.addEventListener("ended", () => done(), { once: true }),
      );
      await audio.play();
      await ended;
      return audio.duration;
    });
  expect(seconds).toBeGreaterThan(0.8);
  expect(said).toEqual([]);
  expect(asked.every((url) => url.startsWith("file:"))).toBe(true);
  expect(await kept.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  // Its own policy lets nothing in that somebody adds to the page.
  await kept.evaluate(() => {
    const added = document.createElement("script");
    added.textContent = "document.title = 'taken over'";
    document.body.append(added);
  });
  expect(await kept.title()).toBe(`Post of ${SHOWN}`);
  await picture("keepsake-page", kept);
  await kept.emulateMedia({ colorScheme: "dark" });
  await kept.setViewportSize({ width: 1280, height: 900 });
  await picture("keepsake-page-dark", kept);
  await context.close();
});

test("is told to every guardian, and stands in the history with how many", async () => {
  await openSafety(page);
  await page.getByText("You took 3 recordings out for a keepsake on this device").waitFor(LONG);
  expect(complaints).toEqual([]);
});

test("where the browser writes folders it lies in one, whole, and in none that was there; stopped, it leaves nothing", async () => {
  const begin = async (mayWrite: string) => {
    await page.evaluate((how) => localStorage.setItem("mayWrite", how), mayWrite);
    await page.reload();
    await openSetting(page, "What is kept");
    await page.getByRole("button", { name: `Make a keepsake of ${SHOWN} …` }).click(LONG);
    await page.getByRole("button", { name: "Make it" }).click();
  };
  const note = page.getByRole("region", { name: `A keepsake of ${SHOWN}` });
  await begin("declined");
  await page.getByRole("button", { name: `Make a keepsake of ${SHOWN} …` }).waitFor(LONG);
  expect(await note.count()).toBe(0);
  for (const suffix of ["", "-2"]) {
    await begin("yes");
    const name = new RegExp(
      `in the folder (pawpost-Kit-b-b-\\d{4}-\\d\\d-\\d\\d${suffix})\\. Open index\\.html in it\\.`,
    );
    await note.getByText(name).waitFor(LONG);
    expect(await note.getByRole("link").count()).toBe(0);
  }
  const { sums = "", ...files } = await readPlace();
  const folders = new Set(Object.keys(files).map((path) => path.split("/")[0]));
  expect([...folders].map((name) => name?.replace(/\d{4}-\d\d-\d\d/, "day")).toSorted()).toEqual([
    "pawpost-Kit-b-b-day",
    "pawpost-Kit-b-b-day-2",
  ]);
  for (const folder of folders) {
    const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
    expect(inside).toHaveLength(5);
    for (const [, hash, path] of sums.matchAll(/^(\w{64}) {2}(.+)$/gm))
      if (path !== "index.html") expect(files[`${folder}/${path}`]).toBe(hash);
  }
  expect(complaints).toEqual([]);

  // The hub goes in the middle: nothing half made stays.
  await page.route("**/archive/keepsake", (route) => route.abort());
  await begin("yes");
  await note.getByText("The hub does not answer.").waitFor(LONG);
  await page.unroute("**/archive/keepsake");
  expect(Object.keys(await readPlace()).filter((path) => path.includes("-3/"))).toEqual([]);
});
