/**
 * WAV files, strictly: RIFF/WAVE with one `fmt ` and one `data` chunk, uncompressed 16-bit, one or two channels. A header
 * that contradicts itself or the file is refused, never guessed at.
 * Source: Microsoft, "Multimedia Programming Interface and Data Specifications 1.0"; "Multiple channel audio data and WAVE
 * files" for WAVE_FORMAT_EXTENSIBLE.
 */
import { AudioError } from "./errors.ts";

const PCM = 1;
const EXTENSIBLE = 0xfffe;
const LOWEST_RATE_HZ = 8000;
const HIGHEST_RATE_HZ = 192_000;
const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
/** The part of an extensible format's GUID that comes after its 16-bit format. */
const PCM_GUID_TAIL = "000000001000800000aa00389b71";

export interface WavSound {
  readonly sampleRateHz: number;
  readonly channelCount: 1 | 2;
  /** One sample of each channel after the other, as in the file. */
  readonly samples: Int16Array;
  readonly milliseconds: number;
}

interface WavFormat {
  readonly sampleRateHz: number;
  readonly channelCount: 1 | 2;
}

export function isWav(bytes: Uint8Array): boolean {
  return bytes.byteLength >= RIFF_HEADER_BYTES && ascii(bytes, 0) === "RIFF" && ascii(bytes, 8) === "WAVE";
}

/** @throws AudioError `wav.*`. */
export function parseWav(bytes: Uint8Array): WavSound {
  if (!isWav(bytes)) throw new AudioError("wav.bad-magic", "does not begin with RIFF....WAVE");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const claimed = view.getUint32(4, true) + 8;
  if (claimed > bytes.byteLength) {
    throw new AudioError("wav.truncated", `header says ${claimed} bytes, there are ${bytes.byteLength}`);
  }
  if (claimed < bytes.byteLength) {
    throw new AudioError("wav.header-lies", `header says ${claimed} bytes, there are ${bytes.byteLength}`);
  }
  let format: WavFormat | undefined;
  let data: Uint8Array | undefined;
  for (let at = RIFF_HEADER_BYTES; at < bytes.byteLength; ) {
    if (bytes.byteLength - at < CHUNK_HEADER_BYTES) {
      throw new AudioError("wav.header-lies", `${bytes.byteLength - at} stray bytes at the end`);
    }
    const name = ascii(bytes, at);
    const size = view.getUint32(at + 4, true);
    const start = at + CHUNK_HEADER_BYTES;
    if (size > bytes.byteLength - start) {
      throw new AudioError("wav.truncated", `chunk ${JSON.stringify(name)} says ${size} bytes`);
    }
    if (name === "fmt ") {
      if (format !== undefined) throw new AudioError("wav.header-lies", "two format chunks");
      format = parseFormat(new DataView(bytes.buffer, bytes.byteOffset + start, size));
    }
    if (name === "data") {
      if (data !== undefined) throw new AudioError("wav.header-lies", "two data chunks");
      data = bytes.subarray(start, start + size);
    }
    at = start + size + (size % 2);
  }
  if (format === undefined) throw new AudioError("wav.header-lies", "no format chunk");
  if (data === undefined) throw new AudioError("wav.header-lies", "no data chunk");
  return readSamples(format, data);
}

function parseFormat(view: DataView): WavFormat {
  if (view.byteLength < 16)
    throw new AudioError("wav.header-lies", `format chunk of ${view.byteLength} bytes`);
  const tag = view.getUint16(0, true);
  const channelCount = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const bits = view.getUint16(14, true);
  const isPcm = tag === PCM || (tag === EXTENSIBLE && isExtensiblePcm(view));
  if (!isPcm) throw new AudioError("wav.unsupported", `format 0x${tag.toString(16)}`);
  if (bits !== 16) throw new AudioError("wav.unsupported", `${bits} bits a sample`);
  if (channelCount !== 1 && channelCount !== 2) {
    throw new AudioError("wav.unsupported", `${channelCount} channels`);
  }
  if (sampleRateHz < LOWEST_RATE_HZ || sampleRateHz > HIGHEST_RATE_HZ) {
    throw new AudioError("wav.unsupported", `${sampleRateHz} samples a second`);
  }
  const bytesPerMoment = 2 * channelCount;
  if (
    view.getUint16(12, true) !== bytesPerMoment ||
    view.getUint32(8, true) !== sampleRateHz * bytesPerMoment
  ) {
    throw new AudioError("wav.header-lies", "bytes a second do not match rate, channels and bits");
  }
  return { sampleRateHz, channelCount };
}

function isExtensiblePcm(view: DataView): boolean {
  if (view.byteLength < 40 || view.getUint16(24, true) !== PCM) return false;
  let tail = "";
  for (let at = 26; at < 40; at++) tail += view.getUint8(at).toString(16).padStart(2, "0");
  return tail === PCM_GUID_TAIL;
}

function readSamples({ sampleRateHz, channelCount }: WavFormat, data: Uint8Array): WavSound {
  if (data.byteLength === 0) throw new AudioError("wav.empty", "no samples");
  if (data.byteLength % (2 * channelCount) !== 0) {
    throw new AudioError("wav.header-lies", `${data.byteLength} bytes of samples of ${2 * channelCount}`);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const samples = new Int16Array(data.byteLength / 2);
  for (let n = 0; n < samples.length; n++) samples[n] = view.getInt16(2 * n, true);
  return {
    sampleRateHz,
    channelCount,
    samples,
    milliseconds: (samples.length * 1000) / channelCount / sampleRateHz,
  };
}

/** @returns one array for each channel, -1..1. */
export function splitChannels({ samples, channelCount }: WavSound): Float32Array[] {
  return Array.from({ length: channelCount }, (_, channel) => {
    const floats = new Float32Array(samples.length / channelCount);
    for (let n = 0; n < floats.length; n++) {
      floats[n] = (samples[n * channelCount + channel] as number) / 32_768;
    }
    return floats;
  });
}

/** @param samples mono. @returns a complete WAV file, 16-bit. */
export function encodeWav(samples: Int16Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const headerBytes = RIFF_HEADER_BYTES + CHUNK_HEADER_BYTES + 16 + CHUNK_HEADER_BYTES;
  const bytes = new Uint8Array(headerBytes + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  writeAscii(bytes, 0, "RIFF");
  view.setUint32(4, bytes.byteLength - 8, true);
  writeAscii(bytes, 8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, 2 * sampleRateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  writeAscii(bytes, 36, "data");
  view.setUint32(40, 2 * samples.length, true);
  for (let n = 0; n < samples.length; n++) view.setInt16(headerBytes + 2 * n, samples[n] as number, true);
  return bytes;
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function writeAscii(bytes: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
}
