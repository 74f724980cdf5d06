/**
 * T-09 and T-16: somebody has a copy of the hub's data folder, made while it ran, after it stopped, or after another start.
 * No name, no sound and no secret of the family can be read in it. The keys that lie beside the data are another story:
 * docs/storage.md.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeMessage } from "../../hub/audio/message-codec/decode-message.ts";
import { decodeRecording } from "../../hub/audio/recording-codec/decode-recording.ts";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { AttackedHub, type AttackedHubOptions } from "../support/attacked-hub.ts";
import { storeUnsealed, vaultUnsealed } from "../support/barriers.ts";
import { type Canaries, copyOf, foundIn, piecesOf } from "../support/canaries.ts";
import { type Guardian, hum, prepareClip } from "../support/guardian.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";

const canary = (word: string) => `${word} ${randomBytes(9).toString("base64url")}`;
const bytesOf = (samples: Int16Array) =>
  new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
/** A voice nobody else has: noise on top, so that no piece of it can stand somewhere by chance. */
const voice = (sampleRateHz: number) =>
  hum(3, 3, sampleRateHz).map((sample) => sample + (randomBytes(1)[0] ?? 0) / 2_560 - 0.05);

interface Lived {
  readonly hub: AttackedHub;
  readonly dataFolder: string;
  readonly canaries: Canaries;
  /** A copy made while all of it was going on. */
  readonly whileRunning: Buffer;
  /** To what the child sent. */
  listen(): ReturnType<Guardian["listen"]>;
}

/** A family's first day: a guardian, a toy, a child, one message that waits and one that the child sent. */
async function liveThrough(options: AttackedHubOptions = {}): Promise<Lived> {
  const hub = await AttackedHub.start({ cheapHash: true, ...options });
  const { dataFolder } = hub.stack;
  const names = { guardian: canary("Mum"), toy: canary("Bear"), child: canary("Kid") };
  const passphrase = canary("a long and winding passphrase");
  const { guardian, credential } = await hub.claim(names.guardian, passphrase);
  const auth = await hub.authFor(names.guardian, passphrase);
  await using ble = await PlayedBle.open(hub.stack);
  const toy = await ble.claimedBy(guardian, names.toy, names.child);

  const clip = await prepareClip(voice(16_000), 16_000);
  const message = await guardian.send(clip, toy);
  const spoken = Int16Array.from(voice(8_000), (sample) => sample * 32_767);
  const recording = encodeRecording(spoken, { bitsPerCode: 4 });
  const heard = decodeRecording(recording);
  const answer = await ble.record(guardian, recording, heard.milliseconds);
  const whileRunning = await copyOf(dataFolder);
  const text = (value: string) => [Buffer.from(value)];
  return {
    hub,
    dataFolder,
    whileRunning,
    listen: () => guardian.listen(answer),
    canaries: {
      "guardian's name": text(names.guardian),
      "toy's name": text(names.toy),
      "child's name": text(names.child),
      passphrase: text(passphrase),
      "what the passphrase signs in with": [...text(auth), Buffer.from(auth, "base64url")],
      "session cookie": text(credential.cookie.split("=")[1] ?? ""),
      "message's id": text(message.id),
      "message as the toy takes it": piecesOf(clip.toyBytes),
      "message as sound": [
        ...piecesOf(clip.wav.subarray(44)),
        ...piecesOf(bytesOf(decodeMessage(clip.toyBytes).samples)),
      ],
      "recording as the toy gave it": piecesOf(recording),
      "recording as sound": [...piecesOf(bytesOf(heard.samples)), ...piecesOf(bytesOf(spoken))],
    },
  };
}

describe("a copy of the data folder", () => {
  let lived: Lived;
  beforeAll(async () => {
    lived = await liveThrough();
    // What is looked for is what the family really has, once its vault is open.
    const { about, toyBytes, wav } = await lived.listen();
    const opened = Buffer.concat([Buffer.from(JSON.stringify(about)), toyBytes, wav]);
    expect(foundIn(opened, lived.canaries)).toEqual([
      "child's name",
      "recording as sound",
      "recording as the toy gave it",
      "toy's name",
    ]);
  });
  afterAll(() => lived?.hub[Symbol.asyncDispose]());

  test("made while the hub runs holds nothing readable", () => {
    expect(lived.whileRunning.byteLength).toBeGreaterThan(100_000);
    expect(foundIn(lived.whileRunning, lived.canaries)).toEqual([]);
  });

  test("made after the end, and after another start, neither; nor does any part of it alone", async () => {
    const { hub, dataFolder, canaries } = lived;
    for (let start = 0; start < 2; start++) {
      await hub.stack.stop("hub");
      const after = await copyOf(dataFolder);
      expect(after.byteLength).toBeGreaterThan(100_000);
      expect(foundIn(after, canaries)).toEqual([]);
      // What F9 was: the database alone led to every recording.
      const index = await copyOf(join(dataFolder, "hub", "index"));
      expect(index.byteLength).toBeGreaterThan(1_000);
      expect(foundIn(index, canaries)).toEqual([]);
      await hub.stack.begin("hub"); // LevelDB turns its log into a table
    }
  });

  test("and what the hub said all the while holds nothing either", () => {
    const said = Buffer.from(lived.hub.stack.lines.join("\n"));
    expect(said.byteLength).toBeGreaterThan(200);
    const { "message's id": _, ...secrets } = lived.canaries;
    expect(foundIn(said, secrets)).toEqual([]);
  });
});

describe("the test of the test", () => {
  test(
    "with nothing sealed under the device key, names and waiting sounds are found",
    TAKES_BARRIER_OUT,
    async () => {
      const lived = await liveThrough({ patches: storeUnsealed() });
      await using hub = lived.hub;
      await hub.stack.stop("hub");
      // What signs in was never there to be found: that is a barrier of its own.
      expect(foundIn(await copyOf(lived.dataFolder), lived.canaries)).toEqual([
        "child's name",
        "guardian's name",
        "message as the toy takes it",
        "message's id",
        "toy's name",
      ]);
    },
  );

  furtherBarrier("with nothing sealed to the vault, what the child said is found", {}, async () => {
    const lived = await liveThrough({ patches: [vaultUnsealed] });
    await using hub = lived.hub;
    await hub.stack.stop("hub");
    expect(foundIn(await copyOf(lived.dataFolder), lived.canaries)).toEqual([
      "recording as sound",
      "recording as the toy gave it",
    ]);
  });
});
