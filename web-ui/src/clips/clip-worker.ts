/** Everything about clips that takes time: shaping, the toy's codec, sealing and opening. Keeps the page's own thread free. */
import "../no-eval.ts";
import { openBytes, sealBytes } from "../../../hub/archive/age-file.ts";
import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import { openClip, sealClip } from "../../../hub/archive/sealed-clip.ts";
import { shareClip } from "../../../hub/archive/share-clip.ts";
import { decodeMessage } from "../../../hub/audio/message-codec/decode-message.ts";
import { toIntegerSamples } from "../../../hub/audio/samples.ts";
import { resample } from "../../../hub/audio/shaping/resample.ts";
import { shapeMessage } from "../../../hub/audio/shaping/shape-message.ts";
import { encodeWav } from "../../../hub/audio/wav.ts";
import { waveform, waveformPoints } from "../../../hub/audio/waveform.ts";
import type { About } from "../../../hub/contract/about.ts";
import { sha256 } from "../../../hub/contract/sha256.ts";
import type { RawSound } from "../recording/raw-sound.ts";
import type { Preparation } from "./prepared-clip.ts";
import { answerCalls } from "./worker-call.ts";

const RATE_HZ = 16_000;
/** What the pretend toy's microphone takes. */
const TOY_MICROPHONE_HZ = 8_000;

interface Seal {
  readonly about: About;
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly wav: Uint8Array<ArrayBuffer>;
  readonly recipient: string;
}

interface Open {
  readonly sealed: Uint8Array<ArrayBuffer>;
  /** One of them opens it: which one may have changed while it was on its way. */
  readonly keys: readonly (CryptoKey | AgeIdentity)[];
}

/** As the worker answers them; a test calls them on its own thread. */
export const clipFunctions = {
  async prepare({
    pcm,
    sampleRateHz,
    evenIfQuiet,
  }: RawSound & { evenIfQuiet: boolean }): Promise<Preparation> {
    const shaped = shapeMessage(pcm, sampleRateHz, { random: Math.random, evenIfQuiet });
    if (shaped.kind === "refused") return shaped;
    const toyBytes = new Uint8Array(shaped.toyBytes);
    const clip = {
      toyBytes,
      sha256: await sha256(toyBytes),
      wav: encodeWav(shaped.samples16k, RATE_HZ),
      bear: encodeWav(decodeMessage(toyBytes).samples, RATE_HZ),
      waveform: waveform(shaped.samples16k, waveformPoints(shaped.milliseconds)),
      milliseconds: Math.round(shaped.milliseconds),
      soundMilliseconds: shaped.soundMilliseconds,
      trimmed: shaped.trimmedMilliseconds,
    };
    return { kind: "ok", clip };
  },

  seal: ({ about, toyBytes, wav, recipient }: Seal) => sealClip(about, toyBytes, wav, [recipient]),

  /** The same inside, to another recipient. @returns it, and SHA-256 of what is inside */
  async reseal({ sealed, keys, recipient }: Open & Pick<Seal, "recipient">) {
    const inside = await openBytes(sealed, ...keys);
    return { resealed: await sealBytes(inside, [recipient]), inside: await sha256(inside) };
  },

  /** A child's answer, to one relative. @throws ArchiveError also where it is another recording than `message` */
  share: ({
    sealed,
    keys,
    recipient,
    message,
  }: Open & Pick<Seal, "recipient"> & { readonly message: string }) =>
    shareClip(sealed, keys, recipient, message),

  /** SHA-256 of what is inside. */
  inside: async ({ sealed, keys }: Open) => sha256(await openBytes(sealed, ...keys)),

  /** What any player plays, and what it is. */
  async sound({ sealed, keys }: Open) {
    const { about, wav } = await openClip(sealed, ...keys);
    return { about, wav };
  },

  async open({ sealed, keys }: Open) {
    const { about, toyBytes, wav } = await openClip(sealed, ...keys);
    const isMessage = about.direction === "to-toy";
    return {
      about,
      toyBytes,
      wav,
      sha256: await sha256(toyBytes),
      /** How the bear would say it. */
      bear: isMessage ? encodeWav(decodeMessage(toyBytes).samples, RATE_HZ) : undefined,
    };
  },

  /** As the bear says it. */
  async hear(toyBytes: Uint8Array<ArrayBuffer>) {
    return { sha256: await sha256(toyBytes), bear: encodeWav(decodeMessage(toyBytes).samples, RATE_HZ) };
  },

  /** 8 kHz, 16-bit little-endian: what the child says to the pretend toy. */
  async speech({ pcm, sampleRateHz }: RawSound): Promise<Uint8Array<ArrayBuffer>> {
    const samples = toIntegerSamples(resample(pcm, sampleRateHz, TOY_MICROPHONE_HZ));
    const bytes = new DataView(new ArrayBuffer(samples.length * 2));
    samples.forEach((sample, at) => {
      bytes.setInt16(at * 2, sample, true);
    });
    return new Uint8Array(bytes.buffer);
  },
};
export type ClipFunctions = typeof clipFunctions;

answerCalls(clipFunctions);
