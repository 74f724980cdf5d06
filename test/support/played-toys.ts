/** The rooms' `pawpost-ble`, played by a test: what the hub's rules hear and say, without a broker between. */
import type { BleCommand, BleEvent, BleState, BleToys } from "../../hub/contract/ble-control.ts";
import { ToldRooms } from "../../hub/contract/told-rooms.ts";
import { TOY_SKILLS } from "../../hub/domain/toy-skill.ts";
import type { ToyGateway } from "../../hub/ports/toy-gateway.ts";

export const ROOM = "home";

export class PlayedToys implements ToyGateway {
  /** What was asked of any room, oldest first. */
  readonly sent: BleCommand[] = [];
  /** A bridge that hears it too. */
  onSent: ((command: BleCommand, room: string) => void) | undefined;
  readonly #sentTo = new Map<string, BleCommand[]>();
  readonly #rooms = new ToldRooms();
  readonly #onState: ((room: string, state: BleState) => void)[] = [];
  readonly #onToys: ((room: string, toys: BleToys) => void)[] = [];
  readonly #onEvent: ((room: string, event: BleEvent) => void)[] = [];

  send(room: string, command: BleCommand): Promise<void> {
    this.sent.push(command);
    this.#sentTo.set(room, [...this.sentTo(room), command]);
    this.onSent?.(command, room);
    return Promise.resolve();
  }
  room(room: string) {
    return this.#rooms.find(room);
  }
  rooms() {
    return this.#rooms.names();
  }
  onState(listener: (room: string, state: BleState) => void): void {
    this.#onState.push(listener);
  }
  onToys(listener: (room: string, toys: BleToys) => void): void {
    this.#onToys.push(listener);
  }
  onEvent(listener: (room: string, event: BleEvent) => void): void {
    this.#onEvent.push(listener);
  }

  sentTo(room: string): readonly BleCommand[] {
    return this.#sentTo.get(room) ?? [];
  }
  /** What was asked of ble, of one kind, oldest first. */
  all<K extends BleCommand["kind"]>(kind: K): Extract<BleCommand, { kind: K }>[] {
    return this.sent.filter((command): command is Extract<BleCommand, { kind: K }> => command.kind === kind);
  }
  saysState(state: BleState, room = ROOM): void {
    this.#rooms.takeState(room, state);
    for (const tell of this.#onState) tell(room, state);
  }
  online(room = ROOM): void {
    this.saysState({ state: "online", adapter: "on", simulated: true, version: "0.1.0" }, room);
  }
  saysToys(...toys: (Pick<BleToys["toys"][number], "toy"> & Partial<BleToys["toys"][number]>)[]): void {
    this.saysList({
      toys: toys.map((toy) => ({
        model: "cloudpets",
        firmware: "1.2",
        can: [...TOY_SKILLS],
        claimed: true,
        connected: true,
        rssi: -60,
        seen_at: "2026-01-02T03:04:05.000Z",
        volume: null,
        answering: false,
        loop: null,
        ...toy,
      })),
    });
  }
  saysList(toys: BleToys, room = ROOM): void {
    this.#rooms.takeToys(room, toys);
    for (const tell of this.#onToys) tell(room, toys);
  }
  says(event: BleEvent, room = ROOM): void {
    for (const tell of this.#onEvent) tell(room, event);
  }
}
