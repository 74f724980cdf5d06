/** What a family does with its hub, one thing after the other: post that is heard, answers, pages that come and go, a toy that is carried away. */
import { setTimeout as wait } from "node:timers/promises";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import type { HouseState, ToyView } from "../../hub/contract/api.ts";
import { TOY_SKILLS } from "../../hub/domain/toy-skill.ts";
import { type Clip, cookieFetch, type Guardian, hum, prepareClip } from "../support/guardian.ts";
import { signInElsewhere } from "../support/own-devices.ts";
import { PlayedBle } from "../support/played-ble.ts";
import type { SimulatedHub } from "./simulated-hub.ts";
import { spokenSeconds } from "./spoken-seconds.ts";

const SECONDS = 10;
const LOOK_AGAIN_MS = 20;
const PATIENCE_MS = 60_000;
const NAME = "Guardian";
const PASSPHRASE = "four lanterns beside our kettle";

export class FamilyLife implements AsyncDisposable {
  readonly #hub: SimulatedHub;
  readonly #guardian: Guardian;
  readonly #toy: ToyView;
  readonly #clip: Clip;
  readonly #recording: Uint8Array<ArrayBuffer>;
  #ble: PlayedBle;

  private constructor(hub: SimulatedHub, guardian: Guardian, toy: ToyView, ble: PlayedBle, clip: Clip) {
    this.#hub = hub;
    this.#guardian = guardian;
    this.#toy = toy;
    this.#ble = ble;
    this.#clip = clip;
    const said = Int16Array.from(hum(SECONDS, 3, 8_000), (sample) => sample * 32_767);
    this.#recording = Uint8Array.from(encodeRecording(said, { bitsPerCode: 4 }));
  }

  static async begin(hub: SimulatedHub): Promise<FamilyLife> {
    const guardian = await hub.claim(NAME, PASSPHRASE);
    const ble = await PlayedBle.open(hub.stack);
    const toy = await ble.claimedBy(guardian, "Bear", "The child");
    const life = new FamilyLife(hub, guardian, toy, ble, await prepareClip(spokenSeconds(SECONDS), 16_000));
    life.#settleIn();
    return life;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ble[Symbol.asyncDispose]();
  }

  #settleIn(): void {
    this.#ble.isHeard = true;
    this.#ble.now = this.#hub.now;
  }

  async #until(isSo: (house: HouseState) => boolean, what: string): Promise<void> {
    for (
      const end = performance.now() + PATIENCE_MS;
      !isSo(await this.#guardian.state());
      await wait(LOOK_AGAIN_MS)
    )
      if (performance.now() > end) throw new Error(`it did not come to this: ${what}`);
  }

  /** A message of ten seconds is sent, given to the toy, and heard. */
  async post(): Promise<void> {
    const { id } = await this.#guardian.send(this.#clip, this.#toy);
    await this.#until(
      ({ messages }) => messages.some((one) => one.id === id && one.state === "played"),
      "played",
    );
  }

  /** The child answers for ten seconds, and a guardian listens. */
  async answer(): Promise<void> {
    const id = await this.#ble.offer(this.#recording, SECONDS * 1_000);
    await this.#until(({ messages }) => messages.some((one) => one.id === id), "there is an answer");
    await this.#guardian.client.bytes(`/messages/${id}/archive`);
  }

  /** A page is opened and looked at, follows the house, and is closed. */
  async lookIn(): Promise<void> {
    const { client } = this.#guardian;
    await client.card();
    const leaving = new AbortController();
    const following = await client.open("GET", "/events", { signal: leaving.signal });
    await following.body?.getReader().read();
    for (const path of ["/session", "/people", "/devices", "/drill"])
      await client.open("GET", path).then((answer) => answer.arrayBuffer());
    leaving.abort();
  }

  /** Another browser signs in, and out. */
  async visit(): Promise<void> {
    const fetch = cookieFetch(() => this.#hub.stack.address);
    const { client } = await signInElsewhere(
      fetch,
      { name: NAME, passphrase: PASSPHRASE },
      this.#hub.now,
      false,
    );
    await client.call("DELETE", "/session");
  }

  /** The toy is carried out of reach, and home again. */
  async carryAway(): Promise<void> {
    for (const isNear of [false, true]) {
      this.#ble.isNear = isNear;
      this.#ble.isOfFamily(TOY_SKILLS, true);
      await this.#until(
        ({ toys }) => toys.some(({ connected }) => connected === isNear),
        isNear ? "it is near" : "it is away",
      );
    }
  }

  /** The radio's process ends, and another one begins. */
  async restartRadio(): Promise<void> {
    await this.#ble[Symbol.asyncDispose]();
    await this.#until(({ radio }) => !radio.online, "no radio");
    this.#ble = await PlayedBle.open(this.#hub.stack, this.#toy.id);
    this.#settleIn();
    this.#ble.isOfFamily(TOY_SKILLS, true);
    await this.#until(({ toys }) => toys.some(({ connected }) => connected), "the toy is held again");
  }
}
