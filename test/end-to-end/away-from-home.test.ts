/**
 * A guardian on a train: real hub, link and relay, joined by the real commands, and Chromium, for which the zone's names lead to the
 * relay and to nothing else. The phone gets an address of its own by a picture to scan, makes a passkey there, comes back by it, and
 * hears a clip; signed out at home, it gets no further than the relay within a second.
 */
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  AWAY_ZONE,
  type AwayStack,
  type RelayProcess,
  startAwayStack,
  startRelayProcess,
} from "../support/away-stack.ts";
import { openBrowserAway } from "../support/browser.ts";
import { expectManners, PHONE } from "../support/expect-manners.ts";
import { layFamily } from "../support/family-data.ts";
import { askBy, visit } from "../support/joined-house.ts";
import { openHome, openSetting } from "../support/page-doors.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { addVirtualAuthenticator, type VirtualAuthenticator } from "../support/virtual-authenticator.ts";

const LONG = { timeout: 90_000 };
const NAME = "Robin";
const PASSPHRASE = "four lanterns beside our kettle";
const REFUSED = "ERR_SSL_TLSV1_UNRECOGNIZED_NAME";

const owned = new AsyncDisposableStack();
let relay: RelayProcess;
let away: AwayStack;
let browser: Browser;
let home: Page;
let train: BrowserContext;
let phone: Page;
let authenticator: VirtualAuthenticator;
let address: URL;

beforeAll(async () => {
  const folder = owned.use(await makeTempDir()).path;
  await layFamily(folder, { name: NAME, passphrase: PASSPHRASE, clips: 1 });
  relay = owned.use(await startRelayProcess());
  away = owned.use(await startAwayStack(relay, folder));
  browser = await openBrowserAway(AWAY_ZONE, away.spki);
  home = await (await browser.newContext({ viewport: PHONE })).newPage();
  train = await browser.newContext({ viewport: PHONE });
  phone = await train.newPage();
  authenticator = await addVirtualAuthenticator(phone);
});
afterAll(async () => {
  await browser?.close();
  await owned.disposeAsync();
});

const isIn = (page: Page) => page.getByText(`Signed in as ${NAME}`).waitFor(LONG);
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PAWPOST_PICTURES === undefined) return;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const path = `${process.env.PAWPOST_PICTURES}/${name}-${colorScheme}.png`;
    await page.screenshot({ path, fullPage: true });
  }
}
const showPassphrase = async (page: Page) => {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.locator("button[type=submit]").click();
};

test("a phone is given an address of its own, and goes on there through the relay", async () => {
  await home.goto(away.stack.address);
  await home.getByRole("textbox", { name: "Your name" }).fill(NAME);
  await home.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await home.getByRole("button", { name: "Sign in", exact: true }).click();
  await isIn(home);
  await openSetting(home, "Devices");
  await home.getByText(/^Reached from anywhere, .* \d+ ms to the relay and back\.$/).waitFor(LONG);
  await expectManners(home);
  await picture(home, "devices-away");
  await home.getByRole("button", { name: "Open it elsewhere" }).click();
  await home.getByRole("button", { name: "Make a code" }).click();
  await showPassphrase(home);
  const field = home.getByRole("textbox", { name: new RegExp(`\\.${away.domain}`) });
  const link = await field.inputValue(LONG);
  await home.getByRole("img", { name: new RegExp(away.domain) }).waitFor(LONG);
  await expectManners(home);
  await picture(home, "hand-over-away");
  address = new URL(link);
  expect(address.host).toMatch(new RegExp(`^[a-z2-7]{26}\\.${away.domain}:${relay.port}$`));

  await phone.goto(link);
  await phone.getByRole("button", { name: "Go on here" }).click(LONG);
  await isIn(phone);
  expect(phone.url()).toBe(`${address.origin}/`);
  expect(await away.link("status")).toMatch(/Devices +1 with an address/);
});

test("it makes a passkey there, for the hub's own name, comes back by it, and hears what was said", async () => {
  const button = (name: string) => phone.getByRole("button", { name, exact: true });
  await openSetting(phone, "Ways in");
  await button("Add a passkey").click(LONG);
  await phone.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await button("Add a passkey").click();
  await phone.locator(".passkey").waitFor(LONG);
  const { credentials } = await authenticator.session.send("WebAuthn.getCredentials", {
    authenticatorId: authenticator.id,
  });
  expect(credentials.map(({ rpId }) => rpId)).toEqual([away.domain]);

  await openSetting(phone, "Sign out");
  await button("Use a passkey").click(LONG);
  await isIn(phone);
  await openHome(phone);
  await phone
    .getByRole("button", { name: /^Listen to the message from You/ })
    .first()
    .click(LONG);
  const sound = phone.locator("audio[src]").first();
  await sound.waitFor({ ...LONG, state: "attached" });
  await expect
    .poll(() => sound.evaluate((node) => (node as HTMLAudioElement).duration), LONG)
    .toBeGreaterThan(0.3);
});

test("at home it is the same address, straight on the house's network", async () => {
  const { socket } = await visit(away.networkPort, address.hostname);
  if (socket === undefined) throw new Error("nobody listens there");
  expect(await askBy(socket, address.host, "/api/v1/hub")).toMatch(/^HTTP\/1\.1 200 /);
  expect((await visit(away.networkPort, "localhost")).socket).toBeUndefined();
});

test("signed out at home, it is refused at the relay within a second, and what it had open is cut", async () => {
  const { hostname } = address;
  await openSetting(home, "Devices");
  await home
    .getByRole("button", { name: /^Sign out: / })
    .first()
    .click(LONG);
  const form = home.locator("form");
  await form.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE, LONG);
  // Opened last, and asked something by: a connection that says nothing for five seconds the hub cuts whoever it is, and one that asked is kept for a minute.
  const { socket } = await visit(relay.port, hostname);
  if (socket === undefined) throw new Error("it is let in until it is signed out");
  const cut = new Promise<number>((done) => socket.once("close", () => done(performance.now())));
  const heard = once(socket, "data");
  socket.on("error", () => undefined); // "close" follows
  socket.write(`GET /api/v1/hub HTTP/1.1\r\nhost: ${address.host}\r\n\r\n`);
  expect(String(await heard)).toMatch(/^HTTP\/1\.1 200 /);
  // An end is heard only by who reads.
  socket.resume();
  const answered = home.waitForResponse((response) => response.url().endsWith("/devices/sign-out"), LONG);
  const since = performance.now();
  await form.getByRole("button", { name: "Sign out", exact: true }).click(LONG);
  expect((await answered).status()).toBe(200);
  const at = performance.now();
  // A refusal takes 300 ms by itself.
  await wait(600);
  expect((await visit(relay.port, hostname)).code).toBe(REFUSED);
  const cutAt = await cut;
  expect(cutAt).toBeGreaterThan(since);
  expect(cutAt - at).toBeLessThan(1_000);
  // The page itself is kept in the browser, and opens; nothing of the hub's does.
  await phone.goto(address.origin, { timeout: 30_000 });
  const ask = () => fetch("/api/v1/hub").then(String, () => "out of reach");
  expect(await phone.evaluate(ask)).toBe("out of reach");
  expect(await away.link("status")).toMatch(/Devices +0 with an address/);
});

test("taken off its relay, the hub works at home as before", async () => {
  expect(await away.link("leave", "--yes")).toContain("Left.");
  expect(await away.link("status")).toContain("at no relay");
  await expect.poll(async () => (await visit(away.networkPort, address.hostname)).code).toBe("ECONNREFUSED");
  await home.reload();
  await isIn(home);
});
