/** A household in which the child has said a lot before, written into the store of a hub that is not running. */
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { toIntegerSamples } from "../../hub/audio/samples.ts";
import { encodeWav } from "../../hub/audio/wav.ts";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { type HubStore, openHubStore } from "../../hub/store/hub-store.ts";
import type { House } from "../../hub/use-cases/house.ts";
import { makeTurns } from "../../hub/use-cases/in-turn.ts";
import { makeLive } from "../../hub/use-cases/live.ts";
import { keepAnswer } from "../support/answers.ts";
import type { Clip, Guardian } from "../support/guardian.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { spokenSeconds } from "./spoken-seconds.ts";

const RATE_HZ = 8_000;
const DISTINCT = 8;

/** @param after what else becomes of each, by its id */
export async function seedAnswers(
  dataFolder: string,
  guardian: Guardian,
  toy: Parameters<typeof keepAnswer>[2],
  count: number,
  after: (id: PublicId, store: HubStore) => Promise<void> = async () => undefined,
): Promise<void> {
  const logger = makeRecordingLog();
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  await using store = await openHubStore({ dir: `${dataFolder}/hub`, clock, logger, random });
  const house = {
    clock,
    messages: store.messages,
    archive: store.archive,
    household: store.household,
    live: makeLive(),
    lived: { now: () => clock.now(), settled: () => clock.now() },
    inTurn: makeTurns(),
    tell: () => undefined,
  } as unknown as House;
  const clips = await Promise.all(Array.from({ length: DISTINCT }, (_, take) => spokenAnswer(take)));
  for (let n = 0; n < count; n++)
    await after(await keepAnswer(house, guardian, toy, clips[n % DISTINCT] as Clip), store);
}

/** Ten seconds of a child's answer, as the toy gives it. */
async function spokenAnswer(take: number): Promise<Clip> {
  const samples = toIntegerSamples(spokenSeconds(10, take).filter((_, at) => at % 2 === 0));
  const toyBytes = Uint8Array.from(encodeRecording(samples, { bitsPerCode: 4 }));
  return {
    toyBytes,
    wav: encodeWav(samples, RATE_HZ),
    sha256: await sha256(toyBytes),
    milliseconds: 10_000,
    waveform: [1, 2, 3],
  };
}
