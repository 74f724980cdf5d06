import { Command } from "commander";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { makeSoundCard, recordersOf, type SoundCard } from "../../test/support/sound-card.ts";
import { describeDevices, describePeak, registerMicrophoneCommand } from "./microphone.ts";

let card: SoundCard;
let said: string[];
beforeAll(async () => {
  card = await makeSoundCard();
});
afterAll(() => card[Symbol.asyncDispose]());
beforeEach(() => {
  said = [];
  vi.stubEnv("ALSA_CONFIG_PATH", card.env.ALSA_CONFIG_PATH);
  vi.stubEnv("LC_ALL", "C");
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function microphone(...words: string[]): Promise<void> {
  const program = new Command("pawpost").exitOverride();
  registerMicrophoneCommand(program);
  await program.parseAsync(["microphone", ...words], { from: "user" });
}

test("it listens for a moment, says how loud it was, and lets go of the device", async () => {
  await microphone(card.knownDevice);
  // The card's samples go up to 10,005 of 32,768.
  expect(said).toEqual(["The loudest was 31 % of what it can give: it hears well."]);
  await vi.waitFor(async () => expect(await recordersOf(card.knownDevice)).toEqual([]), { timeout: 5_000 });
});

test.each([
  ["no such device", "plughw:CARD=Nowhere,DEV=0", "hub-microphone.no-device"],
  ["a name that opens files", "file:FILE=/tmp/x,FORMAT=raw", "microphone.bad-name"],
  ["an option", "-Dhw:0", "microphone.bad-name"],
])("%s is refused with what to do", async (_, device, code) => {
  const words = device.startsWith("-") ? ["--", device] : [device];
  await expect(microphone(...words)).rejects.toMatchObject({ code, advice: expect.stringMatching(/\.$/) });
});

test("so is a machine without arecord", async () => {
  vi.stubEnv("PATH", "/nowhere");
  await expect(microphone()).rejects.toMatchObject({ code: "hub-microphone.program-missing" });
});

test("of all that ALSA names, those are listed that the setting takes and that any rate comes out of", () => {
  const text = describeDevices(
    [
      "null",
      "    Discard all samples (playback) or generate zero samples (capture)",
      "hw:CARD=Device,DEV=0",
      "    USB Audio Device, USB Audio",
      "    Direct hardware device without any conversions",
      "plughw:CARD=Device,DEV=0",
      "    USB Audio Device, USB Audio",
      "    Hardware device with all software conversions",
      "",
    ].join("\n"),
  );
  expect(text).toContain(
    "  plughw:CARD=Device,DEV=0\n      USB Audio Device, USB Audio, Hardware device with all software conversions\n",
  );
  expect(text).not.toContain("  hw:");
  expect(describeDevices("null\n    nothing\n")).toMatch(/^There is no microphone/);
});

test.each([
  [0, /^Silence/],
  [0.001, /1 % .*very quiet/],
  [0.5, /50 % .*hears well/],
  [1, /100 % .*too loud/],
])("a peak of %d in words", (peak, words) => expect(describePeak(peak)).toMatch(words));
