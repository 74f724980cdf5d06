/** What befalls a toy, its link, its adapter and the process that holds it, each with a chance and a length from a seed. */
import { COMMANDS } from "../../ble/radio/hci/commands.ts";
import { STATUS } from "../../ble/radio/hci/status.ts";
import { ms } from "../../hub/domain/duration.ts";
import type { DriverRig } from "./driver-rig.ts";

export interface Disaster {
  readonly name: string;
  /** Begins at once; resolves when it is over, whatever it left behind. */
  strike(rig: DriverRig, random: () => number): Promise<void>;
}

const for_ = (rig: DriverRig, random: () => number, least: number, most: number) =>
  rig.clock.sleep(ms(least + random() * (most - least)));

export const DISASTERS: readonly Disaster[] = [
  { name: "the link is cut", strike: async (rig) => rig.hub.cut() },
  {
    name: "a fade",
    async strike(rig, random) {
      const back = rig.air.range.fade(rig.toy.address);
      await for_(rig, random, 50, 5_000);
      back();
    },
  },
  {
    name: "the toy is switched off and on",
    async strike(rig, random) {
      rig.toy.model.setPower(false);
      await for_(rig, random, 100, 3_000);
      rig.toy.model.setPower(true);
    },
  },
  {
    name: "the adapter is pulled",
    async strike(rig, random) {
      rig.hub.power(false);
      await for_(rig, random, 100, 3_000);
      rig.hub.power(true);
    },
  },
  { name: "the chip forgets everything", strike: async (rig) => rig.hub.hardReset() },
  { name: "the chip says that it crashed", strike: async (rig) => rig.hub.hardReset({ tellsHost: true }) },
  {
    name: "links that are not established",
    async strike(rig) {
      rig.air.failNextLinks(2);
      rig.hub.cut();
    },
  },
  {
    name: "commands that are refused",
    strike: (rig, random) => meanwhile(rig, random, STATUS.commandDisallowed),
  },
  { name: "commands that are ignored", strike: (rig, random) => meanwhile(rig, random, "ignore") },
];

const TOUCHY = new Set<number>([
  COMMANDS.leCreateConnection.opcode,
  COMMANDS.leSetScanEnable.opcode,
  COMMANDS.leConnectionUpdate.opcode,
]);

/** The link is cut, and nothing that would bring it back is done for some seconds. */
async function meanwhile(rig: DriverRig, random: () => number, answer: number | "ignore"): Promise<void> {
  const before = rig.hub.onCommand;
  rig.hub.onCommand = ({ opcode }) => (TOUCHY.has(opcode) ? answer : undefined);
  rig.hub.cut();
  await for_(rig, random, 200, 4_000);
  rig.hub.onCommand = before;
}
