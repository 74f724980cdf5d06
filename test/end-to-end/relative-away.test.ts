/**
 * A relative abroad: real hub, link, relay, radio and pretend toy, joined by the real commands, and Chromium, for which the zone's names lead to the
 * relay and to nothing else. She opens the link that a guardian made, at an address of her own, joins, and speaks; a guardian at home hears it and
 * lets it through, the toy plays it, and what the child answers she hears, by the relay all of it.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  AWAY_ZONE,
  type AwayStack,
  type RelayProcess,
  startAwayStack,
  startRelayProcess,
} from "../support/away-stack.ts";
import { openBrowserAway } from "../support/browser.ts";
import { PHONE } from "../support/expect-manners.ts";
import { visit } from "../support/joined-house.ts";
import { openSetting } from "../support/page-doors.ts";
import { claimHub, findToy } from "../support/page-entry.ts";
import { inviteRelative, letIn } from "../support/relatives-entry.ts";
import { speak } from "../support/speech.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const LONG = { timeout: 90_000 };
const WHOLE = { timeout: 240_000 };
const PASSPHRASE = "four lanterns beside our kettle";

const owned = new AsyncDisposableStack();
let relay: RelayProcess;
let away: AwayStack;
let browser: Browser;
let robin: Page;
let grandma: Page;
let address: URL;
/** Wherever her page asked. */
const asked = new Set<string>();
const complaints: string[] = [];

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });

async function openPage(at: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: PHONE })).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  if (at !== "") await page.goto(at);
  return page;
}

beforeAll(async () => {
  const folder = owned.use(await makeTempDir()).path;
  relay = owned.use(await startRelayProcess());
  away = owned.use(await startAwayStack(relay, folder, ["hub", "air", "toy", "ble"]));
  const voice = await speak("Good night, little bear. Sleep well.", { rate: 48_000 });
  browser = await openBrowserAway(AWAY_ZONE, away.spki, voice);
  robin = await openPage(away.stack.address);
  await claimHub(robin, away.stack.claimCode, "Robin", PASSPHRASE);
  await findToy(robin, "Bear", "Mika");
  await robin.getByText("Its heart blinks. Press its blue hand.").waitFor(LONG);
  await button(robin, "Blue hand").click();
  await robin.getByText("Nothing here yet. Say good night?").waitFor(LONG);
});
afterAll(async () => {
  if (process.env.PAWPOST_DEBUG) console.log([...complaints, ...(away?.stack.lines ?? [])].join("\n"));
  await browser?.close();
  await owned.disposeAsync();
});

test("the link leads to an address of her own at the relay, and she joins there", WHOLE, async () => {
  await openSetting(robin, "People");
  const link = await inviteRelative(robin, "Grandma", PASSPHRASE);
  address = new URL(link);
  expect(address.host).toMatch(new RegExp(`^[a-z2-7]{26}\\.${away.domain}:${relay.port}$`));
  grandma = await openPage("");
  grandma.on("request", (request) => asked.add(new URL(request.url()).host));
  await grandma.goto(link);
  await letIn(robin, grandma, { name: "Grandma", passphrase: PASSPHRASE, child: "Mika" });
  expect(grandma.url()).toBe(`${address.origin}/`);
  expect(await away.link("status")).toMatch(/Devices +1 with an address/);
});

test("what she says a guardian hears and lets through, and the toy plays it", WHOLE, async () => {
  await button(grandma, "Record a message for Mika").click();
  await button(grandma, /^Stop/).waitFor(LONG);
  await grandma.waitForTimeout(3_000);
  await button(grandma, /^Stop/).click();
  const send = button(grandma, /^Send/);
  await expect.poll(() => send.isEnabled(), LONG).toBe(true);
  await send.click();
  await grandma.getByText("Waiting for a guardian to listen").waitFor(LONG);

  await robin.goto(away.stack.address);
  const row = robin.locator('li[data-state="awaiting_approval"]').first();
  const id = await row.getAttribute("data-message", LONG);
  await row.getByRole("button", { name: /^Listen to the message from Grandma/ }).click();
  const approve = row.getByRole("button", { name: "Approve" });
  await expect.poll(() => approve.isEnabled(), LONG).toBe(true);
  await approve.click();
  const sent = robin.locator(`li[data-message="${id}"]`);
  await expect.poll(() => sent.getAttribute("data-state"), LONG).toBe("on_toy");
  await grandma.getByText("Mika’s bear has it").waitFor(LONG);
  await button(robin, "Blue hand").click();
  await grandma.getByText(/^Heard /).waitFor(LONG);
});

test("what the child answers, and a guardian shares, she hears", WHOLE, async () => {
  await button(robin, "Red hand").click();
  await robin.waitForTimeout(2_500);
  await button(robin, "Red hand").click();
  const answer = robin.locator("li.from-toy").first();
  await answer.getByRole("button", { name: "Share what Mika said" }).click(LONG);
  await answer.getByRole("button", { name: "Share with Grandma" }).click();
  await button(grandma, /^Play what Mika said/).click(LONG);
  const audio = grandma.locator("li.from-toy audio");
  await audio.waitFor(LONG);
  await expect
    .poll(() => audio.evaluate((player) => (player as HTMLAudioElement).duration > 1), LONG)
    .toBe(true);
});

test(
  "all of that went by the relay: her page asked nobody else, and without the relay it reaches nobody",
  WHOLE,
  async () => {
    expect([...asked].filter((host) => host !== "")).toEqual([address.host]);
    expect((await visit(relay.port, address.hostname)).socket).toBeDefined();
    await away.link("leave", "--yes");
    await expect
      .poll(async () => (await visit(relay.port, address.hostname)).code, LONG)
      .toBe("ERR_SSL_TLSV1_UNRECOGNIZED_NAME");
    const ask = () => fetch("/api/v1/hub").then(String, () => "out of reach");
    expect(await grandma.evaluate(ask)).toBe("out of reach");
    expect(complaints).toEqual([]);
  },
);
