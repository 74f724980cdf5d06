/**
 * A toy at the other end of our `Radio` port that answers as a test says: for toys that no firmware would make, which
 * the simulated one, being faithful, cannot play. It behaves until told otherwise.
 */

import { RadioError } from "../../ble/radio/errors.ts";
import type { Characteristic, Link, LinkEnd, Radio } from "../../ble/radio/radio.ts";
import { openSteppedClock } from "../../ble/simulator/air/stepped-clock.ts";
import { CHARACTERISTICS, type CharacteristicName } from "../../ble/toys/cloudpets/gatt-table.ts";
import { encodeLed, HEART_OFF } from "../../ble/toys/cloudpets/led.ts";
import { STATES } from "../../ble/toys/cloudpets/states.ts";
import { encodeDataRequest } from "../../ble/toys/cloudpets/upload-flow.ts";
import { ms } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";

export const SCRIPTED_ADDRESS = "d0:00:00:00:00:99";
const ANSWER_AFTER = ms(25);

export interface ToyScript {
  /** What a read answers; `undefined`: what a good toy does. */
  read?(name: CharacteristicName, toy: ScriptedToy): Uint8Array | undefined;
  /** Handles a write; `false`: a good toy shall. */
  write?(name: CharacteristicName, value: Uint8Array, toy: ScriptedToy): boolean;
}

export interface ScriptedToy extends Disposable {
  readonly clock: Clock;
  readonly radio: Radio;
  /** Every write, in order: name and hex. */
  readonly writes: string[];
  /** Upload bytes as they came. */
  readonly audio: Uint8Array[];
  readonly isConnected: boolean;
  notify(name: CharacteristicName, value: Uint8Array): void;
  state(code: number): void;
  request(bytes: number): void;
  /** After 25 ms of the clock. */
  soon(what: () => void): void;
  drop(cause: LinkEnd["cause"]): void;
}

export function openScriptedToy(script: ToyScript = {}): ScriptedToy {
  const clock = openSteppedClock();
  const listeners = new Map<CharacteristicName, (value: Uint8Array) => void>();
  const ended = Promise.withResolvers<LinkEnd>();
  const gone = new AbortController();
  let result = Uint8Array.of(0xff, 0, 0, 0, 0);
  let led = encodeLed(HEART_OFF);
  let configured = new TextEncoder().encode("0123456789ABCDEF");
  let volume = 100;
  let inRequest = 0;
  let wanted = 0;

  const toy: ScriptedToy = {
    clock,
    radio: undefined as never,
    writes: [],
    audio: [],
    get isConnected() {
      return !gone.signal.aborted;
    },
    notify: (name, value) => toy.isConnected && listeners.get(name)?.(value),
    state: (code) => toy.notify("state", Uint8Array.of(code, 0, 0)),
    request(bytes) {
      wanted = bytes;
      inRequest = 0;
      toy.notify("dataRequest", encodeDataRequest({ bytes, completed: 0 }));
    },
    soon: (what) => void clock.after(ANSWER_AFTER, what),
    drop(cause) {
      gone.abort(new RadioError("radio.link-lost", "the link is gone"));
      ended.resolve({ reason: undefined, cause });
    },
    [Symbol.dispose]: () => clock[Symbol.dispose](),
  };

  function goodRead(name: CharacteristicName): Uint8Array {
    if (name === "command") return result;
    if (name === "state") return Uint8Array.of(STATES.idle, 0, 0);
    if (name === "configure") return configured;
    if (name === "led") return led;
    return Uint8Array.of(volume, 0xff);
  }

  function goodWrite(name: CharacteristicName, value: Uint8Array): void {
    const [first = 0, second = 0] = value;
    if (name === "led") led = value.slice(0, 5);
    else if (name === "volume") volume = second;
    else if (name === "configure") configured = Uint8Array.from(value);
    else if (name === "audioWrite") goodAudio(value);
    else if (name === "command" && first === 0x00) beginUpload();
    else if (name === "command" && first === 0x01) toy.soon(() => toy.state(STATES.idle));
    else if (name === "command" && first === 0x09) {
      result = Uint8Array.of(second, 0, 0, 0, 0);
      toy.state(STATES.audioGetReturnValue);
      toy.soon(() => toy.state(STATES.idle));
    }
  }

  function beginUpload(): void {
    toy.state(STATES.bufferPrime);
    toy.soon(() => toy.request(1_024));
  }

  function goodAudio(value: Uint8Array): void {
    inRequest += value.byteLength;
    if (inRequest !== wanted) return;
    if (wanted === 1_024) toy.state(STATES.audioUpload);
    toy.soon(() => toy.request(256));
  }

  const characteristic = (name: CharacteristicName): Characteristic => {
    const take = (value: Uint8Array) => {
      gone.signal.throwIfAborted();
      if (name === "audioWrite") toy.audio.push(value);
      else toy.writes.push(`${name} ${Buffer.from(value).toString("hex")}`);
      if (script.write?.(name, value, toy) !== true) goodWrite(name, value);
    };
    return {
      uuid: CHARACTERISTICS[name].uuid,
      properties: new Set(CHARACTERISTICS[name].properties),
      async read() {
        gone.signal.throwIfAborted();
        await clock.sleep(ANSWER_AFTER, gone.signal);
        return script.read?.(name, toy) ?? goodRead(name);
      },
      async write(value) {
        await clock.sleep(ANSWER_AFTER, gone.signal);
        take(value);
      },
      writeCommand: take,
      async subscribe(listener) {
        await clock.sleep(ANSWER_AFTER, gone.signal);
        listeners.set(name, listener);
        return { [Symbol.asyncDispose]: async () => void listeners.delete(name) };
      },
    };
  };

  const link: Link = {
    address: SCRIPTED_ADDRESS,
    intervalMs: 12.5,
    ended: ended.promise,
    signal: gone.signal,
    unsentWrites: 0,
    mostSentInOneEvent: 0,
    characteristics: async () =>
      new Map(
        (Object.keys(CHARACTERISTICS) as CharacteristicName[]).map((name) => [
          CHARACTERISTICS[name].uuid,
          characteristic(name),
        ]),
      ),
    rssi: async () => -60,
    allowInFlight: () => ({ [Symbol.dispose]: () => undefined }),
    changeInterval: async () => undefined,
    disconnect: async () => toy.drop("us"),
    [Symbol.asyncDispose]: async () => toy.drop("us"),
  };
  const radio: Radio = {
    state: "on",
    onState: () => () => undefined,
    ready: async () => undefined,
    scan: async () => ({ [Symbol.asyncDispose]: async () => undefined }),
    connect: async () => link,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return Object.assign(toy, { radio });
}
