/**
 * Stands between `pawpost-ble` and the hub's broker, on the broker's own socket, and keeps all that goes by. Of a PUBLISH it reads
 * topic and payload (MQTT 3.1.1, 3.3):
 *
 *   0x3?  remaining length (1-4 bytes, 7 bits each)  topic length, topic  [packet id, unless QoS 0]  payload
 */
import { rename } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";

interface Publication {
  readonly topic: string;
  readonly payload: string;
}

export interface MqttTap extends AsyncDisposable {
  readonly publications: readonly Publication[];
  /** Every byte either way, whatever it was. */
  bytes(): Buffer;
}

const PUBLISH = 3;

/** @param socketPath where the broker listens already; from now on the tap does */
export async function tapMqtt(socketPath: string): Promise<MqttTap> {
  const real = `${socketPath}.real`;
  await rename(socketPath, real);
  const chunks: Buffer[] = [];
  const publications: Publication[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const broker = connect(real);
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      const read = makeReader((one) => publications.push(one));
      sockets.add(from);
      from.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        read(chunk);
        to.write(chunk);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((ready) => server.listen(socketPath, ready));
  return {
    publications,
    bytes: () => Buffer.concat(chunks),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Cuts a stream into packets, and tells of those that publish. */
function makeReader(tell: (publication: Publication) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const header = readLength(rest);
      if (header === undefined || rest.length < header.body + header.length) return;
      const body = rest.subarray(header.body, header.body + header.length);
      const first = rest[0] ?? 0;
      if (first >> 4 === PUBLISH) {
        const topicEnd = 2 + body.readUInt16BE(0);
        const payload = topicEnd + (((first >> 1) & 3) === 0 ? 0 : 2);
        tell({ topic: body.toString("utf8", 2, topicEnd), payload: body.toString("utf8", payload) });
      }
      rest = rest.subarray(header.body + header.length);
    }
  };
}

/** @returns bytes behind the fixed header, and where they begin; `undefined` until it is there */
function readLength(bytes: Buffer): { readonly length: number; readonly body: number } | undefined {
  let length = 0;
  for (let at = 1; at <= 4; at++) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** (at - 1);
    if (byte < 0x80) return { length, body: at + 1 };
  }
  throw new Error("no MQTT");
}
