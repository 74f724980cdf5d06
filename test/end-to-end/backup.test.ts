/**
 * Backups on the real page: a guardian tries whether the backup's keys open. Then the hub is lost, and on a new one, which nobody claimed, the family
 * comes back out of the stick, by the same passphrase, opened in the browser.
 */
import { mkdir } from "node:fs/promises";
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
let stack: RunningStack;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

const button = (name: string) => page.getByRole("button", { name, exact: true });
const startHub = () => RunningStack.start({ only: ["hub"], env: { hub: { PAWPOST_BACKUP_TO: stick } } });

async function openPage(): Promise<void> {
  page = await (await browser.newContext({ viewport: PHONE })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(stack.address);
}

/** Light and dark. */
async function picture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(PICTURES, `backup-${name}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
}

beforeAll(async () => {
  const temp = owned.use(await makeTempDir());
  stick = join(temp.path, "stick");
  await mkdir(stick);
  [stack, browser] = await Promise.all([startHub(), openBrowser()]);
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

test("a new hub: the family comes back out of the stick, and everybody signs in again", async () => {
  await stack[Symbol.asyncDispose]();
  stack = await startHub();
  await openPage();
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
