/** One virtual LE controller: what its hosts talk to, and what a test does to it. */
import { decodeAcl } from "../../radio/hci/acl-packet.ts";
import { commandName, decodeCommand, type HciCommand } from "../../radio/hci/commands.ts";
import { hardwareError } from "../../radio/hci/event-packets.ts";
import { H4 } from "../../radio/hci/h4-parser.ts";
import type { HciTransport } from "../../radio/hci/hci-transport.ts";
import { STATUS } from "../../radio/hci/status.ts";
import type { Chip } from "./chip.ts";
import { type AirAround, answerCommand, runCommand } from "./chip-commands.ts";
import type { HostPort } from "./host-port.ts";
import { decodeLongTermKeys } from "./long-term-keys.ts";

/** A test's way into a command: answer it with this status instead, or not at all; `undefined` leaves it alone. */
export type CommandHook = (command: HciCommand) => number | "ignore" | undefined;

export interface ControllerParts {
  readonly chip: Chip;
  readonly port: HostPort;
  readonly around: AirAround;
}

export class VirtualController {
  readonly address: string;
  /** What `withHciSocket` takes: this controller for stacks in this process. */
  readonly transport: HciTransport;
  /** Set to refuse or swallow commands. */
  onCommand: CommandHook | undefined;
  readonly #chip: Chip;
  readonly #port: HostPort;
  readonly #around: AirAround;
  readonly #commandCounts = new Map<number, number>();

  constructor({ chip, port, around }: ControllerParts) {
    this.#chip = chip;
    this.#port = port;
    this.#around = around;
    this.address = chip.address;
    this.transport = port;
    port.own({
      onPacket: (packet) => this.#receive(packet),
      onManage: (packet) => {
        chip.longTermKeys = decodeLongTermKeys(packet) ?? chip.longTermKeys;
      },
    });
  }

  get isUp(): boolean {
    return this.#port.isUp;
  }

  /** How many links it holds. */
  get links(): number {
    return this.#chip.links.size;
  }

  /** Packets of the host that lie in the controller's buffers, the most there ever were, and those that found no room. */
  get buffers(): { readonly used: number; readonly most: number; readonly overflows: number } {
    const { buffered, mostBuffered, overflows } = this.#chip;
    return { used: buffered, most: mostBuffered, overflows };
  }

  /** How often each command came, by opcode. */
  get commandCounts(): ReadonlyMap<number, number> {
    return this.#commandCounts;
  }

  /**
   * Ends all its links now, as both hosts are told: 0x08 supervision time-out, 0x13 ended by the peer, 0x3d MIC failure.
   * Vol 1 Part F 1.3.
   */
  cut(reason: number = STATUS.supervisionTimeout): void {
    this.#chip.cut(reason);
  }

  /** The adapter is unplugged or plugged in again. Unplugged, it forgets everything and tells nobody. */
  power(isUp: boolean): void {
    if (this.#port.isUp === isUp) return;
    if (!isUp) this.#forgetAll();
    this.#port.setPower(isUp);
  }

  /** The firmware crashes: it forgets everything, and says so with a Hardware Error event (7.7.16) if asked to. */
  hardReset(options: { readonly tellsHost: boolean } = { tellsHost: false }): void {
    this.#forgetAll();
    if (options.tellsHost) this.#port.send(hardwareError(0));
  }

  #forgetAll(): void {
    this.#chip.reset();
    this.#around.advertisingChanged();
  }

  #receive(packet: Buffer): void {
    if (packet[0] === H4.command) this.#command(decodeCommand(packet));
    else if (packet[0] === H4.acl) this.#chip.acl(decodeAcl(packet));
  }

  #command(command: HciCommand): void {
    const { opcode } = command;
    this.#commandCounts.set(opcode, (this.#commandCounts.get(opcode) ?? 0) + 1);
    const name = commandName(opcode);
    const fault = this.onCommand?.(command);
    if (fault === "ignore") return;
    if (fault !== undefined) answerCommand(this.#chip, { name, opcode }, fault);
    else if (name === undefined) answerCommand(this.#chip, { name, opcode }, STATUS.unknownCommand);
    else runCommand(this.#chip, name, command, this.#around);
  }
}
