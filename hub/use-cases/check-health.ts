import type { HealthPart, HealthView } from "../contract/health.ts";
import { seconds } from "../domain/duration.ts";
import type { Health } from "../ports/health.ts";
import type { House } from "./house.ts";
import { lastBackupAt } from "./last-backup-at.ts";
import { viewRadio } from "./view-house.ts";

/** Anybody may ask: ever so many cost no more than one. */
const GOOD_FOR = seconds(2);
const ANSWER_WITHIN = seconds(3);

type Checks = Readonly<Record<"store" | "broker", () => Promise<unknown>>>;

/**
 * @param checks reject, or never answer, where that part does not work
 * @param version of Pawpost
 */
export function makeHealth(house: House, checks: Checks, version: string): Health {
  const { clock } = house;
  const began = clock.monotonic();
  let last: { readonly at: number; readonly looked: ReturnType<Health["look"]> } | undefined;

  const isWell = (check: () => Promise<unknown>): Promise<boolean> =>
    new Promise((answered) => {
      const stop = clock.after(ANSWER_WITHIN, () => answered(false));
      const end = (well: boolean) => {
        stop();
        answered(well);
      };
      check().then(
        (said) => end(said !== false),
        () => end(false),
      );
    });
  const askAll = async (): Promise<Readonly<Record<HealthPart, boolean>>> => {
    const [store, broker, radio, disk] = await Promise.all([
      isWell(checks.store),
      isWell(checks.broker),
      isWell(async () => isRadioWell(house)),
      isWell(async () => (await house.disk.look()) === "enough"),
    ]);
    return { store, broker, radio, disk };
  };
  const look = () => {
    const now = clock.monotonic();
    if (last === undefined || now - last.at >= GOOD_FOR) last = { at: now, looked: askAll() };
    return last.looked;
  };
  return {
    look,
    async view() {
      const upSeconds = Math.floor((clock.monotonic() - began) / 1_000);
      return { ...(await viewHealth(house, await look())), version, upSeconds };
    },
  };
}

function isRadioWell(house: House): boolean {
  const { online, adapter } = viewRadio(house);
  return online && adapter === "on";
}

async function viewHealth(
  house: House,
  parts: Readonly<Record<HealthPart, boolean>>,
): Promise<Omit<HealthView, "version" | "upSeconds">> {
  const [{ free, limit }, open, backup] = await Promise.all([
    house.disk.measure(),
    house.messages.open(),
    lastBackupAt(house),
  ]);
  const relay = house.relay.view();
  return {
    ready: Object.values(parts).every(Boolean),
    parts,
    disk: { freeBytes: Math.floor(free), leastBytes: Math.floor(limit) },
    open: open.length,
    relay: relay === undefined ? null : relay.line.state === "up",
    lastBackup: backup === undefined ? null : new Date(backup).toISOString(),
    now: new Date(house.clock.now()).toISOString(),
  };
}
