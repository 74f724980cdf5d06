/** Says something at a door, and hears what comes: as whoever finds a port says what databases answer to. */
import { connect } from "node:net";

/** Who has nothing to say to a stranger says nothing, or hangs up. */
const LISTEN_MS = 700;
const MOST_BYTES = 4_096;

/** @param where a port, or a Unix socket @returns what was heard until it hung up or was silent for a while; nothing where nobody opened */
export function knock(
  where: { readonly host: string; readonly port: number } | string,
  said: Uint8Array,
): Promise<Buffer> {
  return new Promise((heard) => {
    const chunks: Buffer[] = [];
    const socket = connect(typeof where === "string" ? { path: where } : { ...where });
    const end = () => {
      clearTimeout(patience);
      socket.destroy();
      heard(Buffer.concat(chunks));
    };
    const patience = setTimeout(end, LISTEN_MS);
    socket.on("connect", () => socket.write(said));
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      if (Buffer.concat(chunks).byteLength > MOST_BYTES) end();
    });
    socket.on("error", end);
    socket.on("close", end);
  });
}

const text = (words: string) => Buffer.concat([Buffer.from([0, words.length]), Buffer.from(words)]);
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

/** MQTT 3.1.1, 3.1: nobody's name and no password. */
export function anonymousConnect(clientId = "anybody"): Buffer {
  const body = Buffer.concat([text("MQTT"), Buffer.from([4, 2, 0, 30]), text(clientId)]);
  return Buffer.concat([Buffer.from([0x10, body.byteLength]), body]);
}
/** Somebody else's name, and a password that is none. */
export function guessedConnect(name: string): Buffer {
  const head = Buffer.concat([text("MQTT"), Buffer.from([4, 0xc2, 0, 30])]);
  const body = Buffer.concat([head, text(name), text(name), text("cloudpets")]);
  return Buffer.concat([Buffer.from([0x10, body.byteLength]), body]);
}
/** CONNACK with 0: come in. */
export const isMqttWelcome = (heard: Buffer): boolean => heard[0] === 0x20 && heard[3] === 0;

/** What was asked of the toys' maker: MongoDB's `listDatabases`, as OP_MSG. */
export function listDatabases(): Buffer {
  const element = (type: number, name: string, value: Buffer) =>
    Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
  const string = (words: string) => Buffer.concat([int32(words.length + 1), Buffer.from(`${words}\0`)]);
  const members = Buffer.concat([
    element(0x10, "listDatabases", int32(1)),
    element(0x02, "$db", string("admin")),
    Buffer.from([0]),
  ]);
  const document = Buffer.concat([int32(members.byteLength + 4), members]);
  const message = Buffer.concat([int32(0), Buffer.from([0]), document]);
  return Buffer.concat([int32(message.byteLength + 16), int32(1), int32(0), int32(2013), message]);
}
/** A reply's header: its own length, and an opcode of MongoDB's. */
export const isMongoReply = (heard: Buffer): boolean =>
  heard.byteLength >= 16 && heard.readInt32LE(0) >= 16 && [1, 2013].includes(heard.readInt32LE(12));

/** Redis answers `+` or `$`; one with a password `-`. */
export const askRedis = (): Buffer => Buffer.from("*1\r\n$4\r\nINFO\r\n");
export const isRedisReply = (heard: Buffer): boolean => heard[0] === 0x24 || heard[0] === 0x2b;
