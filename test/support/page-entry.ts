/** The way in through the real page, for tests that begin inside: each types what a person types, and leaves what comes then to the test. */
import type { Page } from "playwright-core";

const LONG = { timeout: 90_000 };

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click(LONG);

async function sayWho(page: Page, name: string, passphrase: string): Promise<void> {
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
}

/** As the first guardian, with the code that the machine shows. */
export async function claimHub(page: Page, code: string, name: string, passphrase: string): Promise<void> {
  await page.getByRole("textbox", { name: "One-time code" }).fill(code);
  await sayWho(page, name, passphrase);
  await press(page, "Continue");
}

export async function signIn(page: Page, name: string, passphrase: string): Promise<void> {
  await sayWho(page, name, passphrase);
  await press(page, "Sign in");
}

/**
 * Finds the one toy that is in reach, and says whose it is, where a page asks. Its paw is to be pressed then. Where the hub's radio was started
 * a moment ago the page says to wait one, and this does.
 * @param childName nothing where the one child is known
 */
export async function findToy(page: Page, toyName: string, childName?: string): Promise<void> {
  const found = page.getByRole("button", { name: "This one", exact: true });
  const silent = page.getByText("The hub's radio does not answer.");
  await press(page, "Find the toy");
  await found.or(silent).first().waitFor(LONG);
  for (let tries = 0; tries < 20 && (await silent.isVisible()); tries += 1) {
    await page.waitForTimeout(500);
    await press(page, "Find the toy");
  }
  await found.click(LONG);
  await page.getByRole("textbox", { name: "Toy’s name" }).fill(toyName);
  if (childName !== undefined) await page.getByRole("textbox", { name: "Child’s name" }).fill(childName);
  await press(page, "Blink its heart");
}
