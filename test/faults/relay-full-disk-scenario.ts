/**
 * A relay lives through a full disk, on a small file system that nobody else uses (`TMPDIR`), and tells each fact on standard output.
 *
 *   node test/faults/relay-full-disk-scenario.ts ROOT
 *
 * ROOT: of the source, or of a copy from which a barrier was taken out.
 */
import { randomBytes } from "node:crypto";
import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { PublicKey } from "../../hub/contract/jws.ts";
import { enrol, openRelaySession } from "../../hub/link/relay/relay-session.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { makeEnrolmentCode } from "../../relay/enrol/enrolment-codes.ts";
import { noteEnrolment, readEnrolments } from "../../relay/keep/enrolments.ts";
import { openRelayKeys } from "../../relay/keep/relay-keys.ts";
import type { revoke as Revoke } from "../../relay/keep/revocations.ts";
import type { openRelay as OpenRelay } from "../../relay/open-relay.ts";
import { signCredential } from "../../relay/wire/credentials.ts";
import { nameOfKey } from "../../relay/wire/key-name.ts";
import { codeBy, type House, helloBy, openRelayRig, ZONE } from "../support/relay-rig.ts";

const root = pathToFileURL(`${process.argv[2] ?? ""}/`).href;
const { openRelay } = (await import(`${root}relay/open-relay.ts`)) as { openRelay: typeof OpenRelay };
const { revoke } = (await import(`${root}relay/keep/revocations.ts`)) as { revoke: typeof Revoke };

const filler = join(tmpdir(), "filler");
const BLOCK_BYTES = 4_096;
const NOTHING = { labels: [], proofs: { txt: [], issuers: [], named: [] } };

const tell = (fact: string, value: unknown) => writeSync(1, `${JSON.stringify({ fact, value })}\n`);
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "ok",
    ({ code, message }: { code?: string; message: string }) => code ?? message,
  );

/** Somebody else fills the disk to its last byte. */
function fillUp(): void {
  const file = openSync(filler, "a");
  for (const size of [65_536, BLOCK_BYTES, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size, 1));
    } catch {
      // full for pieces of this size
    }
  }
  closeSync(file);
}

async function isReached(house: House): Promise<boolean> {
  for (let tries = 0; tries < 40; tries += 1) {
    const visitor = house.visit();
    visitor.end("still here");
    if ((await text(visitor).catch(() => "")) === "still here") return true;
  }
  return false;
}

await using rig = await openRelayRig({}, openRelay);
const house = await rig.house();
const { operatorSigner } = await openRelayKeys(rig.folder, Date.now);
if (operatorSigner === undefined) throw new TypeError("no operator");
const takeBack = (hub: PublicKey) => outcome(revoke(rig.folder, hub, operatorSigner, Date.now()));
let session = 99;
const comeIn = ({ note, signer }: House) => {
  session += 1;
  return outcome(
    openRelaySession(note, helloBy(session, signer, note), NOTHING).then(({ line }) => line.end()),
  );
};

// One that was taken back before.
const revoked = await rig.house();
await revoked.link[Symbol.asyncDispose]();
await takeBack(revoked.signer.publicKey);

/** Makes a list longer, until the next line needs another block of the disk. */
async function fillBlock(name: string, add: (hub: PublicKey) => Promise<unknown>): Promise<void> {
  const bytes = async () => (await stat(join(rig.folder, name))).size;
  for (let before = await bytes(), line = 0; before + line <= BLOCK_BYTES; before += line) {
    await add(openHubSigner(randomBytes(32)).publicKey);
    line = (await bytes()) - before;
  }
}
await fillBlock("revocations", takeBack);
await fillBlock("enrolments", async (hub) => {
  const said = { v: 1, hub, zone: ZONE, issuedAt: Date.now() } as const;
  await noteEnrolment(rig.folder, await signCredential("enrolment", said, operatorSigner));
});

const newcomer = openHubSigner(randomBytes(32));
const code = await makeEnrolmentCode(rig.folder, randomBytes);
const joinIn = () => {
  const operator = nameOfKey(rig.relay.operator);
  const relay = { host: "127.0.0.1", port: rig.relay.port, zone: ZONE, operator };
  return outcome(enrol(relay, codeBy(code, newcomer)));
};
const isListed = async () =>
  (await readEnrolments(rig.folder, rig.relay.operator)).hubs.has(newcomer.publicKey);
tell("reached at first", await isReached(house));

fillUp();
tell("reached when full", await isReached(house));
tell("enrolled when full", await joinIn());
tell("on the list when full", await isListed());
tell("taken back when full", await takeBack(house.signer.publicKey));
tell("who was taken back before", await comeIn(revoked));
tell("started again when full", await outcome(rig.restart()));
if ((await outcome(rig.restart())) === "ok") {
  tell("reached after that", await isReached(house));

  unlinkSync(filler); // somebody makes room
  tell("enrolled by the same invitation", await joinIn());
  tell("on the list when there is room", await isListed());
  tell("taken back when there is room", await takeBack(house.signer.publicKey));
  // The relay that runs looks when its folder changes.
  let last = "ok";
  for (let tries = 0; tries < 50 && last === "ok"; tries += 1) {
    last = await comeIn(house);
    await wait(100);
  }
  tell("who was taken back now", last);
}
process.exit();
