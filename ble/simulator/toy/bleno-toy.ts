/**
 * The toy's radio: an unmodified bleno on any HCI transport, with the toy's own GATT table, adverts and MTU. Every boot gets
 * a fresh bleno; switching off resets the controller, so that a central loses the link as it would lose a real toy's.
 */
import { adoptStack } from "../../radio/hci/adopt-stack.ts";
import { H4 } from "../../radio/hci/h4-parser.ts";
import type { HciHost, HciTransport } from "../../radio/hci/hci-transport.ts";
import { withHciSocket } from "../../radio/hci/load-stack.ts";
import {
  ATT_MTU,
  CHARACTERISTICS,
  type CharacteristicName,
  type CharacteristicRow,
  CLOUDPETS_SERVICE,
  FIRMWARE_CHARACTERISTICS,
  FIRMWARE_SERVICE,
  MAX_WRITE_BYTES,
  USER_DESCRIPTION,
} from "../../toys/cloudpets/gatt-table.ts";
import {
  ADVERTISING_INTERVAL_MS,
  encodeAdvertisement,
  encodeScanResponse,
  PREFERRED_INTERVAL,
  toyName,
} from "./advert.ts";
import {
  type Bleno,
  capMtu,
  hasSentAll,
  type IntervalWish,
  requestInterval,
  resetController,
  waitingPackets,
} from "./bleno-insides.ts";
import type { ToySwitches } from "./switches.ts";
import type { ConnectionWish, ToyOutput } from "./toy-event.ts";
import type { ToyModel } from "./toy-model.ts";

/** What a real toy would have dropped or suffered from. Tests assert that there is none. */
interface Violation {
  readonly kind: "write-too-long" | "firmware-write";
  readonly characteristic: string;
  readonly bytes: number;
}

/** `notify` says what the toy's inside would not: for tests of toys that lie. */
export interface BlenoToy extends AsyncDisposable, Pick<ToyOutput, "notify"> {
  readonly violations: readonly Violation[];
  /** Resolves when the toy advertises for the first time. */
  readonly advertising: Promise<void>;
}

export interface BlenoToyOptions {
  readonly transport: HciTransport;
  readonly model: ToyModel;
  readonly image: ToySwitches["image"];
  /** Told when a controller refuses to advertise; the toy stays silent until its transport comes back. */
  onTrouble?(cause: Error): void;
}

type NotifyingName = Parameters<ToyOutput["notify"]>[0];

/** Bluetooth Core 5.4 Vol 4 Part E 7.7.19. */
const NUMBER_OF_COMPLETED_PACKETS = 0x13;

/** Notifications that the toy's own stack holds before it says "full". */
const NOTIFY_QUEUE = 4;

const INTERVAL_WISHES: Record<ConnectionWish, IntervalWish> = {
  preferred: { shortest: PREFERRED_INTERVAL, longest: PREFERRED_INTERVAL, timeout: 100 },
  "preferred-slower": { shortest: 16, longest: 32, timeout: 100 },
  slow: { shortest: 400, longest: 416, timeout: 200 },
  fast: { shortest: 16, longest: 32, timeout: 20 },
};

/** Switches the toy on. */
export function startBlenoToy(options: BlenoToyOptions): BlenoToy {
  const toy = new BlenoRadio(options);
  options.model.start(toy);
  return toy;
}

interface Stack {
  readonly bleno: Bleno;
  readonly adopted: Disposable;
  readonly notify: Map<CharacteristicName, (value: Buffer) => void>;
  /** To be called when the radio has taken all there is. */
  readonly onTaken: (() => void)[];
}

class BlenoRadio implements ToyOutput, BlenoToy {
  readonly violations: Violation[] = [];
  readonly advertising: Promise<void>;
  readonly #options: BlenoToyOptions;
  readonly #endPower: () => void;
  #isWanted = false;
  #requests = 0;
  #stack: Stack | undefined;
  #advertises: () => void = () => undefined;

  constructor(options: BlenoToyOptions) {
    this.#options = options;
    this.advertising = new Promise((resolve) => {
      this.#advertises = resolve;
    });
    this.#endPower = options.transport.onPower(() => this.#follow());
  }

  power(isOn: boolean): void {
    this.#isWanted = isOn;
    this.#follow();
  }

