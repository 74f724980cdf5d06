/**
 * A CloudPets central with none of our driver in it: the real noble, and what came over the air, in order. It reads the
 * packets between controller and noble as well, because noble keeps ATT errors to itself.
 */
import type { Characteristic, Peripheral } from "@abandonware/noble";
import type { HciHost, HciTransport } from "../../ble/radio/hci/hci-transport.ts";
import type { AirClock } from "../../ble/simulator/air/air-clock.ts";
import { encodeCommand, FACTORY_KEY } from "../../ble/toys/cloudpets/commands.ts";
import {
  CHARACTERISTICS,
  type CharacteristicName,
  CLOUDPETS_SERVICE,
  MAX_WRITE_BYTES,
} from "../../ble/toys/cloudpets/gatt-table.ts";
import { PADDING_BYTE, PRIME_BYTES, REFILL_BYTES } from "../../ble/toys/cloudpets/upload-flow.ts";
import { type Duration, ms, seconds } from "../../hub/domain/duration.ts";
import { grantIntervals } from "./interval-grants.ts";
import { loadNoble, type Noble, poweredOn } from "./real-stacks.ts";
import type { ToyHandle, ToyRig } from "./toy-rig.ts";

interface Notified<K> {
  readonly kind: K;
  readonly value: Buffer;
  readonly at: number;
}

export type Incoming =
  | Notified<"state">
  | Notified<"request">
  | Notified<"audio">
  | Notified<"wish">
  | Notified<"interval">
  | { readonly kind: "link lost"; readonly reason: number; readonly at: number };

export interface AttError {
  readonly opcode: number;
  readonly handle: number;
  readonly code: number;
}

/** One packet of the Advertising Report event, Bluetooth Core 5.4 Vol 4 Part E 7.7.65.2. */
export interface RawAdvert {
  readonly address: string;
  readonly isScanResponse: boolean;
  readonly bytes: Buffer;
  readonly at: number;
}

const NOTIFYING = { state: "state", dataRequest: "request", returnAudio: "audio" } as const;
const PATIENCE = seconds(30);

export class PlainToyClient implements AsyncDisposable {
  readonly noble: Noble;
  readonly adverts: RawAdvert[] = [];
  readonly attErrors: AttError[] = [];
  readonly #clock: AirClock;
  readonly #address: string;
  readonly #stack: Disposable;
  readonly #transport: HciTransport;
  #grants: Disposable | undefined;
  readonly #incoming: Incoming[] = [];
  readonly #characteristics = new Map<CharacteristicName, Characteristic>();
  readonly #listeners = new Set<(packet: Buffer) => void>();
  #peripheral: Peripheral | undefined;
  #isLinked = false;
  #wake: () => void = () => undefined;

