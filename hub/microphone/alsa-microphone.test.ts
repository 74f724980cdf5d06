/** With the real `arecord`, on a sound card of ALSA's own plugins. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { microphoneContract } from "../../test/contracts/microphone.contract.ts";
import { makeManualClock } from "../../test/support/manual-clock.ts";
import { makeSoundCard, recordersOf, type SoundCard } from "../../test/support/sound-card.ts";
import { systemClock } from "../clock/system-clock.ts";
import { seconds } from "../domain/duration.ts";
import { makeAlsaMicrophone } from "./alsa-microphone.ts";

let card: SoundCard;
beforeAll(async () => {
  card = await makeSoundCard();
});
afterAll(() => card[Symbol.asyncDispose]());
beforeEach(() => {
  vi.stubEnv("ALSA_CONFIG_PATH", card.env.ALSA_CONFIG_PATH);
  vi.stubEnv("LC_ALL", "C");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("arecord", () =>
  microphoneContract(async () => ({
    microphone: makeAlsaMicrophone(card.knownDevice, systemClock),
    samples: card.known,
    goOn: () => undefined,
    async unplug() {
      for (const pid of await recordersOf(card.knownDevice)) process.kill(pid, "SIGKILL");
    },
    isHearing: async () => (await recordersOf(card.knownDevice)).length > 0,
  })));

test("it says at which rate it records", async () => {
  using open = await makeAlsaMicrophone(card.knownDevice, systemClock).open();
  expect(open.sampleRateHz).toBe(16_000);
});

test("a device that is not there is said so", async () => {
  const opening = makeAlsaMicrophone("plughw:CARD=Nowhere,DEV=0", systemClock).open();
  await expect(opening).rejects.toMatchObject({ code: "hub-microphone.no-device" });
});

test("so is a machine without the program", async () => {
  vi.stubEnv("PATH", "/nowhere");
  const opening = makeAlsaMicrophone(card.knownDevice, systemClock).open();
  await expect(opening).rejects.toMatchObject({ code: "hub-microphone.program-missing" });
});

test("one that gives nothing is given up, and the program ended, though it hears no SIGTERM", async () => {
  const clock = makeManualClock();
  const opening = makeAlsaMicrophone(card.lineDevice, clock).open();
  const refused = expect(opening).rejects.toMatchObject({ code: "hub-microphone.failed" });
  await vi.waitFor(async () => expect(await recordersOf(card.lineDevice)).toHaveLength(1), 90_000);
  await clock.advance(seconds(5));
  await refused;
  await clock.advance(seconds(1));
  await vi.waitFor(async () => expect(await recordersOf(card.lineDevice)).toEqual([]), 90_000);
});
