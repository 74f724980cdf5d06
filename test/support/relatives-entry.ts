/** A relative comes in, through the real pages of both sides. */
import type { Page } from "playwright-core";

const LONG = { timeout: 90_000 };

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click(LONG);

/** The guardian says who they are, where the page asks. */
async function showGuardian(guardian: Page, passphrase: string): Promise<void> {
  await guardian.locator("dialog").getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await press(guardian, "It is me");
}

/** From People, with the rights that a guardian gives first: they write, are heard first, and hear answers. @returns the link for them */
export async function inviteRelative(guardian: Page, name: string, passphrase: string): Promise<string> {
  await press(guardian, "Invite somebody");
  await guardian.getByRole("radio", { name: /A relative/ }).check();
  await guardian.getByRole("textbox", { name: "Their name" }).fill(name);
  await press(guardian, "Make the link");
  const link = guardian.getByRole("textbox", { name: "Link" });
  const dialog = guardian.locator("dialog");
  await dialog.or(link).first().waitFor(LONG);
  if (await dialog.isVisible()) await showGuardian(guardian, passphrase);
  await link.waitFor(LONG);
  const address = await link.inputValue();
  await press(guardian, "Done");
  return address;
}

/** @param relative where that link was opened */
export async function letIn(
  guardian: Page,
  relative: Page,
  { name, passphrase, child }: { readonly name: string; readonly passphrase: string; readonly child: string },
): Promise<void> {
  await press(relative, "Join");
  await press(guardian, `Let them in: ${name}`);
  await showGuardian(guardian, passphrase);
  await relative.getByRole("heading", { name: `Post for ${child}` }).waitFor(LONG);
}
