import type { BleState, BleToys } from "./ble-control.ts";

/** State and toys of a room, as it said last of each. */
export interface ToldRoom {
  readonly state: BleState;
  readonly toys: BleToys;
}

const SILENT: ToldRoom = { state: { state: "offline" }, toys: { toys: [] } };

/** The rooms that were heard of, and what of their words counts: one that is offline holds no toy. Where each was heard last stays. */
export class ToldRooms {
  readonly #rooms = new Map<string, ToldRoom>();

  /** Who comes says its toys first, and then that it is there; what it said before it went is not true again. */
  takeState(room: string, state: BleState): void {
    this.#rooms.set(room, letGo({ ...this.#told(room), state }));
  }

  takeToys(room: string, toys: BleToys): void {
    this.#rooms.set(room, { ...this.#told(room), toys });
  }

  /** @returns `undefined` of a room that never said a word */
  find(room: string): ToldRoom | undefined {
    return this.#rooms.has(room) ? letGo(this.#told(room)) : undefined;
  }

  names(): readonly string[] {
    return [...this.#rooms.keys()];
  }

  #told(room: string): ToldRoom {
    return this.#rooms.get(room) ?? SILENT;
  }
}

function letGo({ state, toys }: ToldRoom): ToldRoom {
  if (state.state !== "offline") return { state, toys };
  return { state, toys: { toys: toys.toys.map((toy) => ({ ...toy, connected: false })) } };
}
