import type { Page } from "../page-state.ts";
import { enter } from "./enter.ts";
import { readAnew } from "./read-anew.ts";
import { stepUp } from "./step-up.ts";

/** The keys of every vault must be at hand; a browser that keeps none, or has not seen the newest, asks for them. */
export async function unlockAll(page: Page): Promise<void> {
  const { info, roster } = await readAnew(page);
  if (info.vaults.every(({ number }) => page.vaults.value.has(number))) return;
  const { vaults } = await stepUp(page);
  await enter(page, info, roster, vaults);
}
