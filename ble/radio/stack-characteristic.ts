import { ms } from "../../hub/domain/duration.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { ATT, type AttError } from "./att-pdu.ts";
import type { Answers } from "./att-turns.ts";
import { asError, type Settle } from "./bounded-wait.ts";
import { hexByte, RadioError } from "./errors.ts";
import type { AttributeName, HostStack } from "./host-stack.ts";
import type { Characteristic, Wait } from "./radio.ts";

/** What a characteristic needs of its link. */
export interface RequestChannel {
  readonly handle: number;
  readonly isEnded: boolean;
  readonly logger: Logger;
  request<T>(wait: Wait, what: string, send: (stack: HostStack, settle: Settle<T>) => Answers): Promise<T>;
  writeCommand(at: AttributeName, value: Uint8Array): void;
}

/** MTU 23 less opcode and handle. Bluetooth Core 5.4 Vol 3 Part F 3.4.5. */
const MAX_VALUE_BYTES = 20;
/** Switching notifications off is a courtesy; nobody waits longer for it. */
const UNSUBSCRIBE = ms(2_000);

export class StackCharacteristic implements Characteristic {
  readonly uuid: string;
  readonly properties: Characteristic["properties"];
  readonly #link: RequestChannel;
  readonly #at: AttributeName;
  readonly #listeners = new Set<(value: Uint8Array) => void>();
  #isNotifying = false;

  constructor(link: RequestChannel, at: AttributeName, properties: Characteristic["properties"]) {
    this.uuid = at.characteristic;
    this.properties = properties;
    this.#link = link;
    this.#at = at;
  }

  read(wait: Wait): Promise<Uint8Array> {
    return this.#link.request<Uint8Array>(wait, "read", (stack, settle) => {
      stack.read(this.#link.handle, this.#at, (value) => {
        if (value.length > 0) settle.resolve(value);
        else settle.reject(new RadioError("radio.att-error", "read: the peer answered with nothing"));
      });
      return { onError: failOn([ATT.readRequest], "read", settle) };
    });
  }

  async write(value: Uint8Array, wait: Wait): Promise<void> {
    refuseTooLong(value);
    await this.#link.request<void>(wait, "write", (stack, settle) => {
      stack.write(this.#link.handle, this.#at, value);
      return {
        onWriteResponse: () => settle.resolve(),
        onError: failOn([ATT.writeRequest], "write", settle),
      };
    });
  }

  writeCommand(value: Uint8Array): void {
    refuseTooLong(value);
    this.#link.writeCommand(this.#at, Uint8Array.from(value)); // it may wait: the caller may reuse his
  }

  async subscribe(onValue: (value: Uint8Array) => void, wait: Wait): Promise<AsyncDisposable> {
    const listener = (value: Uint8Array) => onValue(value); // of its own: the same function may subscribe twice
    this.#listeners.add(listener); // before the peer is told: its first value may come with its answer
    try {
      if (!this.#isNotifying) await this.#notify(true, wait);
    } catch (cause) {
      this.#listeners.delete(listener);
      throw cause;
    }
    return { [Symbol.asyncDispose]: () => this.#unsubscribe(listener) };
  }

  noteValue(value: Uint8Array): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (cause) {
        this.#link.logger.error("a listener threw on a value", { cause: asError(cause).message });
      }
    }
  }

  async #unsubscribe(listener: (value: Uint8Array) => void): Promise<void> {
    if (!this.#listeners.delete(listener) || this.#listeners.size > 0 || this.#link.isEnded) return;
    this.#isNotifying = false;
    try {
      await this.#notify(false, { within: UNSUBSCRIBE });
    } catch (cause) {
      // The link died or the peer is slow: it goes on notifying nobody, and forgets with the link.
      this.#link.logger.debug("notifications not switched off", { cause: asError(cause).message });
    }
  }

  /** Finds the CCCD and writes it. Vol 3 Part G 4.10. */
  async #notify(isOn: boolean, wait: Wait): Promise<void> {
    await this.#link.request<void>(wait, "subscribe", (stack, settle) => {
      stack.notify(this.#link.handle, this.#at, isOn, () => settle.resolve());
      return { onError: failOn([ATT.readByTypeRequest, ATT.writeRequest], "subscribe", settle) };
    });
    this.#isNotifying = isOn;
  }
}

function refuseTooLong(value: Uint8Array): void {
  if (value.length <= MAX_VALUE_BYTES) return;
  throw new RadioError("radio.too-long", `${value.length} bytes, and ${MAX_VALUE_BYTES} fit a packet`);
}

function failOn<T>(requests: readonly number[], what: string, settle: Settle<T>): (error: AttError) => void {
  return (error) => {
    if (requests.includes(error.request)) settle.reject(attError(what, error));
  };
}

export function attError(what: string, { code }: AttError): RadioError {
  return new RadioError("radio.att-error", `${what}: the peer answered ${hexByte(code)}`, { attCode: code });
}
