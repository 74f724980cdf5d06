/** What some files of sound begin with: four letters at least, so that what is sealed is not taken for one by chance. */
const BEGINNINGS: readonly (readonly [kind: string, at: number, bytes: readonly number[] | string])[] = [
  ["WAV", 0, "RIFF"],
  ["Ogg", 0, "OggS"],
  ["FLAC", 0, "fLaC"],
  ["MP3", 0, "ID3\u0003"],
  ["MP3", 0, "ID3\u0004"],
  ["AIFF", 0, "FORM"],
  ["AMR", 0, "#!AMR"],
  ["AU", 0, ".snd"],
  ["CAF", 0, "caff"],
  ["MP4", 4, "ftyp"],
  ["WebM", 0, [0x1a, 0x45, 0xdf, 0xa3]],
  // A message as the toy wants it, and a recording as it sends it: hub/audio.
  ["a toy’s message", 0, [0x41, 0x55, 0x80, 0x3e]],
  ["a toy’s recording", 0, [0x4d, 0x53, 0x40, 0x1f]],
];
const ENDINGS = /\.(?:wav|wave|ogg|opus|oga|flac|mp3|m4a|aac|aiff?|amr|webm|caf|pcm|raw)$/i;

/** @param first bytes of a file, 16 of them @returns what sound it is; `undefined`: none that is known */
export function soundKind(name: string, first: Uint8Array): string | undefined {
  const known = BEGINNINGS.find(([, at, bytes]) => {
    const wanted = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
    return [...wanted].every((byte, nth) => first[at + nth] === byte);
  });
  return known?.[0] ?? (ENDINGS.test(name) ? "a file with the name of a sound" : undefined);
}