  notify(name: NotifyingName, value: Uint8Array, onTaken?: () => void): boolean {
    const notify = this.#stack?.notify.get(name);
    if (this.#stack === undefined || notify === undefined) {
      onTaken?.();
      return true;
    }
    if (name === "returnAudio" && waitingPackets(this.#stack.bleno) >= NOTIFY_QUEUE) return false;
    notify(Buffer.from(value));
    if (onTaken) this.#stack.onTaken.push(onTaken);
    return true;
  }

  requestInterval(wish: ConnectionWish): void {
    if (this.#stack === undefined) return;
    this.#requests += 1;
    requestInterval(this.#stack.bleno, 1 + ((this.#requests - 1) % 255), INTERVAL_WISHES[wish]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endPower();
    this.#options.model.setPower(false);
  }

  #follow(): void {
    const { transport, model } = this.#options;
    if (this.#isWanted && transport.isUp) this.#stack ??= this.#open();
    else if (this.#stack) {
      const { bleno, adopted } = this.#stack;
      this.#stack = undefined;
      if (transport.isUp) resetController(bleno);
      adopted[Symbol.dispose]();
      model.linkDown();
    }
  }

  /** A packet that the controller gave to bleno, after bleno has acted on it. */
  #hear(packet: Buffer): void {
    const stack = this.#stack;
    const isCredit = packet[0] === H4.event && packet[1] === NUMBER_OF_COMPLETED_PACKETS;
    if (!isCredit || stack === undefined || !hasSentAll(stack.bleno)) return;
    for (const onTaken of stack.onTaken.splice(0)) onTaken();
  }

  #open(): Stack {
    const { transport, model, image } = this.#options;
    const name = toyName(image);
    // biome-ignore lint/style/noProcessEnv: bleno takes both from nowhere else, the second when it is loaded
    Object.assign(process.env, {
      BLENO_ADVERTISING_INTERVAL: String(ADVERTISING_INTERVAL_MS),
      BLENO_DEVICE_NAME: name,
    });
    const bleno = withHciSocket(
      overheard(transport, (packet) => this.#hear(packet)),
      "@abandonware/bleno",
      (require) => require("@abandonware/bleno") as Bleno,
    );
    const stack: Stack = { bleno, adopted: adoptStack(bleno, transport), notify: new Map(), onTaken: [] };
    capMtu(bleno, ATT_MTU);
    bleno.setServices([this.#toyService(stack), this.#firmwareService(bleno)]);
    bleno.on("accept", () => model.linkUp());
    bleno.on("disconnect", () => model.linkDown());
    bleno.on("stateChange", (state: string) => {
      if (state !== "poweredOn") return;
      const advertisement = Buffer.from(encodeAdvertisement(model.advertisedIdentifier));
      const scanResponse = Buffer.from(encodeScanResponse(name));
      bleno.startAdvertisingWithEIRData(advertisement, scanResponse, (error) => {
        if (error) this.#options.onTrouble?.(error);
        else this.#advertises();
      });
    });
    return stack;
  }

  #toyService(stack: Stack) {
    const { bleno } = stack;
    const rows = Object.entries(CHARACTERISTICS) as [CharacteristicName, CharacteristicRow][];
    const characteristics = rows.map(([name, row]) => this.#characteristic(stack, name, row));
    return new bleno.PrimaryService({ uuid: CLOUDPETS_SERVICE, characteristics });
  }

  #characteristic({ bleno, notify }: Stack, name: CharacteristicName, row: CharacteristicRow) {
    const { model } = this.#options;
    return new bleno.Characteristic({
      uuid: row.uuid,
      properties: [...row.properties],
      descriptors: [new bleno.Descriptor({ uuid: USER_DESCRIPTION, value: row.description })],
      onReadRequest: (offset, answer) =>
        answer(bleno.Characteristic.RESULT_SUCCESS, Buffer.from(model.read(name)).subarray(offset)),
      onWriteRequest: (value, _offset, _withoutResponse, answer) => {
        if (value.byteLength > MAX_WRITE_BYTES) {
          this.violations.push({ kind: "write-too-long", characteristic: name, bytes: value.byteLength });
          answer(bleno.Characteristic.RESULT_INVALID_ATTRIBUTE_LENGTH);
          return;
        }
        // The answer goes out first: what the toy does about it comes in a later turn of its own loop.
        answer(bleno.Characteristic.RESULT_SUCCESS);
        model.write(name, new Uint8Array(value));
      },
      onSubscribe: (_mostBytes, update) => notify.set(name, update),
      onUnsubscribe: () => notify.delete(name),
    });
  }

  /** There to be seen. It takes nothing: a firmware is the last thing a simulation should accept from a stranger. */
  #firmwareService(bleno: Bleno) {
    const characteristics = Object.values(FIRMWARE_CHARACTERISTICS).map(
      (row) =>
        new bleno.Characteristic({
          uuid: row.uuid,
          properties: [...row.properties],
          descriptors: [new bleno.Descriptor({ uuid: USER_DESCRIPTION, value: row.description })],
          onWriteRequest: (value, _offset, _withoutResponse, answer) => {
            this.violations.push({
              kind: "firmware-write",
              characteristic: row.description,
              bytes: value.byteLength,
            });
            answer(bleno.Characteristic.RESULT_UNLIKELY_ERROR);
          },
        }),
    );
    return new bleno.PrimaryService({ uuid: FIRMWARE_SERVICE, characteristics });
  }
}

/** The same transport, with somebody who is told what the controller says, after the host is. */
function overheard(transport: HciTransport, hear: (packet: Buffer) => void): HciTransport {
  const proxies = new Map<HciHost, HciHost>();
  const proxyOf = (host: HciHost) => proxies.get(host) ?? host;
  return {
    get isUp() {
      return transport.isUp;
    },
    attach: (host) => {
      const proxy: HciHost = {
        deliver: (packet) => {
          host.deliver(packet);
          hear(packet);
        },
        overhear: (packet) => host.overhear(packet),
      };
      proxies.set(host, proxy);
      transport.attach(proxy);
    },
    detach: (host) => transport.detach(proxyOf(host)),
    write: (from, packet) => transport.write(proxyOf(from), packet),
    manage: (packet) => transport.manage(packet),
    onPower: (listener) => transport.onPower(listener),
  };
}