  private constructor(clock: AirClock, transport: HciTransport, address: string) {
    this.#clock = clock;
    this.#address = address;
    this.#transport = transport;
    const { noble, ...stack } = loadNoble(overheard(transport, (packet) => this.#overhear(packet)));
    this.noble = noble;
    this.#stack = stack;
  }

  /** A noble that is powered on and knows which toy it wants. */
  static async open(
    { clock, hubTransport }: Pick<ToyRig, "clock" | "hubTransport">,
    { address }: Pick<ToyHandle, "address">,
  ) {
    const client = new PlainToyClient(clock, hubTransport, address);
    await poweredOn(client.noble);
    return client;
  }

  get isLinked(): boolean {
    return this.#isLinked;
  }

  get mtu(): number | null {
    return this.#peripheral?.mtu ?? null;
  }

  /** Hears the toy's adverts for as long as that. */
  async scan(time: Duration): Promise<void> {
    await this.noble.startScanningAsync([], true);
    await this.#clock.sleep(time);
    await this.noble.stopScanningAsync();
  }

  /** Finds the toy, connects, discovers, and subscribes to all three that notify. */
  async connect(): Promise<void> {
    const peripheral = await this.#find();
    this.#peripheral = peripheral;
    await peripheral.connectAsync();
    this.#isLinked = true;
    peripheral.once("disconnect", (reason: unknown) => {
      this.#isLinked = false;
      this.#take({ kind: "link lost", reason: Number(reason), at: this.#clock.monotonic() });
    });
    const { characteristics } = await peripheral.discoverSomeServicesAndCharacteristicsAsync(
      [CLOUDPETS_SERVICE],
      [],
    );
    for (const name of Object.keys(CHARACTERISTICS) as CharacteristicName[]) {
      const found = characteristics.find((one) => one.uuid === CHARACTERISTICS[name].uuid);
      if (found) this.#characteristics.set(name, found);
    }
    for (const [name, kind] of Object.entries(NOTIFYING)) {
      const characteristic = this.characteristic(name as CharacteristicName);
      characteristic.on("data", (value: Buffer, isNotification: boolean) => {
        if (isNotification) this.#take({ kind, value, at: this.#clock.monotonic() });
      });
      await characteristic.subscribeAsync();
    }
  }

  /**
   * From now on this central gives what the toy asks for, as a kernel does beside noble: a `wish` and then an `interval` come in.
   */
  grantIntervals(): void {
    this.#grants ??= grantIntervals(this.#transport, (kind, value) =>
      this.#take({ kind, value, at: this.#clock.monotonic() }),
    );
  }

  async disconnect(): Promise<void> {
    await this.#peripheral?.disconnectAsync();
    await this.next("link lost");
  }

  characteristic(name: CharacteristicName): Characteristic {
    const found = this.#characteristics.get(name);
    if (!found) throw new Error(`no such characteristic: ${name}`);
    return found;
  }

  get peripheral(): Peripheral {
    if (!this.#peripheral) throw new Error("not connected");
    return this.#peripheral;
  }

  async read(name: CharacteristicName): Promise<Buffer> {
    return await this.#patiently(this.characteristic(name).readAsync(), `read ${name}`);
  }

  /** Write Request; resolves when the toy answered it. */
  async write(name: CharacteristicName, value: Uint8Array): Promise<void> {
    await this.#patiently(this.characteristic(name).writeAsync(Buffer.from(value), false), `write ${name}`);
  }

  /** Write Requests the toy may never answer: noble's promise is left alone. */
  writeAndForget(name: CharacteristicName, value: Uint8Array): void {
    this.characteristic(name).write(Buffer.from(value), false);
  }

  /** Write Commands of 20 bytes and a shorter rest. */
  send(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; at += MAX_WRITE_BYTES) {
      this.characteristic("audioWrite").write(Buffer.from(bytes.subarray(at, at + MAX_WRITE_BYTES)), true);
    }
  }

  /** The ATT error that a request is answered with; rejects when the toy takes it. */
  async attErrorOf(request: () => void, what: string): Promise<AttError> {
    const before = this.attErrors.length;
    request();
    for (const deadline = this.#clock.monotonic() + 1_000; ; await this.#clock.sleep(ms(5))) {
      const error = this.attErrors[before];
      if (error) return error;
      if (this.#clock.monotonic() > deadline) throw new Error(`${what}: no ATT error`);
    }
  }

  /** The next thing that came, whatever it is; `undefined` when nothing did for so long. */
  async take(within: Duration = PATIENCE): Promise<Incoming | undefined> {
    await this.peek(within);
    return this.#incoming.shift();
  }

  /** The same, and leaves it there. */
  async peek(within: Duration = PATIENCE): Promise<Incoming | undefined> {
    if (this.#incoming.length === 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(within, resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
      this.#wake = () => undefined;
    }
    return this.#incoming[0];
  }

  /** The next thing, which must be of this kind. */
  async next<K extends Incoming["kind"]>(kind: K): Promise<Extract<Incoming, { kind: K }>> {
    const came = await this.take();
    if (came?.kind === kind) return came as Extract<Incoming, { kind: K }>;
    throw new Error(`expected ${kind}, ${came ? `came ${describeIncoming(came)}` : "nothing came"}`);
  }

  /** These states, one after the other and nothing between them. */
  async states(...codes: readonly number[]): Promise<void> {
    for (const code of codes) {
      const { value } = await this.next("state");
      if (value[0] !== code) throw new Error(`expected state ${code}, came ${value.toString("hex")}`);
    }
  }

  /** Uploads a clip, each request answered at once, the last one filled up. */
  async upload(slot: number, clip: Uint8Array): Promise<void> {
    await this.write("command", encodeCommand({ kind: "start-upload", slot, key: FACTORY_KEY }));
    for (let sent = 0; ; ) {
      const came = await this.take();
      if (came?.kind === "state") continue;
      if (came?.kind !== "request") throw new Error(`came ${came ? describeIncoming(came) : "nothing"}`);
      if (sent >= clip.byteLength) break;
      const piece = new Uint8Array(came.value.readUInt16LE(0)).fill(PADDING_BYTE);
      piece.set(clip.subarray(sent, sent + piece.byteLength));
      sent += piece.byteLength;
      this.send(piece);
    }
    // A ring of padding more, so that the ring's last kilobyte reaches the audio chip.
    await this.#drain();
    await this.write("command", encodeCommand({ kind: "end-upload" }));
    await this.states(1);
  }

  /** Fetches the toy's recording. */
  async download(): Promise<Uint8Array> {
    await this.write("command", encodeCommand({ kind: "download" }));
    await this.states(8, 7);
    const pieces: Buffer[] = [];
    for (;;) {
      const came = await this.take();
      if (came?.kind === "audio") pieces.push(came.value);
      else if (came?.kind === "state" && came.value[0] === 1) return new Uint8Array(Buffer.concat(pieces));
      else throw new Error(`came ${came ? describeIncoming(came) : "nothing"}`);
    }
  }

  /** What came and nobody has taken. */
  get waiting(): readonly Incoming[] {
    return this.#incoming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.noble.removeAllListeners("discover");
    this.#grants?.[Symbol.dispose]();
    this.#stack[Symbol.dispose]();
  }

  /** Answers requests with padding until a whole ring of it was taken. */
  async #drain(): Promise<void> {
    for (let sent = 0; sent < PRIME_BYTES; sent += REFILL_BYTES) {
      this.send(new Uint8Array(REFILL_BYTES).fill(PADDING_BYTE));
      await this.next("request");
    }
  }

  async #find(): Promise<Peripheral> {
    const found = new Promise<Peripheral>((resolve) => {
      const listener = (peripheral: Peripheral) => {
        if (peripheral.address !== this.#address) return;
        this.noble.removeListener("discover", listener);
        resolve(peripheral);
      };
      this.noble.on("discover", listener);
    });
    await this.noble.startScanningAsync([], true);
    const peripheral = await this.#patiently(found, "find the toy");
    await this.noble.stopScanningAsync();
    return peripheral;
  }

  async #patiently<T>(work: Promise<T>, what: string): Promise<T> {
    const giveUp = new AbortController();
    const late = this.#clock.sleep(PATIENCE, giveUp.signal).then(
      () => Promise.reject(new Error(`${what}: no answer`)),
      () => new Promise<never>(() => undefined),
    );
    try {
      return await Promise.race([work, late]);
    } finally {
      giveUp.abort();
    }
  }

  #take(incoming: Incoming): void {
    this.#incoming.push(incoming);
    this.#wake();
  }

  /** Shows every packet that the controller gives to noble from now on. */
  hear(listener: (packet: Buffer) => void): void {
    this.#listeners.add(listener);
  }

  #overhear(packet: Buffer): void {
    for (const listener of this.#listeners) listener(packet);
    const isAtt = packet[0] === 0x02 && packet.readUInt16LE(7) === 0x0004;
    if (isAtt && packet[9] === 0x01) {
      const [opcode = 0, handle, code = 0] = [packet[10], packet.readUInt16LE(11), packet[13]];
      this.attErrors.push({ opcode, handle, code });
    }
    const isAdvert = packet[0] === 0x04 && packet[1] === 0x3e && packet[3] === 0x02;
    if (isAdvert) {
      const address = packet.subarray(7, 13).toReversed();
      this.adverts.push({
        isScanResponse: packet[5] === 0x04,
        address: Buffer.from(address)
          .toString("hex")
          .replace(/..(?!$)/g, "$&:"),
        bytes: Buffer.from(packet.subarray(14, 14 + (packet[13] ?? 0))),
        at: this.#clock.monotonic(),
      });
    }
  }
}

export const describeIncoming = (incoming: Incoming): string =>
  incoming.kind === "link lost"
    ? `link lost (0x${incoming.reason.toString(16)})`
    : `${incoming.kind} ${incoming.value.toString("hex")}`;

/** The same transport, with somebody listening to what the controller says. */
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
          hear(packet);
          host.deliver(packet);
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
