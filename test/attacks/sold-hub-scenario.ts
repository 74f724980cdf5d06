/**
 * A family lives on a disk of its own, and gives the machine away. Tells what must not be found on that disk any more, as JSON.
 *
 *   node test/attacks/sold-hub-scenario.ts DISK IMAGE WITHOUT     without: nothing, keys, seals
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeRecording } from "../../hub/audio/recording-codec/encode-recording.ts";
import { homeNameOf } from "../../hub/door/home-name.ts";
import { readKeyFile } from "../../hub/store/device-key.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { AttackedHub } from "../support/attacked-hub.ts";
import { storeUnsealed } from "../support/barriers.ts";
import { type Canaries, foundIn, piecesOf } from "../support/canaries.ts";
import { hum, prepareClip } from "../support/guardian.ts";
import { blocksOf } from "../support/own-image.ts";
import { compiledEnv, makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { PlayedBle } from "../support/played-ble.ts";
import { runProgram } from "../support/run-program.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const [disk = "", image = "", without = ""] = process.argv.slice(2);
const BARRIERS: Readonly<Record<string, readonly Patch[]>> = {
  keys: [
    {
      file: "hub/store/durable-file.ts",
      find: "      try {\n        await overwrite(file, 1);\n      } finally {\n        await file.close();\n      }",
      replace: "      await file.close();",
    },
  ],
  seals: storeUnsealed(),
};
const patches = BARRIERS[without];
await using copy = patches && (await makePatchedCopy(patches, ["scripts", "ble"]));
const MAIN = fileURLToPath(new URL("../../scripts/cli/main.ts", import.meta.url));
const program = copy?.path("scripts/cli/main.ts") ?? MAIN;

const word = (what: string) => `${what} ${randomBytes(9).toString("base64url")}`;
/** Noise on top, so that no piece of it stands somewhere by chance. */
const voice = (rateHz: number) =>
  hum(2, 3, rateHz).map((sample) => sample + (randomBytes(1)[0] ?? 0) / 2_560 - 0.05);
const text = (one: string) => [Buffer.from(one)];

const dataFolder = join(disk, "data");
await using hub = await AttackedHub.start({ dataFolder, ...(copy === undefined ? {} : { copy }) });
const names = { guardian: word("Mum"), toy: word("Bear"), child: word("Kid") };
const { guardian } = await hub.claim(names.guardian);
const clip = await prepareClip(voice(16_000), 16_000);
const recording = encodeRecording(
  Int16Array.from(voice(8_000), (sample) => sample * 32_767),
  { bitsPerCode: 4 },
);
{
  await using ble = await PlayedBle.open(hub.stack);
  const toy = await ble.claimedBy(guardian, names.toy, names.child);
  await guardian.send(clip, toy);
  await ble.record(guardian, recording, 2_000);
}
// A start turns LevelDB's log into a table, and leaves the log to the file system.
await hub.stack.stop("hub");
await hub.stack.begin("hub");
await hub.stack.stop("hub");

const folder = join(dataFolder, "hub");
const keys: [string, Uint8Array[]][] = [];
for (const name of (await readdir(folder)).filter((one) => one.endsWith(".key"))) {
  const written = (await readFile(join(folder, name), "latin1")).split(" ")[1] ?? "";
  keys.push([name, [Buffer.from(written), Buffer.from(written, "base64url")]]);
}
const canaries: Canaries = {
  "guardian's name": text(names.guardian),
  "toy's name": text(names.toy),
  "child's name": text(names.child),
  "what was sent": piecesOf(clip.toyBytes),
  "what the child said": piecesOf(recording),
  ...Object.fromEntries(keys),
};
execFileSync("sync", ["--file-system", disk]);
const before = patches === undefined ? foundIn(await blocksOf(image), canaries) : [];

// What the disk would forget by itself is no proof.
await using tools = await makeTempDir();
const noTrim = join(tools.path, "fstrim");
await writeFile(noTrim, "#!/bin/sh\nexit 1\n");
await chmod(noTrim, 0o755);
const env = {
  ...compiledEnv(program),
  PATH: `${tools.path}:${process.env.PATH}`,
  PAWPOST_HCI: "unix:/nowhere",
};
const reset = (...words: string[]) =>
  runProgram(program, ["factory-reset", "--data", dataFolder, "--toys", "0", ...words], env, 120_000);
const asked = patches === undefined ? await reset() : undefined;
const seed = await readKeyFile(folder, "signing");
const name = homeNameOf(openHubSigner(seed ?? new Uint8Array()).publicKey).replace(".local", "");
const { code, stdout, stderr } = await reset("--confirm", name, "--json");
if (code !== 0) throw new Error(`${stdout}${stderr}`);
console.log(
  JSON.stringify({
    canaries: Object.entries(canaries).map(([what, secrets]) => [
      what,
      secrets.map((secret) => Buffer.from(secret).toString("hex")),
    ]),
    before,
    saidFirst: [asked?.code, asked?.stderr.includes(`--confirm ${name}`)],
    receipt: JSON.parse(stdout),
    left: await readdir(dataFolder, { recursive: true }),
  }),
);
