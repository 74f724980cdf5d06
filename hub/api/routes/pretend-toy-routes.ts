import { pretendToyView } from "../../contract/api.ts";
import type { PretendToy } from "../../ports/pretend-toy.ts";
import { HttpRefused } from "../errors.ts";
import { openStream } from "../open-stream.ts";
import type { Call, Route } from "../route.ts";

const none = { kind: "none" } as const;
const nothing = { kind: "nothing" } as const;
/** 40 s of 8 kHz, 16 bit. */
const MAX_SPEECH_BYTES = 640_000;

function toyOf({ pretendToy }: Call): PretendToy {
  if (pretendToy === undefined) throw new HttpRefused("pretend-toy.none", "no simulated toy here");
  return pretendToy;
}

const press = (paw: "play" | "record"): Route => ({
  method: "POST",
  path: `/pretend-toy/paws/${paw}`,
  policy: "guardian",
  summary: `Press the pretend toy's ${paw} paw`,
  body: none,
  answer: nothing,
  handle: async (call) => {
    await toyOf(call).press(paw);
    return nothing;
  },
});

/** For a household that has no toy yet: the simulated one's paws, heart, ear and voice. */
export const PRETEND_TOY_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/pretend-toy",
    policy: "guardian",
    summary: "What the pretend toy looks like now",
    body: none,
    answer: { kind: "json", schema: pretendToyView },
    handle: async (call) => ({ kind: "json", value: await toyOf(call).view() }),
  },
  {
    method: "GET",
    path: "/pretend-toy/events",
    policy: "guardian",
    summary: "The same, at every change, as text/event-stream",
    body: none,
    answer: { kind: "stream" },
    handle: async (call) => {
      const toy = toyOf(call);
      const stopping = new AbortController();
      const signal = AbortSignal.any([call.signal, stopping.signal]);
      const stream = await openStream(call, signal);
      toy
        .watch((view) => stream.send(view), signal)
        .catch((error: unknown) => call.house.log.info("pretend toy is away", { error: String(error) }))
        .finally(() => stopping.abort());
      return { kind: "stream", stream: stream.body };
    },
  },
  press("play"),
  press("record"),
  {
    method: "PUT",
    path: "/pretend-toy/microphone",
    policy: "guardian",
    summary: "What the child says next: 8 kHz, 16-bit little-endian, mono",
    body: { kind: "bytes", type: "application/octet-stream", maxBytes: MAX_SPEECH_BYTES },
    answer: nothing,
    handle: async (call) => {
      if (call.bytes.byteLength % 2 !== 0) throw new HttpRefused("http.malformed", "half a sample");
      await toyOf(call).say(call.bytes);
      return nothing;
    },
  },
  {
    method: "GET",
    path: "/pretend-toy/heard",
    policy: "guardian",
    summary: "What the pretend toy's speaker played last",
    body: none,
    answer: { kind: "bytes", type: "audio/wav" },
    handle: async (call) => {
      const wav = await toyOf(call).heard();
      if (wav === undefined) throw new HttpRefused("http.not-found", "nothing was played yet");
      return { kind: "bytes", bytes: wav };
    },
  },
];
