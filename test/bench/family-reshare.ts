/**
 * A relative with new keys: a thousand answers of ten seconds that they had are opened, sealed to the new keys and put, by the very
 * functions that the page's worker calls, here in Node, over loopback to a hub process of its own. Four under way at once, as the
 * page has it.
 */
import { shareClip } from "../../hub/archive/share-clip.ts";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { toIntegerSamples } from "../../hub/audio/samples.ts";
import { encodeWav } from "../../hub/audio/wav.ts";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import { answersFor } from "../../hub/contract/post.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import type { House } from "../../hub/use-cases/house.ts";
import { makeTurns } from "../../hub/use-cases/in-turn.ts";
import { makeLive } from "../../hub/use-cases/live.ts";
import { keepAnswer, putShare } from "../support/answers.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import type { Clip, Guardian } from "../support/guardian.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { spokenSeconds } from "./spoken-seconds.ts";

const AT_ONCE = 4;
const RATE_HZ = 8_000;
const DISTINCT = 8;

export interface MeasuredResharing {
  readonly wholeMs: number;
  /** The longest that nothing was done, as who watches the progress sees it. */
  readonly longestSilenceMs: number;
  /** Opening and sealing alone, without the hub, ms a clip. */
  readonly sealingMs: readonly number[];
  readonly clips: number;
  /** Of one sealed file. */
  readonly bytes: number;
}

export async function measureResharing(
  count: number,
  onProgress: (done: number) => void,
): Promise<MeasuredResharing> {
  await using hub = await AttackedHub.start({ cheapHash: true });
  const { guardian } = await hub.claim();
  const { relative } = await hub.addRelative(guardian);
  const person = relative.info.person.id;
  const child = (await guardian.state()).children[0]?.id;
  if (child === undefined) throw new Error("no child");
  await hub.stack.stop("hub");
  await seed(hub.stack.dataFolder, guardian, child, person, count);
  await hub.stack.begin("hub");

  const { again } = await guardian.client.call("GET", `/people/${person}/answers`, { schema: answersFor });
  if (again.length !== count) throw new Error(`${again.length} answers are to be shared again`);
  const { recipient } = relative.info.person;
  const waiting = [...again];
  const sealingMs: number[] = [];
  let bytes = 0;
  let lastAt = performance.now();
  let longestSilenceMs = 0;
  const carry = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const sealed = await guardian.client.bytes(`/messages/${id}/archive`);
      const sealingAt = performance.now();
      const shared = await shareClip(sealed, [guardian.vault], recipient, id);
      sealingMs.push(performance.now() - sealingAt);
      bytes = shared.byteLength;
      await putShare(guardian, id, person, shared);
      const now = performance.now();
      longestSilenceMs = Math.max(longestSilenceMs, now - lastAt);
      lastAt = now;
      onProgress(sealingMs.length);
    }
  };
  await guardian.stepUp(); // as the page does before it takes so many
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, carry));
  return { wholeMs: performance.now() - start, longestSilenceMs, sealingMs, clips: count, bytes };
}

/** As if the child had said a thousand things, and this relative had been given each while they had other keys. */
async function seed(
  dataFolder: string,
  guardian: Guardian,
  child: PublicId,
  person: PublicId,
  count: number,
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
    lived: { now: () => clock.now() },
    inTurn: makeTurns(),
    tell: () => undefined,
  } as unknown as House;
  const clips = await Promise.all(Array.from({ length: DISTINCT }, (_, take) => spokenAnswer(take)));
  const old = {
    person,
    recipient: `age1${"q".repeat(58)}`,
    at: clock.now(),
    bytes: 1,
    sha256: "ab".repeat(32),
  };
  for (let n = 0; n < count; n++) {
    const id = await keepAnswer(house, guardian, { id: child, child }, clips[n % DISTINCT] as Clip);
    const record = await store.messages.get(id);
    if (record === undefined) throw new Error("not kept");
    const shared = { state: "shared", at: clock.now(), cause: "answer-shared" } as const;
    await store.messages.update({ ...record, shares: [old], history: [...record.history, shared] });
  }
}

/** Ten seconds of a child's answer, as the toy gives it. */
export async function spokenAnswer(take: number): Promise<Clip> {
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
