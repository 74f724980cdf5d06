/** The processes of one machine: docs/processes.md, as data. */
import { fileURLToPath } from "node:url";
import type { ChildSpec } from "./child-process.ts";
import { SMALL_MEMORY } from "./node-flags.ts";
import type { MakePrompt } from "./promptly.ts";

export type ProcessName = "hub" | "link" | "ble" | "air" | "toy";

export interface ProcessPlan {
  readonly spec: ChildSpec;
  /** Started once these are ready. */
  readonly after: readonly ProcessName[];
  /** Not with the others, but when one of them says that it wants it. */
  readonly onDemand?: true;
}

export interface Situation {
  readonly dataFolder: string;
  readonly runFolder: string;
  readonly port: number;
  /** `hci0`, or `unix:PATH` of a controller that somebody else serves; undefined: virtual radio and simulated toy. */
  readonly adapter: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For a process that may not be late; undefined where that is not possible. */
  readonly promptly: MakePrompt | undefined;
}

/** The radio's, and what stands in for a radio and a toy, which have processors of their own. The hub can wait its turn. */
const PROMPT: ReadonlySet<ProcessName> = new Set(["ble", "air", "toy"]);

/** Those of one row stop together, the next row when they are gone. ble says goodbye to the toy while both still live. */
export const STOP_ORDER: readonly (readonly ProcessName[])[] = [["ble"], ["hub", "toy"], ["air", "link"]];

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;

const root = new URL("../../", import.meta.url);
const leaveWithSupervisor = new URL("leave-with-supervisor.ts", import.meta.url).href;

export function planProcesses(situation: Situation): ReadonlyMap<ProcessName, ProcessPlan> {
  const { runFolder, adapter } = situation;
  const shared = { ...situation.env, PAWPOST_DATA: situation.dataFolder, PAWPOST_RUN: runFolder };
  const plan = (
    name: ProcessName,
    program: string,
    env: Readonly<Record<string, string | undefined>>,
    after: readonly ProcessName[] = [],
  ): [ProcessName, ProcessPlan] => [
    name,
    {
      after,
      spec: {
        name,
        onceReady: PROMPT.has(name) ? situation.promptly : undefined,
        command: process.execPath,
        args: [...SMALL_MEMORY, "--import", leaveWithSupervisor, fileURLToPath(new URL(program, root))],
        env: { ...shared, ...env },
        readyWithinMs: READY_WITHIN_MS,
        stopWithinMs: STOP_WITHIN_MS,
      },
    },
  ];
  const [, linkPlan] = plan("link", "hub/link/main.ts", {});
  const link: [ProcessName, ProcessPlan] = ["link", { ...linkPlan, onDemand: true }];
  // What arecord says is read by the hub.
  const hubEnv = { PAWPOST_PORT: String(situation.port), LC_ALL: "C" };
  if (adapter !== undefined) {
    return new Map([
      plan("hub", "hub/main.ts", hubEnv),
      link,
      plan("ble", "ble/main.ts", { PAWPOST_HCI: adapter }, ["hub"]),
    ]);
  }
  return new Map([
    plan("hub", "hub/main.ts", { ...hubEnv, PAWPOST_TOY: `unix:${runFolder}/toy.sock` }),
    link,
    plan("air", "ble/simulator/air-main.ts", {}),
    plan("toy", "ble/simulator/toy-main.ts", { PAWPOST_HCI: `unix:${runFolder}/hci-toy.sock` }, ["air"]),
    plan("ble", "ble/main.ts", { PAWPOST_HCI: `unix:${runFolder}/hci-hub.sock`, PAWPOST_SIMULATED: "1" }, [
      "hub",
      "air",
    ]),
  ]);
}
