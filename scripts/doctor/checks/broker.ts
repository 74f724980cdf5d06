import { connect as connectPlain, type Socket } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { BLE_LINE } from "../../../hub/contract/ble-line.ts";
import { type Check, cannotTell, fail, ok, withoutHub } from "../../../hub/house-check/check.ts";
import type { DoctorContext } from "../doctor-context.ts";

const PATIENCE_MS = 5_000;
/** CONNACK, MQTT 3.1.1, 3.2: its last byte is 0 for whoever is let in. */
const CONNACK = 0x20;

/** Tries to come in at each broker: with nothing, and with a made-up password in the radio's name. A right one is tried nowhere. */
export const brokerCheck: Check<DoctorContext> = {
  id: "broker",
  title: "Who may speak to toys",
  why: "Over the broker go commands to toys: whoever gets in without a key could send them.",
  async run(context, signal) {
    const { hub, runDir } = context;
    if (hub === undefined || runDir === undefined) return withoutHub(context);
    const doors: readonly (readonly [name: string, dial: () => Socket])[] = [
      ["the radio’s line", () => connectPlain(join(runDir, BLE_LINE.mqtt))],
      ...hub.smartHome.map((place) => [place, () => dialHouse(place)] as const),
    ];
    for (const [name, dial] of doors) {
      for (const [how, packet] of [
        ["with nothing", connectPacket("doctor")],
        ["with a made-up password", connectPacket("ble-home", "ble-home", "0".repeat(64))],
      ] as const) {
        const isIn = await comesIn(dial(), packet, signal);
        if (isIn === "not-allowed")
          return cannotTell(`This user may not knock at ${name}.`, "sudo pawpost doctor");
        if (isIn === true)
          return fail(`${name}: whoever comes ${how} is let in.`, "Stop the hub, and report it: SECURITY.md");
      }
    }
    const count = doors.length === 1 ? "The one broker turns" : `All ${doors.length} brokers turn`;
    return ok(`${count} away who has no key.`);
  },
};

function dialHouse(place: string): Socket {
  const { hostname, port } = new URL(`tls://${place}`);
  // Whom it shows itself as is no matter here: nothing that counts is said.
  return connectTls({
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port),
    rejectUnauthorized: false,
  });
}

const text = (word: string): Buffer => Buffer.concat([Buffer.from([0, word.length]), Buffer.from(word)]);

/** MQTT 3.1.1, 3.1: a clean session, 30 s. */
function connectPacket(client: string, user?: string, password?: string): Buffer {
  const flags = 0x02 | (user === undefined ? 0 : 0x80) | (password === undefined ? 0 : 0x40);
  const body = Buffer.concat([
    text("MQTT"),
    Buffer.from([4, flags, 0, 30]),
    text(client),
    ...[user, password].flatMap((word) => (word === undefined ? [] : [text(word)])),
  ]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

/** Hung up, or told no: not in. @returns `not-allowed` where the system itself lets this user come no nearer */
const comesIn = (socket: Socket, packet: Buffer, signal: AbortSignal): Promise<boolean | "not-allowed"> =>
  new Promise((told) => {
    const end = (isIn: boolean | "not-allowed") => {
      socket.destroy();
      told(isIn);
    };
    signal.addEventListener("abort", () => end(false), { once: true });
    socket.setTimeout(PATIENCE_MS, () => end(false));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => end(code === "EACCES" ? "not-allowed" : false));
    socket.once("close", () => end(false));
    socket.once("data", (bytes: Buffer) => end(bytes[0] === CONNACK && bytes[3] === 0));
    socket.write(packet);
  });
