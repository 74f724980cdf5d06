/**
 * T-96 and T-09: the stick with the backups is stolen. No name, no sound, no id and no key can be read on it, and who was a guardian
 * once opens none of it after the next backup. What a guardian's passphrase opens is another story: docs/backup.md.
 */
import { randomBytes } from "node:crypto";
import { cpSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeRecording } from "../../hub/audio/recording-codec/decode-recording.ts";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { askForBackup } from "../../scripts/cli/backup-asking.ts";
import { askForCode, removeGuardian, showCode } from "../../web-ui/src/actions/guardians.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { byPassphrase, makeBackedUpFamily } from "../support/backed-up-family.ts";
import { storeUnsealed, vaultUnsealed } from "../support/barriers.ts";
import { type Canaries, copyOf, foundIn, piecesOf } from "../support/canaries.ts";
import { codeOr } from "../support/code-of.ts";
import { idOf } from "../support/family.ts";
import { hum, prepareClip } from "../support/guardian.ts";
import type { Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const canary = (word: string) => `${word} ${randomBytes(9).toString("base64url")}`;
const text = (value: string) => [Buffer.from(value)];
const voice = (sampleRateHz: number) =>
  hum(2, 3, sampleRateHz).map((sample) => sample + (randomBytes(1)[0] ?? 0) / 2_560 - 0.05);

interface Stolen extends AsyncDisposable {
  readonly stick: Buffer;
  readonly canaries: Canaries;
}

/** A family's day on a running hub, and a backup as `pawpost backup create` makes it. */
async function steal(patches: readonly Patch[] = []): Promise<Stolen> {
  const temp = await makeTempDir();
  const folder = join(temp.path, "stick");
  await mkdir(folder);
  const hub = await AttackedHub.start({
    cheapHash: true,
    patches,
    env: { hub: { PAWPOST_BACKUP_TO: folder } },
  });
  const names = { guardian: canary("Mum"), toy: canary("Bear"), child: canary("Kid") };
  const { guardian } = await hub.claim(names.guardian);
  await using ble = await PlayedBle.open(hub.stack);
  const toy = await ble.claimedBy(guardian, names.toy, names.child);
  const clip = await prepareClip(voice(16_000), 16_000);
  const message = await guardian.send(clip, toy);
  const spoken = Int16Array.from(voice(8_000), (sample) => sample * 32_767);
  const recording = encodeRecording(spoken, { bitsPerCode: 4 });
  await ble.record(guardian, recording, decodeRecording(recording).milliseconds);
  process.env.PAWPOST_RUN = hub.stack.runFolder.path;
  const made = await askForBackup(hub.stack.dataFolder, false, () => undefined);
  delete process.env.PAWPOST_RUN;
  expect(made).toMatchObject({ lost: 0, mended: 0 });
  const keys: Buffer[] = [];
  for (const name of ["device", "pepper", "signing", "push"]) {
    const [, key = ""] = (await readFile(join(hub.stack.dataFolder, "hub", `${name}.key`), "latin1")).split(
      " ",
    );
    keys.push(Buffer.from(key), Buffer.from(key, "base64url"));
  }
  return {
    stick: await copyOf(folder),
    canaries: {
      "guardian's name": text(names.guardian),
      "toy's name": text(names.toy),
      "child's name": text(names.child),
      "message's id": text(message.id),
      "message as the toy takes it": piecesOf(clip.toyBytes),
      "recording as the toy gave it": piecesOf(recording),
      "keys of the hub": keys,
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

describe("a stolen stick", () => {
  let stolen: Stolen;
  beforeAll(async () => {
    stolen = await steal();
  });
  afterAll(() => stolen?.[Symbol.asyncDispose]());

  test("holds what the family said, and nothing of it can be read", () => {
    expect(stolen.stick.byteLength).toBeGreaterThan(100_000);
    expect(stolen.stick.includes("age-encryption.org/v1")).toBe(true);
    expect(foundIn(stolen.stick, stolen.canaries)).toEqual([]);
  });
});

describe("the test of the test", () => {
  test.each<[string, readonly Patch[], readonly string[]]>(
    takenOut([
      [
        "with nothing sealed under the device key, names are found",
        storeUnsealed(),
        ["child's name", "guardian's name", "message's id", "toy's name"],
      ],
      [
        "with nothing sealed to the vault, what the child said is found",
        [vaultUnsealed],
        ["recording as the toy gave it"],
      ],
      [
        "with keys.age not sealed, the keys are found",
        [
          {
            file: "hub/backup/sealed-keys.ts",
            find: "sealed: await sealBytes(tar, recipients),",
            replace: "sealed: recipients.length > 0 ? tar : await sealBytes(tar, recipients),",
          },
        ],
        ["keys of the hub"],
      ],
    ]),
  )("%s", TAKES_BARRIER_OUT, async (_, patches, found) => {
    await using stolen = await steal(patches);
    expect(foundIn(stolen.stick, stolen.canaries)).toEqual(found);
  });
});

test("a guardian who was removed opens no backup of a stick any more after the next one; a copy from before, still", async () => {
  await using family = await makeBackedUpFamily();
  const { rig, mum, dad, stick } = family;
  const opens = async (secret = byPassphrase(dad)) =>
    codeOr("opens")(family.restore(await family.newMachine(), { secret }));
  expect(await opens()).toBe("opens");
  cpSync(stick, `${stick}-copied`, { recursive: true });
  await askForCode(mum.page);
  await showCode(mum.page, rig.printed.at(-1) ?? "");
  await removeGuardian(mum.page, { id: idOf(dad) });
  await family.backUp();
  const older = ({ snapshots }: { readonly snapshots: readonly unknown[] }) => snapshots.at(-1) as never;
  expect(await opens()).toBe("backup.wrong-key");
  const secret = byPassphrase(dad);
  expect(await codeOr("opens")(family.restore(await family.newMachine(), { secret, choose: older }))).toBe(
    "backup.wrong-key",
  );
  expect(await opens(byPassphrase(mum))).toBe("opens");
  cpSync(`${stick}-copied`, stick, { recursive: true, force: true });
  expect(await opens()).toBe("opens");
});
