/**
 * Runs a conversation with a toy that is written down line by line, and holds the toy to every word of it: what comes
 * must come in this order, and nothing else may.
 *
 *   connect, disconnect             scan, connect, subscribe to all that notify; end the link
 *   cut                             the link is lost, and what came before it is forgotten
 *   write NAME HEX                  Write Request, answered; KEY is the factory's key
 *   post NAME HEX                   Write Request whose answer is not waited for: the toy may restart over it
 *   refuse write NAME HEX: CODE     Write Request that is answered by this ATT error; also "refuse read NAME: CODE"
 *   read NAME: HEX                  Read Request and its answer; xx is any byte
 *   clip MS                         what `send` sends from now on: a tone of that length, encoded, padded as the app does
 *   send BYTES                      Write Commands of 20 bytes and a rest
 *   send BYTES in WRITES            the same in this many writes, the last one short or missing
 *   expect state N (link L) (flags F)   the next thing that comes; N is byte 0, L byte 1, F byte 2
 *   expect request N, C answered
 *   expect audio BYTES
 *   expect audio less than BYTES    all that comes before something else
 *   expect link lost
 *   expect nothing for MS
 *   after A..B                      ms between the two last things that came
 *   press PAW (for MS)              and let go
 *   touch PAW, release PAW
 *   wait MS
 *   heart off | on | blinks MS
 *   slots A B C D E                 ms in play slots 1 to 5
 *   heard SLOT for A..B | nothing   since last asked
 *   advertised, identifier TEXT
 *   grant intervals                 from now on the central gives what the toy asks for
 *   expect wish A..B, timeout T     the toy asks for an interval, ms, latency 0
 *   expect interval MS, timeout T   the link has it, latency 0
 *   events COUNT in MS              connection events that the air counts meanwhile
 *   switch off, switch on           the toy's own switch; "after" counts from there
 */
import { expect } from "vitest";
import { INTERVAL_UNIT_MS, TIMEOUT_UNIT_MS } from "../../ble/radio/hci/event-packets.ts";
import { SPEAKER_RATE_HZ } from "../../ble/simulator/toy/clip-sound.ts";
import type { PawName } from "../../ble/simulator/toy/paw.ts";
import { FACTORY_KEY } from "../../ble/toys/cloudpets/commands.ts";
import type { CharacteristicName } from "../../ble/toys/cloudpets/gatt-table.ts";
import {
  decodeDataRequest,
  PADDING_BYTE,
  PRIME_BYTES,
  REFILL_BYTES,
} from "../../ble/toys/cloudpets/upload-flow.ts";
import { encodeMessage } from "../../hub/audio/message-codec/encode-message.ts";
import { ms } from "../../hub/domain/duration.ts";
import { describeIncoming, type Incoming, PlainToyClient } from "./plain-toy-client.ts";
import type { ToyRig } from "./toy-rig.ts";

