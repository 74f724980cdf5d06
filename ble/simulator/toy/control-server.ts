/**
 * The hands, ears and eyes of whoever plays with a simulated toy: HTTP on a Unix socket that only its owner may open.
 *
 *   GET  /state                  toyStatus
 *   GET  /events                 the same at every change, text/event-stream
 *   POST /paws/play, /record     a short press, {"hold": ms}, or {"action": "press" | "release"}
 *   PUT  /microphone             what the child says next, 8 kHz s16le mono, 40 s at most
 *   GET  /heard/latest           audio/wav, 16 kHz; 404 before the first sound
 *   POST /power                  {"on": boolean}
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import type { z } from "zod";
import { encodeWav } from "../../../hub/audio/wav.ts";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { listenPrivately } from "../air/private-socket.ts";
import { SPEAKER_RATE_HZ } from "./clip-sound.ts";
import { describeToy, MAX_SPEECH_BYTES, pawTouch, powerSwitch } from "./control-contract.ts";
import type { PawName } from "./paw.ts";
import type { SimulatedToy } from "./simulated-toy.ts";

export interface ControlServerOptions {
  readonly path: string;
  readonly toy: Pick<SimulatedToy, "model" | "listen">;
  readonly clock: Clock;
}

const SHORT_PRESS_MS = 150;
/** After a release, until the toy has noticed it. */
const NOTICED_MS = 60;
const MAX_JSON_BYTES = 1_024;
/** A quiet stream says so, for readers that give up on silence. */
const KEEP_ALIVE = seconds(2);

/** @throws AirError `air.socket-in-use`, `air.socket-not-ours` */
export async function startControlServer(options: ControlServerOptions): Promise<AsyncDisposable> {
  const control = new Control(options);
  const server = createServer((request, response) => void control.answer(request, response));
  const sockets = new Set<Socket>();
  const listener = await listenPrivately(options.path, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    server.emit("connection", socket);
  });
  return {
    [Symbol.asyncDispose]: async () => {
      control[Symbol.dispose]();
      for (const socket of sockets) socket.destroy();
      await close(listener);
    },
  };
}

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));

/** What went wrong with a request, as its answer says it. */
class Refused {
  readonly status: number;
  readonly code: string;
  readonly message: string;

  constructor(status: number, code: string, message: string) {
    this.status = status;
    this.code = code;
    this.message = message;
  }
}

class Control implements Disposable {
  readonly #toy: ControlServerOptions["toy"];
  readonly #clock: Clock;
  readonly #watchers = new Set<ServerResponse>();
  readonly #endListening: () => void;
  #heard = 0;
  #lastTold = "";

  constructor({ toy, clock }: ControlServerOptions) {
    this.#toy = toy;
    this.#clock = clock;
    this.#endListening = toy.listen((event) => {
      if (event.kind === "heard") this.#heard += 1;
      // Behind the event, so that the toy has come to rest when it is looked at.
      queueMicrotask(() => this.#tell());
    });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      const refused =
        error instanceof Refused ? error : new Refused(500, "toy.failed", "the toy has a fault");
      if (response.headersSent) response.destroy();
      else sendJson(response, refused.status, { code: refused.code, message: refused.message });
    }
  }

  [Symbol.dispose](): void {
    this.#endListening();
    for (const watcher of this.#watchers) watcher.end();
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (`${request.method} ${request.url}`) {
      case "GET /state":
        sendJson(response, 200, this.#status());
        break;
      case "GET /events":
        this.#watch(response);
        break;
      case "POST /paws/play":
        await this.#touch("play", request);
        response.writeHead(204).end();
        break;
      case "POST /paws/record":
        await this.#touch("record", request);
        response.writeHead(204).end();
        break;
      case "PUT /microphone":
        this.#say(await readBody(request, MAX_SPEECH_BYTES));
        response.writeHead(204).end();
        break;
      case "GET /heard/latest":
        this.#sendHeard(response);
        break;
      case "POST /power": {
        const { on } = parseJson(await readBody(request, MAX_JSON_BYTES), powerSwitch);
        this.#toy.model.setPower(on);
        response.writeHead(204).end();
        break;
      }
      default:
        throw new Refused(404, "toy.no-such-path", "the toy has no such thing");
    }
  }

  #status() {
    return describeToy(this.#toy.model.snapshot, this.#heard);
  }

  #watch(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(`data: ${JSON.stringify(this.#status())}\n\n`);
    this.#watchers.add(response);
    const beat = () => {
      response.write(": still here\n\n");
      cancel = this.#clock.after(KEEP_ALIVE, beat);
    };
    let cancel = this.#clock.after(KEEP_ALIVE, beat);
    response.on("close", () => {
      cancel();
      this.#watchers.delete(response);
    });
  }

  #tell(): void {
    const text = JSON.stringify(this.#status());
    if (text === this.#lastTold) return;
    this.#lastTold = text;
    for (const watcher of this.#watchers) watcher.write(`data: ${text}\n\n`);
  }

  async #touch(paw: PawName, request: IncomingMessage): Promise<void> {
    const body = await readBody(request, MAX_JSON_BYTES);
    const wish = body.byteLength === 0 ? { hold: SHORT_PRESS_MS } : parseJson(body, pawTouch);
    const { model } = this.#toy;
    if ("action" in wish) {
      model.touchPaw(paw, wish.action === "press");
      return;
    }
    model.touchPaw(paw, true);
    await this.#clock.sleep(ms(wish.hold));
    model.touchPaw(paw, false);
    await this.#clock.sleep(ms(NOTICED_MS));
  }

  #say(bytes: Buffer): void {
    if (bytes.byteLength % 2 !== 0) throw new Refused(400, "toy.bad-speech", "half a sample at the end");
    const samples = new Int16Array(bytes.byteLength / 2);
    for (const index of samples.keys()) samples[index] = bytes.readInt16LE(2 * index);
    this.#toy.model.microphone.say(samples);
  }

  #sendHeard(response: ServerResponse): void {
    const sound = this.#toy.model.heard.at(-1);
    if (!sound) throw new Refused(404, "toy.heard-nothing", "nothing was played yet");
    const wav = encodeWav(sound.samples, SPEAKER_RATE_HZ);
    response.writeHead(200, { "content-type": "audio/wav", "content-length": wav.byteLength });
    response.end(wav);
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Refused(413, "toy.too-long", `more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson<T extends z.ZodType>(body: Buffer, schema: T): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refused(400, "toy.bad-json", "the body is not JSON");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refused(400, "toy.bad-body", "the body is not what this takes");
  return parsed.data;
}
