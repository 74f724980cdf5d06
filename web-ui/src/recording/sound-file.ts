import { MicrophoneError } from "./errors.ts";
import type { RawSound } from "./raw-sound.ts";

const MAX_FILE_BYTES = 50_000_000;
const RATE_HZ = 48_000;

/** A sound file of the person's choosing, decoded by the browser; the hub never sees the file. @throws MicrophoneError */
export async function readSoundFile(file: File): Promise<RawSound> {
  if (file.size === 0 || file.size > MAX_FILE_BYTES) throw new MicrophoneError("file.unreadable");
  const decoder = new OfflineAudioContext(1, 1, RATE_HZ);
  const sound = await decoder.decodeAudioData(await file.arrayBuffer()).catch((cause: unknown) => {
    throw new MicrophoneError("file.unreadable", { cause });
  });
  const pcm = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    const samples = sound.getChannelData(channel);
    for (let at = 0; at < samples.length; at += 1) {
      pcm[at] = (pcm[at] ?? 0) + (samples[at] ?? 0) / sound.numberOfChannels;
    }
  }
  return { pcm, sampleRateHz: sound.sampleRate };
}
