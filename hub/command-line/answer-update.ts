import { COMMAND_LINE, type UpdateStatus } from "../contract/command-line.ts";
import type { UpdatesView } from "../contract/updates.ts";
import type { House } from "../use-cases/house.ts";
import { isBusy } from "../use-cases/is-busy.ts";

export const UPDATE_PATHS = new Set<string>([
  COMMAND_LINE.update,
  COMMAND_LINE.viewUpdates,
  COMMAND_LINE.askUpdates,
  COMMAND_LINE.fetchUpdate,
]);

/** What `pawpost update` asks, and whoever brings a newer version in. @throws UpdatesRefused */
export async function answerUpdate(
  house: House,
  version: string,
  path: string,
): Promise<UpdateStatus | UpdatesView> {
  const { updates } = house;
  if (path === COMMAND_LINE.update) return { version, isBusy: isBusy(house) };
  if (path === COMMAND_LINE.askUpdates) await updates.ask();
  if (path === COMMAND_LINE.fetchUpdate) {
    // It takes minutes: how far it is, `view` says.
    const isRefused = updates.fetch();
    await Promise.race([isRefused, new Promise((soon) => setImmediate(soon))]);
    isRefused.catch(house.fail);
  }
  return updates.view();
}
