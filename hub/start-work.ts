/** What a hub does by itself for as long as it runs, and what a start makes up for. */
import { readStarter } from "./starter/read-starter.ts";
import type { HubStore } from "./store/hub-store.ts";
import { tellAlerts } from "./use-cases/acknowledge-alert.ts";
import { startErasing } from "./use-cases/erase-waiting.ts";
import { startFading } from "./use-cases/fade-passkeys.ts";
import { giveStarter } from "./use-cases/give-starter.ts";
import { hearToys } from "./use-cases/hear-toys.ts";
import type { House } from "./use-cases/house.ts";
import { startSettlingNames } from "./use-cases/invited-names.ts";
import { startSending } from "./use-cases/keep-at-keeper.ts";
import { startBackups } from "./use-cases/keep-backups.ts";
import { startDrills } from "./use-cases/keep-drill.ts";
import { startKeeping } from "./use-cases/keep-messages.ts";
import { startTimes } from "./use-cases/keep-times.ts";
import { startNotingSignals } from "./use-cases/note-signals.ts";
import { noteStart } from "./use-cases/note-start.ts";
import { startPlacingToys } from "./use-cases/place-toys.ts";
import { startPushing } from "./use-cases/push-alerts.ts";
import { eraseGone } from "./use-cases/remove-from-library.ts";
import { settleGoneToys } from "./use-cases/remove-toy.ts";
import { windUpFormer } from "./use-cases/start-anew.ts";
import { startWatching } from "./use-cases/watch-machine.ts";
import { startWatchingToys } from "./use-cases/watch-toys.ts";

/** @returns what ends all of it, the last one first */
export async function startWork(
  house: House,
  { started }: Pick<HubStore, "started">,
): Promise<AsyncDisposable> {
  const { fail } = house;
  tellAlerts(house);
  hearToys(house);
  await using starting = new AsyncDisposableStack();
  starting.use(await startNotingSignals(house));
  starting.use(startPushing(house));
  starting.use(startWatching(house));
  starting.use(startWatchingToys(house));
  starting.use(startPlacingToys(house));
  noteStart(house, started).catch(fail);
  windUpFormer(house).catch(fail);
  settleGoneToys(house).catch(fail);
  eraseGone(house).catch(fail);
  giveStarter(house, readStarter).catch(fail);
  starting.use(startErasing(house));
  starting.use(startKeeping(house));
  starting.use(startBackups(house, Math.random));
  starting.use(startSending(house, Math.random));
  starting.use(startDrills(house, Math.random));
  starting.use(startTimes(house));
  starting.use(startFading(house));
  starting.use(startSettlingNames(house));
  return starting.move();
}
