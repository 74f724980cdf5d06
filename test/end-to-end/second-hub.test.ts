/** Two hubs as they run, each a process, paired at their machines; the first one is lost, and a new machine goes on as it. Then the same in their pages. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keeperStatus } from "../../hub/contract/command-line.ts";
import { keepersView } from "../../hub/contract/keepers.ts";
import { argon2 } from "../../web-ui/src/keys/argon2.ts";
import { openBrowser } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { takeFourPictures } from "../support/four-pictures.ts";
import { cookieFetch, Guardian } from "../support/guardian.ts";
import { openSafety } from "../support/page-doors.ts";
import { signIn } from "../support/page-entry.ts";
import { runProgram } from "../support/run-program.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const CLI = "scripts/cli/main.ts";
const PASSPHRASE = "four lanterns beside our kettle";
const LONG = { timeout: 45_000 };
const owned = new AsyncDisposableStack();
let first: RunningStack;
let keeper: RunningStack;
/** The new machine. */
let anew: RunningStack;
let guardian: Guardian;
let temp: string;

beforeAll(async () => {
  temp = owned.use(await makeTempDir()).path;
  first = owned.use(await RunningStack.start({ only: ["hub"], dataFolder: join(temp, "first") }));
  keeper = owned.use(
    await RunningStack.start({
      only: ["hub"],
      dataFolder: join(temp, "keeper"),
      env: { hub: { PAWPOST_ROOMS_AT: "127.0.0.1:0" } },
    }),
  );
  await Guardian.claim(
    cookieFetch(() => keeper.address),
    keeper.claimCode,
    "Gran",
    PASSPHRASE,
    argon2,
  );
  guardian = await Guardian.claim(
    cookieFetch(() => first.address),
    first.claimCode,
    "Robin",
    PASSPHRASE,
    argon2,
  );
});
afterAll(() => owned.disposeAsync());

const backup = (stack: RunningStack, ...words: string[]) =>
  runProgram(CLI, ["backup", ...words], { PAWPOST_RUN: stack.runFolder.path });

/** What somebody reads off one machine, and types at another. */
async function lineOf(
  said: Promise<{ readonly stdout: string; readonly stderr: string }>,
): Promise<string[]> {
  const { stdout, stderr } = await said;
  const [, address, code] = /pawpost backup (?:keep-at|fetch) (\S+) (\S+)/.exec(stdout) ?? [];
  if (address === undefined || code === undefined) throw new Error(`no line to type: ${stdout}${stderr}`);
  return [address, code];
}

test("a hub pairs by a code, sends, and its page says so", async () => {
  const paired = await backup(first, "keep-at", ...(await lineOf(backup(keeper, "keep", "Next door"))));
  expect([paired.code, paired.stderr]).toEqual([0, ""]);
  const sent = await backup(first, "send", "--json");
  expect([sent.code, sent.stderr]).toEqual([0, ""]);
  const { own } = await guardian.client.call("GET", "/keepers", { schema: keepersView });
  expect(own).toMatchObject({ last: expect.any(String), failing: null });
  expect((await backup(keeper, "kept")).stdout).toContain("Next door");
});

test("the first hub is gone: what was kept is fetched, and brought back by nobody without a passphrase, and goes on with one", async () => {
  const hub = guardian.info.hub;
  const countKept = async () =>
    keeperStatus.parse(JSON.parse((await backup(keeper, "kept", "--json")).stdout)).view.kept[0]?.backups ??
    0;
  const before = await countKept();
  await first.stop("hub");
  await rm(join(temp, "first"), { recursive: true });
  const folder = join(temp, "fetched");
  const fetched = await runProgram(
    CLI,
    ["backup", "fetch", ...(await lineOf(backup(keeper, "hand-back", "Next door"))), folder, "--json"],
    {},
  );
  expect([fetched.code, fetched.stderr]).toEqual([0, ""]);
  const listed = await runProgram(CLI, ["backup", "list", folder, "--json"], {});
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { hub, backups: [{ backup: expect.any(Number) }], altered: [] },
  ]);
  const whole = await runProgram(CLI, ["backup", "verify", folder], {});
  expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining("is whole")]);
  const data = join(temp, "new");
  const restore = (typed: string) =>
    runProgram(CLI, ["backup", "restore", folder, "--data", data, "--json"], {}, 90_000, typed);
  expect((await restore("not the passphrase of anybody")).stderr).toContain("Error [backup.wrong-key]");
  const restored = await restore(PASSPHRASE);
  expect([restored.code, restored.stderr]).toEqual([0, ""]);
  expect(JSON.parse(restored.stdout)).toMatchObject({ hub });
  // It goes on as that hub: still paired, and the next number is taken.
  anew = owned.use(await RunningStack.start({ only: ["hub"], dataFolder: data }));
  const sent = await backup(anew, "send", "--json");
  expect([sent.code, sent.stderr]).toEqual([0, ""]);
  expect(await countKept()).toBeGreaterThan(before);
});

test("in the pages a guardian gives a family theirs back, and a new hub fetches it", async () => {
  await using browser = await openBrowser();
  const complaints: string[] = [];
  const gran = await openPage(browser, keeper, complaints);
  await signIn(gran, "Gran", PASSPHRASE);
  await openSafety(gran);
  const card = gran.getByRole("region", { name: "A second hub" });
  await card.getByText(/^Next door: \d backups, the last of/).waitFor(LONG);
  await takeFourPictures(gran, "second-hub-keeps");
  await expectManners(gran);
  await card.getByRole("button", { name: "Remove Next door’s" }).click();
  await takeFourPictures(gran, "second-hub-remove");
  await card.getByRole("button", { name: "Not now" }).click();
  await card.getByRole("button", { name: "Keep another hub’s backups" }).click();
  await takeFourPictures(gran, "second-hub-invite");
  await expectManners(gran);
  await card.getByRole("button", { name: "Not now" }).click();
  await card.getByRole("button", { name: "Give Next door theirs back" }).click();
  await gran.locator("#step-up-passphrase").fill(PASSPHRASE, LONG);
  await gran.locator("dialog button[type=submit]").click();
  await card.getByRole("heading", { name: "Type this at the new hub" }).waitFor(LONG);
  await takeFourPictures(gran, "second-hub-code");
  await expectManners(gran);
  const [address = "", code = ""] = await card.locator(".command").allInnerTexts();

  const newest = owned.use(await RunningStack.start({ only: ["hub"], dataFolder: join(temp, "newest") }));
  const page = await openPage(browser, newest, complaints);
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click(LONG);
  await press("Bring back a family from a backup");
  await page.getByRole("textbox", { name: "One-time code of this hub" }).fill(newest.claimCode);
  await press("Or fetch it from another hub that kept it");
  await page.getByLabel("Its address, as it is shown there").fill("192.168.1.7:8883");
  await page.getByLabel("The code", { exact: true }).fill("AAAA-BBBB");
  await press("Fetch it");
  await page.getByText(/^That code does not count there/).waitFor(LONG);
  await takeFourPictures(page, "second-hub-fetch");
  await expectManners(page);
  await page.getByLabel("Its address, as it is shown there").fill(address);
  await page.getByLabel("The code", { exact: true }).fill(code);
  await press("Fetch it");
  await page.getByRole("heading", { name: "Which backup?" }).waitFor(LONG);
  await takeFourPictures(page, "second-hub-fetched");
  expect(complaints).toEqual([]);
});

async function openPage(browser: Browser, { address }: RunningStack, complaints: string[]): Promise<Page> {
  const page = await (await browser.newContext({ viewport: PHONE })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(address);
  return page;
}
