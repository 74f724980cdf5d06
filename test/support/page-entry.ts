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

/** Finds the one toy that is in reach, and says whose it is. Its paw is to be pressed then. */
export async function findToy(page: Page, toyName: string, childName: string): Promise<void> {
  await press(page, "Find the toy");
  await press(page, "This one");
  await page.getByRole("textbox", { name: "Toy’s name" }).fill(toyName);
  await page.getByRole("textbox", { name: "Child’s name" }).fill(childName);
  await press(page, "Blink its heart");
}