export async function runTranscript(rig: ToyRig, script: string): Promise<void> {
  await using client = await PlainToyClient.open(rig, rig.toy);
  const teller = new Teller(rig, client);
  for (const [index, line] of script.split("\n").entries()) {
    const text = line.replace(/#.*/, "").trim();
    if (text === "") continue;
    try {
      await teller.run(text);
    } catch (cause) {
      const waiting = client.waiting.slice(0, 5).map(describeIncoming).join("; ") || "nothing";
      throw new Error(`line ${index + 1} "${text}": ${(cause as Error).message} (then waits: ${waiting})`);
    }
  }
  expect(client.waiting.map(describeIncoming), "came and was not expected").toEqual([]);
  expect(rig.toy.radio.violations).toEqual([]);
}

type Step = (words: readonly string[]) => void | Promise<void>;

class Teller {
  readonly #rig: ToyRig;
  readonly #client: PlainToyClient;
  #payload = new Uint8Array(0);
  #sent = 0;
  #heard: number;
  #lastAt = 0;
  #gapMs = 0;

  constructor(rig: ToyRig, client: PlainToyClient) {
    this.#rig = rig;
    this.#client = client;
    this.#heard = rig.toy.model.heard.length;
  }

  async run(text: string): Promise<void> {
    const step = STEPS.find(([pattern]) => pattern.test(text));
    if (!step) throw new Error("nobody knows what this means");
    await step[1].call(this, step[0].exec(text)?.slice(1) ?? []);
  }

  readonly connect: Step = () => this.#client.connect();
  readonly disconnect: Step = () => this.#client.disconnect();

  readonly cut: Step = async () => {
    this.#rig.toy.controller.cut();
    while ((await this.#client.take())?.kind !== "link lost");
  };

  readonly write: Step = ([name = "", bytes = ""]) =>
    this.#client.write(name as CharacteristicName, hex(bytes));

  readonly post: Step = ([name = "", bytes = ""]) =>
    this.#client.writeAndForget(name as CharacteristicName, hex(bytes));

  readonly refuse: Step = async ([verb = "", name = "", bytes = "", code = ""]) => {
    const characteristic = this.#client.characteristic(name as CharacteristicName);
    const request = () => {
      if (verb === "read") characteristic.read();
      else characteristic.write(hex(bytes), false);
    };
    const error = await this.#client.attErrorOf(request, `${verb} ${name}`);
    expect(error.code).toBe(Number.parseInt(code, 16));
  };

  readonly read: Step = async ([name = "", wanted = ""]) => {
    const found = (await this.#client.read(name as CharacteristicName)).toString("hex");
    expect(found).toMatch(new RegExp(`^${wanted.toLowerCase().replaceAll(" ", "").replaceAll("xx", "..")}$`));
  };

  readonly clip: Step = ([length = ""]) => {
    const message = encodeMessage(tone(Number(length)));
    const behindPrime = Math.max(0, Math.ceil((message.byteLength - PRIME_BYTES) / REFILL_BYTES));
    this.#payload = new Uint8Array(PRIME_BYTES + behindPrime * REFILL_BYTES).fill(PADDING_BYTE);
    this.#payload.set(message);
    this.#sent = 0;
  };

  readonly send: Step = ([bytes = "", writes]) => {
    const next = new Uint8Array(Number(bytes)).fill(PADDING_BYTE);
    next.set(this.#payload.subarray(this.#sent, this.#sent + next.byteLength));
    this.#sent += next.byteLength;
    if (writes !== undefined) expect(Math.ceil(next.byteLength / 20)).toBe(Number(writes));
    this.#client.send(next);
  };

  /** All requests of the clip that is left, answered as they come, until the last is answered. */
  readonly upload: Step = async () => {
    for (;;) {
      const came = await this.#take();
      if (came?.kind === "state") continue;
      const request = came?.kind === "request" ? decodeDataRequest(came.value) : undefined;
      if (!request) throw new Error(`expected a request, came ${came ? describeIncoming(came) : "nothing"}`);
      if (this.#sent >= this.#payload.byteLength) return;
      await this.send([String(request.bytes)]);
    }
  };

  readonly state: Step = async ([code = "", audioLink, flags]) => {
    const came = await this.#take();
    if (came?.kind !== "state") throw new Error(`came ${came ? describeIncoming(came) : "nothing"}`);
    expect(came.value.byteLength).toBe(3);
    expect(came.value[0], "state").toBe(Number(code));
    if (audioLink !== undefined) expect(came.value[1], "audio link").toBe(Number(audioLink));
    if (flags !== undefined) expect(came.value[2], "flags").toBe(Number(flags));
  };

  readonly request: Step = async ([bytes = "", completed = ""]) => {
    const came = await this.#take();
    if (came?.kind !== "request") throw new Error(`came ${came ? describeIncoming(came) : "nothing"}`);
    expect(decodeDataRequest(came.value)).toEqual({ bytes: Number(bytes), completed: Number(completed) });
  };

  readonly audio: Step = async ([bytes = ""]) => {
    for (let left = Number(bytes); left > 0; ) {
      const came = await this.#take();
      if (came?.kind !== "audio")
        throw new Error(`${left} bytes early came ${came && describeIncoming(came)}`);
      expect(came.value.byteLength).toBe(Math.min(16, left));
      left -= came.value.byteLength;
    }
  };

  readonly someAudio: Step = async ([most = ""]) => {
    let bytes = 0;
    for (let came = await this.#client.peek(); came?.kind === "audio"; came = await this.#client.peek()) {
      bytes += came.value.byteLength;
      await this.#take();
    }
    expect(bytes).toBeLessThan(Number(most));
  };

  readonly linkLost: Step = async () => {
    const came = await this.#take();
    if (came?.kind !== "link lost") throw new Error(`came ${came ? describeIncoming(came) : "nothing"}`);
    expect(came.reason, "supervision time-out, not a goodbye").toBe(0x08);
  };

  readonly nothing: Step = async ([time = ""]) => {
    const came = await this.#client.take(ms(Number(time)));
    if (came) throw new Error(`came ${describeIncoming(came)}`);
  };

  readonly after: Step = ([least = "", most = ""]) => {
    expect(this.#gapMs).toBeGreaterThanOrEqual(Number(least));
    expect(this.#gapMs).toBeLessThanOrEqual(Number(most));
  };

  readonly press: Step = ([paw = "", hold]) =>
    this.#rig.toy.press(paw as PawName, hold === undefined ? undefined : Number(hold));

  readonly touch: Step = ([verb = "", paw = ""]) => {
    this.#rig.toy.model.touchPaw(paw as PawName, verb === "touch");
  };

  readonly wait: Step = ([time = ""]) => this.#rig.clock.sleep(ms(Number(time)));

  readonly heart: Step = ([look = "", period]) => {
    const { mode, periodMs } = this.#rig.toy.model.snapshot.heart;
    expect(mode).toBe(look === "blinks" ? "blink" : look);
    if (period !== undefined) expect(periodMs).toBe(Number(period));
  };

  readonly slots: Step = ([lengths = ""]) => {
    expect(this.#rig.toy.model.snapshot.slots).toEqual(lengths.split(" ").map(Number));
  };

  readonly heardNothing: Step = () => {
    expect(this.#rig.toy.model.heard.slice(this.#heard)).toEqual([]);
  };

  readonly heard: Step = ([slot = "", least = "", most = ""]) => {
    const sound = this.#rig.toy.model.heard[this.#heard];
    this.#heard += 1;
    if (!sound) throw new Error("nothing was heard");
    expect(sound.playSlot).toBe(Number(slot));
    expect(sound.frameErrors).toBe(0);
    const heardMs = (sound.samples.length * 1_000) / SPEAKER_RATE_HZ;
    expect(heardMs).toBeGreaterThanOrEqual(Number(least));
    expect(heardMs).toBeLessThanOrEqual(Number(most));
    const loudest = sound.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    expect(loudest, "loud enough to be the tone").toBeGreaterThan(2_000);
  };

  readonly identifier: Step = ([where = "", text = ""]) => {
    const { advertisedIdentifier, identifier } = this.#rig.toy.model.snapshot;
    expect(where === "advertised" ? advertisedIdentifier : identifier).toBe(text);
  };

  readonly grant: Step = () => this.#client.grantIntervals();

  readonly wish: Step = async ([shortest = "", longest = "", timeout = ""]) => {
    const { value } = await this.#next("wish");
    const [least = 0, most = 0, latency, tens = 0] = words(value);
    const asked = [least * INTERVAL_UNIT_MS, most * INTERVAL_UNIT_MS, latency, tens * TIMEOUT_UNIT_MS];
    expect(asked).toEqual([Number(shortest), Number(longest), 0, Number(timeout)]);
  };

  readonly interval: Step = async ([milliseconds = "", timeout = ""]) => {
    const { value } = await this.#next("interval");
    const [units = 0, latency, tens = 0] = words(value);
    const got = [units * INTERVAL_UNIT_MS, latency, tens * TIMEOUT_UNIT_MS];
    expect(got).toEqual([Number(milliseconds), 0, Number(timeout)]);
  };

  readonly events: Step = async ([count = "", time = ""]) => {
    const counted = () => this.#rig.air.links()[0]?.event ?? Number.NaN;
    // We are often asked right at an event: it is not to be counted by chance.
    await this.#rig.clock.sleep(ms(1));
    const before = counted();
    await this.#rig.clock.sleep(ms(Number(time)));
    expect(counted() - before).toBe(Number(count));
  };

  readonly power: Step = ([switched = ""]) => {
    this.#lastAt = this.#rig.clock.monotonic();
    this.#rig.toy.model.setPower(switched === "on");
  };

  async #next<K extends Incoming["kind"]>(kind: K): Promise<Extract<Incoming, { kind: K }>> {
    const came = await this.#take();
    if (came?.kind !== kind) throw new Error(`came ${came ? describeIncoming(came) : "nothing"}`);
    return came as Extract<Incoming, { kind: K }>;
  }

  async #take(): Promise<Incoming | undefined> {
    const came = await this.#client.take();
    if (came) {
      this.#gapMs = came.at - this.#lastAt;
      this.#lastAt = came.at;
    }
    return came;
  }
}

const teller = <K extends keyof Teller>(name: K) =>
  function (this: Teller, words: readonly string[]) {
    return (this[name] as Step)(words);
  };

const STEPS: readonly (readonly [
  RegExp,
  (this: Teller, words: readonly string[]) => void | Promise<void>,
])[] = [
  [/^connect$/, teller("connect")],
  [/^disconnect$/, teller("disconnect")],
  [/^cut$/, teller("cut")],
  [/^write (\w+) (.+)$/, teller("write")],
  [/^post (\w+) (.+)$/, teller("post")],
  [/^refuse (write|read) (\w+)(.*): (\w\w)$/, teller("refuse")],
  [/^read (\w+): (.+)$/, teller("read")],
  [/^clip (\d+)$/, teller("clip")],
  [/^send (\d+)(?: in (\d+))?$/, teller("send")],
  [/^send all$/, teller("upload")],
  [/^expect state (\d+)(?: link (\d+))?(?: flags (\d+))?$/, teller("state")],
  [/^expect request (\d+), (\d+) answered$/, teller("request")],
  [/^expect audio (\d+)$/, teller("audio")],
  [/^expect audio less than (\d+)$/, teller("someAudio")],
  [/^expect link lost$/, teller("linkLost")],
  [/^expect nothing for (\d+)$/, teller("nothing")],
  [/^after (\d+)\.\.(\d+)$/, teller("after")],
  [/^press (play|record)(?: for (\d+))?$/, teller("press")],
  [/^(touch|release) (play|record)$/, teller("touch")],
  [/^wait (\d+)$/, teller("wait")],
  [/^heart (off|on|blinks)(?: (\d+))?$/, teller("heart")],
  [/^slots ([\d ]+)$/, teller("slots")],
  [/^heard nothing$/, teller("heardNothing")],
  [/^heard (\d) for (\d+)\.\.(\d+)$/, teller("heard")],
  [/^(advertised|identifier) (.+)$/, teller("identifier")],
  [/^grant intervals$/, teller("grant")],
  [/^expect wish ([\d.]+)\.\.([\d.]+), timeout (\d+)$/, teller("wish")],
  [/^expect interval ([\d.]+), timeout (\d+)$/, teller("interval")],
  [/^events (\d+) in (\d+)$/, teller("events")],
  [/^switch (on|off)$/, teller("power")],
];

/** u16, little-endian. */
const words = (value: Buffer): number[] =>
  Array.from({ length: value.byteLength / 2 }, (_, index) => value.readUInt16LE(2 * index));

function hex(text: string): Buffer {
  const key = Buffer.from(FACTORY_KEY).toString("hex");
  const digits = text.replaceAll("KEY", key).replaceAll(" ", "");
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error(`not hex: ${text}`);
  return Buffer.from(digits, "hex");
}

/** A tone that the codec carries well, 16 kHz. */
function tone(milliseconds: number): Int16Array {
  const samples = new Int16Array((milliseconds * SPEAKER_RATE_HZ) / 1_000);
  for (const index of samples.keys()) {
    samples[index] = Math.round(8_000 * Math.sin((2 * Math.PI * 440 * index) / SPEAKER_RATE_HZ));
  }
  return samples;
}
