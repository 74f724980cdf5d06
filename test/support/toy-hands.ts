/** Plays with the simulated toy of a running stack, over its control socket: presses, speaks, listens. */
import { request } from "node:http";
import { parseWav } from "../../hub/audio/wav.ts";

export interface ToyHands {
  state(): Promise<{
    heart: { mode: string; periodMs: number };
    activity: string;
    heard: number;
    connected: boolean;
    slots: number[];
    looping: boolean;
    volume: { current: number; stored: number | null };
  }>;
  press(paw: "play" | "record"): Promise<void>;
  /** 8 kHz mono. */
  say(samples: Int16Array): Promise<void>;
  power(on: boolean): Promise<void>;
  heard(): Promise<Int16Array | undefined>;
}

export function toyHands(socketPath: string): ToyHands {
  const ask = (
    method: string,
    path: string,
    body?: Uint8Array | string,
  ): Promise<{ status: number; body: Buffer }> =>
    new Promise((answered, failed) => {
      const sent = request({ socketPath, agent: false, method, path }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => answered({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      });
      sent.on("error", failed);
      sent.end(body);
    });
  const change = async (method: string, path: string, body?: Uint8Array | string) => {
    const { status } = await ask(method, path, body);
    if (status !== 204) throw new Error(`${method} ${path}: ${status}`);
  };
  return {
    state: async () => JSON.parse((await ask("GET", "/state")).body.toString()),
    press: (paw) => change("POST", `/paws/${paw}`),
    say: (samples) =>
      change("PUT", "/microphone", new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)),
    power: (on) => change("POST", "/power", JSON.stringify({ on })),
    async heard() {
      const { status, body } = await ask("GET", "/heard/latest");
      return status === 200 ? parseWav(Uint8Array.from(body)).samples : undefined;
    },
  };
}
