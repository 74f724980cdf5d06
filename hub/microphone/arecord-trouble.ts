import type { MicrophoneRefused } from "../ports/microphone.ts";

type Trouble = Extract<MicrophoneRefused["code"], `hub-microphone.${string}`>;

/** What `arecord` says in English (`LC_ALL=C`: docs/processes.md) when it cannot open a device: the words of errno. */
const SAID: readonly (readonly [words: RegExp, code: Trouble])[] = [
  [/Device or resource busy/, "hub-microphone.busy"],
  [/Permission denied|Operation not permitted/, "hub-microphone.forbidden"],
  [/No such file or directory|No such device|Unknown PCM|Invalid argument/, "hub-microphone.no-device"],
];

/** @param said its standard error */
export const arecordTrouble = (said: string): Trouble =>
  SAID.find(([words]) => words.test(said))?.[1] ?? "hub-microphone.failed";
