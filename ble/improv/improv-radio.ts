/**
 * Improv's service on an unmodified bleno: what a phone that stands before the machine sees of it, on any HCI transport. Where power comes late, it
 * is there when power is.
 */
import type * as bleno from "@abandonware/bleno";
import { adoptStack } from "../radio/hci/adopt-stack.ts";
import type { HciTransport } from "../radio/hci/hci-transport.ts";
import { withHciSocket } from "../radio/hci/load-stack.ts";
import { ERRORS, IMPROV, STATES } from "./improv-packets.ts";
import type { ImprovChange } from "./improv-session.ts";

type Bleno = typeof bleno & NodeJS.EventEmitter;

export interface ImprovRadio extends Disposable {
  /** To whoever looks, and to whoever is connected. */
  tell(change: ImprovChange): void;
}

interface ImprovRadioOptions {
  readonly transport: HciTransport;
  /** What a phone wrote, a piece of a packet. */
  readonly written: (piece: Uint8Array) => void;
  readonly left: () => void;
}

type Notifying = "state" | "error" | "result";

const NAME = "Pawpost";
/** Bluetooth Assigned Numbers 2.3. */
const AD = { flags: 0x01, services128: 0x07, name: 0x09, data16: 0x16 } as const;
const GENERAL_WITHOUT_CLASSIC = 0x06;
/** Bluetooth Core 5.4 Vol 3 Part F 3.2.9: no value is longer. */
const MOST_VALUE_BYTES = 512;

export function openImprovRadio({ transport, written, left }: ImprovRadioOptions): ImprovRadio {
  // biome-ignore lint/style/noProcessEnv: bleno takes its name from nowhere else, when it is loaded
  process.env.BLENO_DEVICE_NAME = NAME;
  const stack = withHciSocket(
    transport,
    "@abandonware/bleno",
    (require) => require("@abandonware/bleno") as Bleno,
  );
  const adopted = adoptStack(stack, transport);
  const values: Record<Notifying, Buffer> = {
    state: Buffer.from([STATES.authorized]),
    error: Buffer.from([ERRORS.none]),
    result: Buffer.alloc(0),
  };
  const listeners = new Map<Notifying, { readonly most: number; update(value: Buffer): void }>();
  let isOn = false;
  /** One phone at a time: the next one finds it when this one went. */
  let isConnected = false;

  const notifying = (name: Notifying) =>
    new stack.Characteristic({
      uuid: IMPROV[name],
      properties: ["read", "notify"],
      onReadRequest: (offset, answer) =>
        answer(stack.Characteristic.RESULT_SUCCESS, values[name].subarray(offset)),
      onSubscribe: (most, update) => listeners.set(name, { most, update }),
      onUnsubscribe: () => listeners.delete(name),
    });
  const command = new stack.Characteristic({
    uuid: IMPROV.command,
    properties: ["write", "writeWithoutResponse"],
    onWriteRequest: (value, offset, _withoutResponse, answer) => {
      if (offset !== 0 || value.byteLength > MOST_VALUE_BYTES)
        return answer(stack.Characteristic.RESULT_INVALID_ATTRIBUTE_LENGTH);
      answer(stack.Characteristic.RESULT_SUCCESS);
      written(new Uint8Array(value));
    },
  });
  // Nothing of what a phone may ask for beside the Wi-Fi: no lamp to be blinked.
  const capabilities = new stack.Characteristic({
    uuid: IMPROV.capabilities,
    properties: ["read"],
    value: Buffer.from([0]),
  });
  stack.setServices([
    new stack.PrimaryService({
      uuid: IMPROV.service,
      characteristics: [notifying("state"), notifying("error"), command, notifying("result"), capabilities],
    }),
  ]);

  const advertise = () => {
    if (isOn && !isConnected)
      stack.startAdvertisingWithEIRData(advertisement(values.state[0] ?? 0), scanResponse());
  };
  stack.on("stateChange", (state: string) => {
    isOn = state === "poweredOn";
    isConnected = false;
    advertise();
  });
  stack.on("accept", () => {
    isConnected = true;
  });
  stack.on("disconnect", () => {
    isConnected = false;
    listeners.clear();
    left();
    advertise();
  });

  return {
    tell(change) {
      if (change.kind === "state") values.state = Buffer.from([STATES[change.state]]);
      else if (change.kind === "error") values.error = Buffer.from([ERRORS[change.error]]);
      else values.result = Buffer.from(change.packet);
      const value = values[change.kind];
      const listener = listeners.get(change.kind);
      for (let at = 0; listener !== undefined && at < value.byteLength; at += listener.most)
        listener.update(value.subarray(at, at + listener.most));
      if (change.kind === "state") advertise();
    },
    [Symbol.dispose]() {
      stack.stopAdvertising();
      stack.disconnect();
      adopted[Symbol.dispose]();
    },
  };
}

const field = (type: number, ...bytes: readonly number[]): number[] => [bytes.length + 1, type, ...bytes];

/** 31 bytes, which is all there is room for. */
const advertisement = (state: number): Buffer =>
  Buffer.from([
    ...field(AD.flags, GENERAL_WITHOUT_CLASSIC),
    ...field(AD.services128, ...Buffer.from(IMPROV.service, "hex").reverse()),
    ...field(AD.data16, IMPROV.data & 0xff, IMPROV.data >> 8, state, 0, 0, 0, 0, 0),
  ]);

const scanResponse = (): Buffer => Buffer.from(field(AD.name, ...Buffer.from(NAME)));
