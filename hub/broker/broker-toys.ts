/** The rooms' `pawpost-ble` over the broker: typed both ways, and nothing believed that the schemas do not know. */
import type { AedesPublishPacket } from "aedes";
import {
  type BleEvent,
  type BleState,
  type BleToys,
  bleEvent,
  bleState,
  bleToys,
} from "../contract/ble-control.ts";
import { ToldRooms } from "../contract/told-rooms.ts";
import { bleTopic, parseBleTopic } from "../contract/topics.ts";
import { parseJson } from "../domain/parse-json.ts";
import type { Logger } from "../ports/logger.ts";
import type { ToyGateway } from "../ports/toy-gateway.ts";
import type { Broker } from "./open-broker.ts";

export async function openBrokerToys(broker: Broker, log: Logger): Promise<ToyGateway & AsyncDisposable> {
  const rooms = new ToldRooms();
  const listeners = {
    state: new Set<(room: string, state: BleState) => void>(),
    toys: new Set<(room: string, toys: BleToys) => void>(),
    event: new Set<(room: string, event: BleEvent) => void>(),
  };

  const hear = (packet: AedesPublishPacket, done: () => void) => {
    const address = parseBleTopic(packet.topic);
    const body = parseJson(packet.payload);
    if (address?.topic === "state") {
      const state = bleState.safeParse(body);
      if (state.success) {
        rooms.takeState(address.room, state.data);
        for (const tell of listeners.state) tell(address.room, state.data);
      } else log.warn("not a state", {});
    } else if (address?.topic === "toys") {
      const toys = bleToys.safeParse(body);
      if (toys.success) {
        rooms.takeToys(address.room, toys.data);
        for (const tell of listeners.toys) tell(address.room, toys.data);
      } else log.warn("not a list of toys", {});
    } else if (address?.topic === "event") {
      const event = bleEvent.safeParse(body);
      if (event.success) for (const tell of listeners.event) tell(address.room, event.data);
      else log.warn("not an event", {});
    }
    done();
  };
  const topics = ["state", "toys", "event"].map((topic) => `pawpost/ble/+/${topic}`);
  for (const topic of topics) {
    await new Promise<void>((subscribed) => broker.aedes.subscribe(topic, hear, subscribed));
  }

  return {
    room: (room) => rooms.find(room),
    rooms: () => rooms.names(),
    onState: (listener) => void listeners.state.add(listener),
    onToys: (listener) => void listeners.toys.add(listener),
    onEvent: (listener) => void listeners.event.add(listener),
    send: (room, command) =>
      new Promise((sent, failed) => {
        const packet = {
          cmd: "publish",
          topic: bleTopic(room, "command"),
          payload: JSON.stringify(command),
          qos: 1,
          retain: false,
          dup: false,
        } as const;
        broker.aedes.publish(packet, (error) => (error ? failed(error) : sent()));
      }),
    async [Symbol.asyncDispose]() {
      for (const topic of topics) {
        await new Promise<void>((left) => broker.aedes.unsubscribe(topic, hear, left));
      }
    },
  };
}
