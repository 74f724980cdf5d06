/** A house that is looked at: the hub's real parts on a folder of its own, and a context as the doctor has it, with all well. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { HubFacts } from "../../hub/contract/house-check.ts";
import type { Check, HouseContext } from "../../hub/house-check/check.ts";
import { runChecks } from "../../hub/house-check/run-checks.ts";
import { type OwnPlaces, tellFacts } from "../../hub/use-cases/tell-facts.ts";
import { type HubRig, type HubRigOptions, makeHubRig } from "./hub-rig.ts";

export interface CheckedHouse {
  readonly rig: HubRig;
  /** What the hub says of itself, with what is changed. */
  facts(change?: Partial<HubFacts>): Promise<HubFacts>;
  context(change?: Partial<HouseContext>): Promise<HouseContext>;
}

export const PLACES: OwnPlaces = {
  version: "0.1.0",
  pid: process.pid,
  address: () => "http://localhost:8080",
  mayListen: () => [],
  httpsPort: () => undefined,
  homeCertificate: () => undefined,
  awayCertificate: () => undefined,
  smartHome: () => [],
};

/** Ends with the test, or with what opened it. */
export async function openCheckedHouse(options: HubRigOptions = {}): Promise<CheckedHouse & AsyncDisposable> {
  const rig = await makeHubRig(options);
  const runDir = join(rig.dir, "run");
  await mkdir(runDir, { mode: 0o700 });
  // The rig's way out of the house is none; the hub's key for it is its own.
  const { publicKey } = rig.store.secrets.push;
  const facts = async (change: Partial<HubFacts> = {}) => ({
    ...(await tellFacts(rig.house, PLACES)),
    push: { publicKey, subscriptions: 0 },
    ...change,
  });
  return {
    rig,
    facts,
    context: async (change = {}) => ({
      clock: rig.clock,
      dataDir: rig.dir,
      runDir,
      configFile: join(rig.dir, "config.yaml"),
      proc: "/proc",
      hub: await facts(),
      outside: async () => undefined,
      isInstalled: false,
      users: [],
      mends: false,
      ...change,
    }),
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}

/** What one check finds. */
export async function look<Context extends HouseContext>(check: Check<Context>, context: Context) {
  const [report] = await runChecks([check], context);
  if (report === undefined) throw new Error("it was not run");
  return report;
}
