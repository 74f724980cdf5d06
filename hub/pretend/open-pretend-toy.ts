/** The simulated toy's control socket (docs/simulated-toy.md), as the hub's pretend-toy panel uses it. */
import { type IncomingMessage, request } from "node:http";
import { z } from "zod";
import type { PretendToyView } from "../contract/api.ts";
import { HubError } from "../domain/hub-error.ts";
import type { PretendToy } from "../ports/pretend-toy.ts";

/** The simulated toy does not answer, or not as it should; it is started again by itself. */
class PretendToyAway extends HubError {
  override readonly name = "PretendToyAway";
  readonly code = "pretend-toy.away";
}

const TIMEOUT_MS = 5_000;
/** 60 s of 16 kHz sound, and its header. */
const MAX_BYTES = 2_000_000;
const MAX_EVENT_CHARS = 16_384;

/** What of the toy's own status the panel shows. */
const status = z.looseObject({
  connected: z.boolean(),
  activity: z.enum(["idle", "playing", "recording", "busy"]),
  heart: z.looseObject({ mode: z.enum(["off", "on", "blink", "pattern"]) }),
  heard: z.int(),
});

const HEART = { off: "off", on: "on", blink: "blinking", pattern: "blinking" } as const;

/** @throws PretendToyAway for anything that is not a status */
function viewOf(text: string): PretendToyView {
  try {
    const { connected, activity, heart, heard } = status.parse(JSON.parse(text));
    return { connected, activity, heart: HEART[heart.mode], heard };
  } catch (cause) {
    throw new PretendToyAway("the simulated toy does not say how it is", { cause });
  }
}

export function openPretendToy(socketPath: string): PretendToy {
  const ask = (method: string, path: string, body?: Uint8Array): Promise<IncomingMessage> =>
    new Promise((answered, failed) => {
      const away = (cause: unknown) =>
        failed(new PretendToyAway("the simulated toy does not answer", { cause }));
      const sent = request({ socketPath, agent: false, method, path, timeout: TIMEOUT_MS }, answered);
      sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
      sent.on("error", away);
      sent.end(body);
    });
  const change = async (method: string, path: string, body?: Uint8Array): Promise<void> => {
    const response = await ask(method, path, body);
    response.resume();
    if (response.statusCode !== 204)
      throw new PretendToyAway(`the simulated toy answered ${response.statusCode}`);
  };

  return {
    async view() {
      return viewOf((await readAll(await ask("GET", "/state"))).toString());
    },
    press: (paw) => change("POST", `/paws/${paw}`),
    say: (pcm) => change("PUT", "/microphone", pcm),
    async heard() {
      const response = await ask("GET", "/heard/latest");
      const body = await readAll(response);
      if (response.statusCode === 404) return undefined;
      if (response.statusCode === 200) return Uint8Array.from(body);
      throw new PretendToyAway(`the simulated toy answered ${response.statusCode}`);
    },
    async watch(onChange, signal) {
      const response = await ask("GET", "/events");
      response.socket.setTimeout(0); // a toy at rest has nothing to tell
      // From now on silence means that nothing changes.
      response.socket.setTimeout(0);
      const stop = () => response.destroy();
      if (signal.aborted) return void stop();
      signal.addEventListener("abort", stop, { once: true });
      try {
        response.setEncoding("utf8");
        let text = "";
        for await (const chunk of response as AsyncIterable<string>) {
          text += chunk;
          const events = text.split("\n\n");
          text = events.pop() ?? "";
          if (text.length > MAX_EVENT_CHARS) throw new PretendToyAway("the simulated toy said too much");
          for (const event of events) {
            if (event.startsWith("data: ")) onChange(viewOf(event.slice("data: ".length)));
          }
        }
      } catch (cause) {
        response.destroy();
        if (!signal.aborted) throw new PretendToyAway("the simulated toy went away", { cause });
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
  };
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new PretendToyAway("the simulated toy said too much");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
