import type { Costs } from "./measured-costs.ts";

export interface Machine {
  readonly memoryMib: number;
  /** For the system and whatever else runs there. */
  readonly systemMib: number;
}

/** What is left of it for hubs: a quarter stays free, for visitors and for the hubs of a node that was lost. */
const FILLED = 0.75;

/** @returns hubs that one node may hold */
export const hubsANode = ({ memoryMib, systemMib }: Machine, costs: Costs): number =>
  Math.floor(
    (((memoryMib - systemMib) * FILLED - costs.baseMib) * 1_024) / (costs.kibAHub + costs.kernelKibAHub),
  );

/** @param spare nodes beyond what the hubs need @returns nodes */
export const nodesFor = (hubs: number, machine: Machine, costs: Costs, spare: number): number =>
  Math.ceil(hubs / hubsANode(machine, costs)) + spare;
