/**
 * Everything that can be wrong with a sound: the stable code, what a person is told, and what they can do next.
 * `docs/audio-formats.md` shows the same table; a test holds the two together.
 */
export const AUDIO_PROBLEMS = {
  "clip.unknown-format": {
    title: "This is not a sound we can read.",
    next: "Use a 16-bit WAV file, a message for a toy (.au) or a recording from a toy.",
  },
  "clip.too-large": {
    title: "The file is larger than any sound a toy can hold.",
    next: "Cut the sound down to 40 seconds and try again.",
  },
  "message.bad-magic": {
    title: "This is not a message for a toy.",
    next: "Make it again from a WAV file with `pawpost clip encode`.",
  },
  "message.header-lies": {
    title: "The message's header does not match what follows it.",
    next: "The file was damaged or made by another program: make it again from the original sound.",
  },
  "message.truncated": {
    title: "The message ends before its header says it does.",
    next: "Send or copy it again: a part got lost on the way.",
  },
  "message.empty": { title: "The message has no sound in it.", next: "Record it again." },
  "message.too-long": {
    title: "The message is longer than 40 seconds.",
    next: "Say it in two messages: a toy holds 40 seconds.",
  },
  "message.frame-errors": {
    title: "The message is damaged.",
    next: "Send it again; if it happens twice, record it again.",
  },
  "message.too-loud": {
    title: "The message is too loud for a child's ears.",
    next: "Send the original sound through Pawpost, which sets the loudness, instead of a finished file.",
  },
  "message.silence": { title: "There is nothing to hear in the message.", next: "Record it again." },
  "recording.bad-magic": {
    title: "This is not a recording from a toy.",
    next: "Fetch the recording from the toy again.",
  },
  "recording.bad-bits": {
    title: "The recording's header names a sample size that toys do not use.",
    next: "Fetch the recording from the toy again; report it if it happens twice.",
  },
  "recording.bad-predictor": {
    title: "The recording is damaged.",
    next: "Fetch the recording from the toy again; report it if it happens twice.",
  },
  "recording.bad-size": {
    title: "The recording stops in the middle of a block.",
    next: "Fetch the recording from the toy again: a part got lost on the way.",
  },
  "recording.empty": {
    title: "The recording has no sound in it.",
    next: "Ask the child to record it again.",
  },
  "recording.too-long": {
    title: "The recording is longer than a toy can hold.",
    next: "Fetch the recording from the toy again; report it if it happens twice.",
  },
  "recording.wrong-duration": {
    title: "The recording is shorter or longer than the toy said.",
    next: "Fetch the recording from the toy again: a part got lost or came twice.",
  },
  "wav.bad-magic": { title: "This is not a WAV file.", next: "Save the sound as a 16-bit WAV file." },
  "wav.truncated": {
    title: "The WAV file ends before its header says it does.",
    next: "Copy the file again: a part got lost on the way.",
  },
  "wav.header-lies": {
    title: "The WAV file's header contradicts itself.",
    next: "Save the sound again as a 16-bit WAV file.",
  },
  "wav.unsupported": {
    title: "This kind of WAV file is not supported.",
    next: "Save the sound as uncompressed 16-bit WAV, one or two channels, 8,000 to 192,000 samples a second.",
  },
  "wav.empty": { title: "The WAV file has no sound in it.", next: "Record it again." },
  "sound.bad-rate": {
    title: "The sound has an unusual sample rate.",
    next: "Use a whole number from 8,000 to 192,000 samples a second.",
  },
  "sound.silence": { title: "We heard nothing.", next: "Check the microphone and record it again." },
  "sound.too-quiet": {
    title: "We could hardly hear you.",
    next: "Again, a little closer to the microphone?",
  },
  "sound.too-short": { title: "That was too short.", next: "Keep recording while you speak." },
  "sound.too-long": {
    title: "That was longer than 40 seconds.",
    next: "Say it in two messages: a toy holds 40 seconds.",
  },
} as const satisfies Record<string, { title: string; next: string }>;

/** A stable code, `area.what-is-wrong`. */
export type AudioProblem = keyof typeof AUDIO_PROBLEMS;
