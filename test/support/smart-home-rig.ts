/** A house with its smart-home part as `hub/main.ts` composes it: the real rules, store, broker and TLS, on loopback. By hand are only the toys. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { systemClock } from "../../hub/clock/system-clock.ts";
import { composeSmartHome, type SmartHomePart } from "../../hub/compose-smart-home.ts";
import type { House } from "../../hub/use-cases/house.ts";
import type { Guardian } from "./guardian.ts";
import { type HubRig, makeHubRig } from "./hub-rig.ts";
import { makeManualClock } from "./manual-clock.ts";

const NAME = "pawpost-abcdefgh.local";
const CONFIG = {
  mqttAt: [{ host: "127.0.0.1", port: 0 }],
  mqttServer: undefined,
  mqttUser: undefined,
  mqttPasswordFile: undefined,
  mqttAuthority: undefined,
  mqttControl: false,
  mqttBaseTopic: "pawpost",
  mqttDiscoveryPrefix: "homeassistant",
};
type Composed = Parameters<typeof composeSmartHome>[0];

export interface Said {
  readonly topic: string;
  readonly isRetained: boolean;
  readonly payload: string;
}

/** No child sleeps then, and a certificate of that time is good now: they are dated back by a day. */
const noonToday = () => Math.floor(systemClock.now() / 86_400_000) * 86_400_000 + 11 * 3_600_000;

/** What a Mosquitto client said at its end. */
export interface ClientEnd {
  readonly status: number;
  readonly error: string;
}

export class SmartHomeRig implements AsyncDisposable {
  readonly rig: HubRig;
  readonly guardian: Guardian;
  readonly part: SmartHomePart;
  readonly house: House;
  readonly #ends = new AsyncDisposableStack();

  private constructor(rig: HubRig, guardian: Guardian, part: SmartHomePart, house: House) {
    [this.rig, this.guardian, this.part, this.house] = [rig, guardian, part, house];
  }

  /** @param compose takes the place of the hub's own: a patched copy's (patched-copy.ts) */
  static async open(
    config: Partial<Composed["config"]> = {},
    compose: typeof composeSmartHome = composeSmartHome,
  ): Promise<SmartHomeRig> {
    let hear: SmartHomePart["hear"] = () => undefined;
    const rig = await makeHubRig({
      clock: makeManualClock(noonToday()),
      change: ({ tell }) => ({
        tell(event) {
          tell(event);
          hear(event);
        },
      }),
    });
    const guardian = await rig.claim();
    // Waits are the machine's own: whoever is refused hears of it in a second.
    const house = { ...rig.house, clock: { ...systemClock, now: rig.clock.now } };
    const part = await compose({
      house,
      config: { ...CONFIG, ...config },
      store: rig.store,
      name: NAME,
      version: "0.1.0",
      page: () => undefined,
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
    });
    hear = (event) => part.hear(event);
    return new SmartHomeRig(rig, guardian, part, house);
  }

  get port(): number {
    return Number(this.part.admin.keys.addresses()[0]?.split(":").at(-1));
  }

  /** Lets one in. @returns what a Mosquitto client is started with, to be it */
  async letIn(name: string, mayControl = false): Promise<readonly string[]> {
    const password = await this.part.admin.keys.add(name, mayControl);
    return [...(await this.reach()), "-u", name, "-P", password];
  }

  async reach(): Promise<readonly string[]> {
    const authority = join(this.rig.dir, "authority.pem");
    await writeFile(authority, this.part.admin.keys.authority() ?? "");
    return ["-h", "127.0.0.1", "-p", String(this.port), "--cafile", authority];
  }

  /** Listens until it is ended, with a real client. */
  listen(who: readonly string[], ...topics: string[]): Said[] & { readonly ended: Promise<ClientEnd> } {
    const format = ["-F", "%r %t %p", "-q", "1", ...topics.flatMap((topic) => ["-t", topic])];
    const child = spawn("mosquitto_sub", [...who, ...format], { stdio: ["ignore", "pipe", "pipe"] });
    let error = "";
    child.stderr.on("data", (text: Buffer) => {
      error += text.toString();
    });
    const ended = once(child, "close").then(([status]) => ({ status: Number(status), error }));
    const heard: Said[] & { ended: Promise<ClientEnd> } = Object.assign([], { ended });
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [, retained = "", topic = "", payload = ""] = /^(\d) (\S+) (.*)$/.exec(line) ?? [];
      heard.push({ topic, isRetained: retained === "1", payload });
    });
    this.#ends.defer(async () => {
      child.kill();
      await ended;
    });
    return heard;
  }

  /** Says one thing, with a real client. */
  say(who: readonly string[], topic: string, payload: string, ...more: string[]): Promise<ClientEnd> {
    return this.#publish(who, ["-t", topic, "-m", payload, ...more], "");
  }

  /** Says one thing after the other, over one connection. */
  sayAll(who: readonly string[], topic: string, payloads: readonly string[]): Promise<ClientEnd> {
    return this.#publish(who, ["-t", topic, "-l"], `${payloads.join("\n")}\n`);
  }

  async #publish(who: readonly string[], said: readonly string[], input: string): Promise<ClientEnd> {
    const child = spawn("mosquitto_pub", [...who, "-q", "1", ...said], { stdio: ["pipe", "ignore", "pipe"] });
    child.stdin.on("error", () => undefined); // it was refused, and is over
    child.stdin.end(input);
    let error = "";
    child.stderr.on("data", (text: Buffer) => {
      error += text.toString();
    });
    const [status] = await once(child, "close");
    return { status: Number(status), error };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ends.disposeAsync();
    await this.part[Symbol.asyncDispose]();
    await this.rig[Symbol.asyncDispose]();
  }
}

/** The newest payload on a topic, parsed. */
export const newest = (heard: readonly Said[], topic: string): unknown => {
  const said = heard.findLast((one) => one.topic === topic)?.payload;
  return said === undefined || said === "" ? undefined : JSON.parse(said);
};
