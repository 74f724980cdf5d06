/**
 * Backups on the real page: a guardian tries whether the backup's keys open. Then the hub is lost, and on a new one, which nobody claimed, the family
 * comes back out of the copy that was on their phone, by the same passphrase, opened in the browser.
 */
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askForBackup } from "../../scripts/cli/backup-asking.ts";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { openSafety } from "../support/page-doors.ts";
import { claimHub, signIn } from "../support/page-entry.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const LONG = { timeout: 45_000 };
const PASSPHRASE = "four lanterns beside our kettle";
/** Where pictures go for who wants to look at them. */
const PICTURES = process.env.PAWPOST_PICTURES;

const owned = new AsyncDisposableStack();
let stick: string;
/** The file that was saved on the device. */
let copy: string;
let stack: RunningStack;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });

async function openPage(): Promise<void> {
  page = await (await browser.newContext({ viewport: PHONE })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
}

/** Light and dark, on a phone and on a desk. */
async function picture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  for (const [where, viewport] of [
    ["desk", { width: 1280, height: 900 }],
    ["phone", PHONE],
  ] as const) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["dark", "light"] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(PICTURES, `backup-${name}-${where}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
}

beforeAll(async () => {
  const temp = owned.use(await makeTempDir());
  stick = join(temp.path, "stick");
  await mkdir(stick);
  const env = { hub: { PAWPOST_BACKUP_TO: stick } };
  [stack, browser] = await Promise.all([
    RunningStack.start({ cheapHash: true, only: ["hub"], env }),
    openBrowser(),
  ]);
  await openPage();
  await claimHub(page, stack.claimCode, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
  process.env.PAWPOST_RUN = stack.runFolder.path;
  await askForBackup(stack.dataFolder, false, () => undefined);
  delete process.env.PAWPOST_RUN;
});

afterAll(async () => {
  if (process.env.PAWPOST_DEBUG) console.log(stack?.lines.join("\n"));
  await browser?.close();
  await stack?.[Symbol.asyncDispose]();
  await owned.disposeAsync();
}, 30_000);

test("Safety asks whether the backup opens, and a passphrase shows it", async () => {
  await openSafety(page);
  const card = page.getByRole("region", { name: "Does the backup open?" });
  await card.getByText(/Nobody has tried yet whether its keys open\.$/).waitFor(LONG);
  await card.getByRole("button", { name: "Try it" }).click();
  await picture("trial");
  await card.getByLabel("Passphrase", { exact: true }).fill("not this one at all");
  await card.getByRole("button", { name: "Open its keys" }).click();
  await card.getByText("That passphrase does not open it.").waitFor(LONG);
  await card.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await card.getByRole("button", { name: "Open its keys" }).click();
  await card.getByText(/^They open\./).waitFor(LONG);
  await card.getByText(/You opened its keys on .*\.$/).waitFor(LONG);
  await picture("tried");
  await expectManners(page);
  expect(complaints).toEqual([]);
});

test("a copy comes to this device, all guardians are told, and it is saved as a file", async () => {
  const card = page.getByRole("region", { name: "A copy on this device" });
  await card.getByRole("button", { name: "Take a copy" }).click();
  await page.locator("#step-up-passphrase").fill(PASSPHRASE, LONG);
  await page.locator("dialog button[type=submit]").click();
  await card.getByText(/^Of .*, 1 MB\.$/).waitFor(LONG);
  await page.getByText("You took a copy of the backup to a device").first().waitFor(LONG);
  await picture("copy");
  await expectManners(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    card.getByRole("button", { name: "Save it as a file" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^pawpost-backup-\d{4}-\d\d-\d\d\.tar$/);
  copy = join(stick, "..", "copy.tar");
  await download.saveAs(copy);
  await card.getByRole("button", { name: "Remove it from this device" }).click();
  await card.getByText(/^There is none\./).waitFor(LONG);
  expect(complaints).toEqual([]);
});

test("hub and stick are lost: on a new hub the family comes back out of that copy, and everybody signs in again", async () => {
  await stack[Symbol.asyncDispose]();
  await rm(stick, { recursive: true });
  stack = await RunningStack.start({ cheapHash: true, only: ["hub"] });
  await openPage();
  // As it is where the new hub has the address of the old one.
  await page.evaluate(
    async (bytes) => {
      const folder = await navigator.storage.getDirectory();
      const file = await folder.getFileHandle("pawpost-backup-of-the-old-hub.tar", { create: true });
      const written = await file.createWritable();
      await written.write(Uint8Array.from(bytes));
      await written.close();
    },
    [...(await readFile(copy))],
  );
  await button("Bring back a family from a backup").click(LONG);
  await page.getByRole("heading", { name: "Bring back a family" }).waitFor(LONG);
  await picture("restore-code");
  await expectManners(page);
  const code = page.getByRole("textbox", { name: "One-time code of this hub" });
  await code.fill("AAAA-BBBB-CCCC");
  await button("Look for backups").click();
  await page.getByText("That is not the code.").waitFor(LONG);
  await code.fill(stack.claimCode);
  await button("Look for backups").click();
  await page.getByText(/^No backup is plugged in/).waitFor(LONG);
  const file = page.getByLabel("Or use a copy that is on this device");
  await file.setInputFiles({
    name: "no-copy.tar",
    mimeType: "application/x-tar",
    buffer: Buffer.alloc(4_096, 1),
  });
  await page.getByText("That file is no copy of a backup, or was changed.").waitFor(LONG);
  await picture("restore-no-copy");
  await button(/^Use the copy of .* that this browser keeps$/).click();
  await page.getByRole("heading", { name: "Which backup?" }).waitFor(LONG);
  await page.getByLabel("Passphrase of a guardian").fill("not this one at all");
  await button("Open it and bring it back").click();
  await page.getByText("That passphrase does not open it.").waitFor(LONG);
  await picture("restore-choose");
  await expectManners(page);
  await page.getByLabel("Passphrase of a guardian").fill(PASSPHRASE);
  await button("Open it and bring it back").click();
  await page.getByRole("heading", { name: "Who was removed since then?" }).waitFor(LONG);
  await page.getByText("Nobody else belonged to the family on that day.").waitFor();
  await picture("restore-who");
  await button("Nobody was removed: go on").click();
  await page.getByRole("heading", { name: "Everybody is back" }).waitFor(LONG);
  await picture("restore-done");
  await expectManners(page);
  await stack.ended("hub");
  await stack.begin("hub");
  await page.getByRole("heading", { name: "Welcome back" }).waitFor(LONG);
  await signIn(page, "Robin", PASSPHRASE);
  await page.getByText("Signed in as Robin").waitFor(LONG);
  expect(stack.ready.get("hub")?.claimCode).toBeNull();
  expect(complaints).toEqual([]);
});
