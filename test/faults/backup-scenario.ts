/**
 * A store that is written to and backed up, again and again, until it is killed, or until the place is full. Says on standard output what
 * was acknowledged.
 *
 *   node test/faults/backup-scenario.ts until-killed DIR PLACE
 *   node test/faults/backup-scenario.ts until-full   DIR PLACE
 */
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { makeIdentity, recipientOf } from "../../hub/archive/identity.ts";
import { checkSnapshot } from "../../hub/backup/check-snapshot.ts";
import { BackupError } from "../../hub/backup/errors.ts";
import { listBackups } from "../../hub/backup/list-backups.ts";
import { openBackups } from "../../hub/backup/open-backups.ts";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import { openHubStore } from "../../hub/store/hub-store.ts";
import { aPerson, aSession } from "../contracts/household.contract.ts";
import { makeRecordingLog } from "../support/quiet-log.ts";
import { aMessage } from "../support/store-rig.ts";

const CLIP_BYTES = 200_000;

export type Said =
  | { readonly kind: "making" }
  | { readonly kind: "made"; readonly counter: number }
  | { readonly kind: "full"; readonly code: string; readonly listed: number; readonly damaged: number }
  | { readonly kind: "room-again"; readonly counter: number; readonly freedBytes: number };

if (import.meta.main) {
  const [, , until, dir = "", folder = ""] = process.argv;
  const say = (what: Said) => writeSync(1, `${JSON.stringify(what)}\n`);
  await using store = await openHubStore({ dir, clock, logger: makeRecordingLog(), random: randomBytes });
  const { household, ledger, messages, archive, eraser } = store;
  if (household.people().length === 0) {
    const person = {
      ...aPerson(),
      slots: [],
      vaults: [],
      recipient: await recipientOf(await makeIdentity()),
    };
    await household.claim(person, ["entry"], aSession(person));
  }
  const backups = openBackups({
    folder,
    source: store.backupSource,
    household,
    ledger,
    signer: store.secrets.signer,
    notes: store.backupNotes,
    clock,
    lived: { now: clock.now },
    program: "0.1.0",
    random: randomBytes,
  });
  const { signal } = new AbortController();
  const sent: string[] = [];
  const send = async () => {
    const record = aMessage({ sealedBytes: CLIP_BYTES }, "played");
    await archive.put(record.id, Uint8Array.from(randomBytes(CLIP_BYTES)));
    await messages.add(record);
    sent.push(record.id);
  };
  const leftBytes = async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };
  for (;;) {
    for (let clip = 0; clip < 4; clip++) await send();
    say({ kind: "making" });
    const made = await backups.make({ signal }).catch((error: unknown) => {
      if (error instanceof BackupError) return error;
      throw error;
    });
    if (!(made instanceof BackupError)) {
      say({ kind: "made", counter: made.counter });
      continue;
    }
    if (until !== "until-full") throw made;
    const [place] = await listBackups(folder);
    const [newest] = place?.snapshots ?? [];
    if (place === undefined || newest === undefined) throw new Error("nothing is left");
    const checked = await checkSnapshot({
      place: place.place,
      snapshot: newest,
      newest: newest.list,
      signal,
      tell: () => undefined,
    });
    say({ kind: "full", code: made.code, listed: newest.head.counter, damaged: checked.damaged.length });
    const before = await leftBytes();
    const gone = sent.splice(0, Math.ceil(sent.length / 2));
    const size = { messages: gone.length, bytes: 0, onToys: 0 };
    const number = await eraser.begin({ what: "message", by: null, askedAt: clock.now(), ...size }, gone, []);
    await eraser.hide(gone, clock.now(), () => []);
    await eraser.finish(clock.now());
    await eraser.end(number, clock.now());
    // What is new finds its room when what was erased has gone: the backup that lets it go names nothing new.
    for (const id of sent.splice(-4)) {
      const one = await eraser.begin({ what: "message", by: null, askedAt: clock.now(), ...size }, [id], []);
      await eraser.hide([id], clock.now(), () => []);
      await eraser.finish(clock.now());
      await eraser.end(one, clock.now());
    }
    const { counter } = await backups.make({ signal });
    say({ kind: "room-again", counter, freedBytes: (await leftBytes()) - before });
    break;
  }
}
