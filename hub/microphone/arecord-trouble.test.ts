import { expect, test } from "vitest";
import { arecordTrouble } from "./arecord-trouble.ts";

/** As alsa-utils 1.2.8 says it. */
const opening = (errno: string) => `arecord: main:831: audio open error: ${errno}\n`;

test.each([
  [opening("Device or resource busy"), "hub-microphone.busy"],
  [opening("Permission denied"), "hub-microphone.forbidden"],
  [opening("No such file or directory"), "hub-microphone.no-device"],
  [
    `ALSA lib confmisc.c:165:(snd_config_get_card) Cannot get card index for 7\n${opening("No such device")}`,
    "hub-microphone.no-device",
  ],
  [`ALSA lib pcm.c:2666:(snd_pcm_open_noupdate) Unknown PCM nosuch\n`, "hub-microphone.no-device"],
  ["arecord: set_params:1352: Channels count non available\n", "hub-microphone.failed"],
  ["", "hub-microphone.failed"],
])("%j", (said, code) => expect(arecordTrouble(said)).toBe(code));
