/**
 * All that the hub keeps, in one folder (docs/storage.md):
 *
 *   device.key  pepper.key  signing.key  push.key   made once, 0600
 *   index/                    LevelDB; its lock is the folder's lock
 *   index-damaged/            the last one that was found damaged (open-index.ts)
 *   store.version             in what form all of this is
 *   household.sealed          people, roster, toys: the index's copy
 *   archive/<2 hex>/*.age     sealed to the family, and beside each a .card under the device key
 *   shares/<2 hex>/*.age      what was shared, sealed to one relative each
 *   waiting/*.clip            toy bytes on their way, under the device key
 *   reports/*.report          what strangers told the household, under the device key
 *   library/*.item            lullabies and stories, under the device key
 *   ballast                   given up when the disk is full
 */
import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Signer } from "../contract/jws.ts";
import { makePublicId, type PublicId } from "../contract/public-id.ts";
import { minutes, ms } from "../domain/duration.ts";
import type { AdvisoryNote, AdvisoryNotes } from "../ports/advisories.ts";
import type { BackupSource } from "../ports/backup-source.ts";
import type { BackupNotes } from "../ports/backups.ts";
import type { CertificateNotes } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type { DiskRoom } from "../ports/disk-room.ts";
import type { DrillNotes } from "../ports/drill.ts";
import type { HomeNotes } from "../ports/home-notes.ts";
import type { HouseCheckNotes } from "../ports/house-check.ts";
import type { IssuanceNotes } from "../ports/issuance-watch.ts";
import type { KeeperNote, KeeperNotes } from "../ports/keepers.ts";
import type { LivedNotes } from "../ports/lived-clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { PushKeyPair } from "../ports/push.ts";
import type { SignalNotes } from "../ports/signal-notes.ts";
import type { UpdateNote, UpdateNotes } from "../ports/updates.ts";
import { AlertTable } from "./alert-table.ts";
import { ArchiveFolder } from "./archive-folder.ts";
import { openBackupSource } from "./backup-source.ts";
import { CountersignatureTable } from "./countersignature-table.ts";
import { deriveDeviceKeys, makeKeyFile, type Random, readKeyFile } from "./device-key.ts";
import { DiskSpace } from "./disk-space.ts";
import { makeFolder, sweepTemporary, syncFolder } from "./durable-file.ts";
import { eraseGone, eraseIfNoted, noteEverything } from "./erase-everything.ts";
import { MessageEraser } from "./eraser.ts";
import { damagedIndex, fileError, hasCode, StoreError } from "./errors.ts";
import { GapTable } from "./gap-table.ts";
import { openHouseCheckNotes } from "./house-check-notes.ts";
import { HouseholdTable, readHouseholdCopy, writeHouseholdCopy } from "./household-table.ts";
import { openHubSigner } from "./hub-signer.ts";
import { LedgerChain } from "./ledger-chain.ts";
import { LibraryFolder } from "./library-folder.ts";
import { MessageTable } from "./message-table.ts";
import { erasePutAside, noteDamage, openIndex } from "./open-index.ts";
import { type Swept, sweepArchive, sweepShares, sweepWaiting } from "./orphan-sweep.ts";
import { openPushKeys } from "./push-keys.ts";
import { PushTable } from "./push-table.ts";
import { rebuildIndex } from "./rebuild-index.ts";
import { RemoteTable } from "./remote-table.ts";
import { ReportTable } from "./report-table.ts";
import { takeUpRestored } from "./restored-folder.ts";
import { RoomTable } from "./room-table.ts";
import { nameKey, SealedIndex } from "./sealed-index.ts";
import { openSealedNote } from "./sealed-note.ts";
import { ShareFolder } from "./share-folder.ts";
import { INCOMING, makeArchiveFolders, Sidecars } from "./sidecars.ts";
import { openSignalNotes } from "./signal-notes.ts";
import { SmartHomeTable } from "./smart-home-table.ts";
import { bringUpToDate } from "./store-version.ts";
import { openToldNote } from "./told-note.ts";
import { WaitingFolder } from "./waiting-folder.ts";

export interface HubStoreOptions {
  readonly dir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Fresh random bytes: `node:crypto`'s `randomBytes`, or a test's. For keys and ids; nonces are always the machine's own. */
  readonly random: Random;
}

export interface HubStore extends AsyncDisposable {
  readonly messages: MessageTable;
  readonly archive: ArchiveFolder;
  readonly shares: ShareFolder;
  readonly waiting: WaitingFolder;
  readonly household: HouseholdTable;
  readonly ledger: LedgerChain;
  readonly alerts: AlertTable;
  /** How it came to be opened: what guardians are to know. */
  readonly started: { readonly afterKill: boolean; readonly withLostIndex: boolean };
  readonly gaps: GapTable;
  readonly reports: ReportTable;
  readonly library: LibraryFolder;
  readonly eraser: MessageEraser;
  readonly livedNotes: LivedNotes;
  readonly certificateNotes: CertificateNotes;
  readonly issuanceNotes: IssuanceNotes;
  readonly advisoryNotes: AdvisoryNotes;
  readonly houseCheckNotes: HouseCheckNotes;
  readonly updateNotes: UpdateNotes;
  readonly homeNotes: HomeNotes;
  /** Of the broker for the house's automation. */
  readonly smartHomeNotes: HomeNotes;
  readonly signalNotes: SignalNotes;
  readonly backupNotes: BackupNotes;
  readonly keeperNotes: KeeperNotes;
  readonly drillNotes: DrillNotes;
  /** What a backup is made of. */
  readonly backupSource: BackupSource;
  readonly countersignatures: CountersignatureTable;
  readonly pushes: PushTable;
  readonly remote: RemoteTable;
  readonly rooms: RoomTable;
  readonly smartHome: SmartHomeTable;
  readonly disk: DiskRoom;
  readonly secrets: {
    /** Keys the HMAC over what verifiers hash, so that the index alone does not let anybody guess. */
    readonly pepper: KeyObject;
    /** Signs the head of the ledger. */
    readonly signer: Signer;
    /** By which push services know the hub again. */
    readonly push: PushKeyPair;
  };
  /** Resolves when nothing can be written any more, or data cannot be trusted: end the process, start again. */
  readonly broken: Promise<StoreError>;
  /**
   * Shows now and then that a write still lasts: by one, every ten minutes, which wears no card out. A full disk is none of its affairs.
   * @throws StoreError `store.io`, `store.closed`
   */
  canWrite(): Promise<void>;
  /** What a kill left behind, put in order while the hub is at work. */
  readonly swept: Promise<Swept>;
}

const PROVE_AGAIN = minutes(10);

/**
 * Takes the folder's lock before anything of ours is written.
 * @throws StoreError `store.in-use`, `store.too-new`, `store.damaged`, `store.key-missing`, `store.disk-full`, `store.io`
 */
export async function openHubStore({ dir, clock, logger, random }: HubStoreOptions): Promise<HubStore> {
  const startedAt = clock.monotonic();
  let provedAt = startedAt; // by the mark that is set on the way
  try {
    const made = await mkdir(dir, { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncFolder(dirname(made));
  } catch (error) {
    throw fileError("make the data folder", error);
  }
  if (await eraseIfNoted(dir)) logger.warn("everything was erased, as a guardian wanted it", {});
  if (await takeUpRestored(dir)) logger.warn("this hub goes on from a backup", {});
  const space = new DiskSpace(dir);
  const { db, sound } = await openIndex(dir, space, logger);
  try {
    const ballast = await space.tend();
    if (ballast === "dropped") logger.warn("the disk is full: gave up the ballast file", {});
    const archiveDir = join(dir, "archive");
    const waitingDir = join(dir, "waiting");
    const sharesDir = join(dir, "shares");
    const reportsDir = join(dir, "reports");
    const libraryDir = join(dir, "library");
    const keyBytes = await deviceKey(dir, random, async () => (await db.keys({ limit: 1 }).all()).length > 0);
    const pepper = (await readKeyFile(dir, "pepper")) ?? (await makeKeyFile(dir, "pepper", random));
    const signing = (await readKeyFile(dir, "signing")) ?? (await makeKeyFile(dir, "signing", random));
    const push = (await readKeyFile(dir, "push")) ?? (await makeKeyFile(dir, "push", random));
    const keys = deriveDeviceKeys(keyBytes);
    for (const folder of [archiveDir, sharesDir, waitingDir, reportsDir, libraryDir])
      await makeFolder(folder);
    // A new one need not be looked through for what a kill left, folder by folder, which takes a slow card a while.
    const hadArchive = await makeArchiveFolders(archiveDir);
    await makeFolder(join(sharesDir, INCOMING));
    const incoming = [archiveDir, sharesDir].map((folder) => join(folder, INCOMING));
    for (const folder of [dir, ...incoming, waitingDir, reportsDir, libraryDir]) await sweepTemporary(folder);

    const index = new SealedIndex(db, keys.values);
    const onFailure = (error: unknown) => {
      if (error instanceof StoreError && error.isFatal) index.fail(error);
    };
    await bringUpToDate({ dir, index, keys }, logger);
    const sidecars = new Sidecars(archiveDir, keys, onFailure);
    const metaKey = (word: string) => nameKey("meta", keys.nameOf(word));
    let hasLostIndex = false;
    const hub = await hubId();
    const mark = await index.get<number>(metaKey("at work"));

    const newId = () => makePublicId(Uint8Array.from(random(16)));
    const alerts = await AlertTable.open({ index, keys, clock, newId });
    const ledger = await LedgerChain.open({ index, keys, alerts });
    const archive: ArchiveFolder = new ArchiveFolder({
      sidecars,
      space,
      isNamed: (name) => messages.isNamed(name),
      onFailure,
    });
    const messages = await MessageTable.open({
      index,
      sidecars,
      ledger,
      named: (name) => archive.named(name),
    });
    const shares = new ShareFolder({ dir: sharesDir, keys, space, onFailure });
    const waiting = new WaitingFolder({ dir: waitingDir, keys, space, onFailure });
    const household = await HouseholdTable.open({ dir, index, keys, ledger, onFailure }, hub);
    const reports = await ReportTable.open({ dir: reportsDir, index, keys, ledger, onFailure });
    if (reports.damaged > 0) logger.error("files of reports are damaged", { count: reports.damaged });
    const library = await LibraryFolder.open({
      dir: libraryDir,
      index,
      keys,
      ledger,
      space,
      clock,
      onFailure,
    });
    if (library.damaged > 0) logger.error("files of the library are damaged", { count: library.damaged });
    const countersignatures = await CountersignatureTable.open(index, keys);
    const gaps = await GapTable.open({ index, key: metaKey("gaps"), ledger });
    const pushes = await PushTable.open({ index, keys, ledger });
    const remote = await RemoteTable.open({ index, keys, ledger });
    const rooms = await RoomTable.open({ index, keys, ledger });
    const smartHome = await SmartHomeTable.open({ index, key: metaKey("smart home"), ledger });
    const eraser = new MessageEraser({
      index,
      sidecars,
      messages,
      ledger,
      everything: async (backups) => {
        await noteEverything(dir, backups);
        // Whoever wanted it is told first. Then nothing is written any more, the process ends, and the next one finds the note.
        clock.after(TOLD_FIRST, () =>
          index.fail(new StoreError("store.closed", "everything is being erased: the hub begins anew")),
        );
      },
      hangsOn: [
        (id) => archive.erase(id),
        (id) => shares.eraseAll(id),
        (id) => waiting.delete(id),
        () => erasePutAside(dir),
      ],
    });
    const parts = { sidecars, archive, messages, waiting };
    // On a disk too full for even this, reading goes on; the next write says so.
    await index.commit([{ key: metaKey("at work"), value: AT_WORK }]).catch((error: unknown) => {
      if (!hasCode(error, "store.disk-full")) throw error;
      logger.error("the disk is full: nothing can be written", {});
    });
    const sweptNow = await sweepWaiting(parts);
    const closing = new AbortController();
    const scrubbed = sound.scrubRest(clock, closing.signal).catch(async (error: unknown) => {
      if (closing.signal.aborted) return;
      logger.error("the index is damaged", { code: codeOf(error) });
      if (hasCode(error, "store.damaged")) await noteDamage(dir).catch(() => {}); // it is looked for again
      index.fail(error instanceof StoreError ? error : damagedIndex({ cause: error }));
    });
    const goneErased = eraseGone(dir, closing.signal).catch((error: unknown) => {
      if (!closing.signal.aborted) logger.error("could not erase what is gone", { code: codeOf(error) });
    });
    const swept = mark !== undefined || sound.isLogEmpty ? sweepAll() : Promise.resolve(NOTHING);
    const tidied = swept.then(
      ({ adopted, removed }) => {
        if (adopted + removed > 0) logger.info("put in order what a kill left", { adopted, removed });
        return !closing.signal.aborted; // broken off by the end of this run, the next one goes through all of it
      },
      (error: unknown) => {
        logger.error("could not put in order what a kill left", { code: codeOf(error) });
        return false;
      },
    );
    logger.info("store open", {
      milliseconds: Math.round(clock.monotonic() - startedAt),
      ballast,
      adopted: sweptNow.adopted,
      removed: sweptNow.removed,
    });

    return {
      messages,
      archive,
      shares,
      waiting,
      household,
      ledger,
      alerts,
      gaps,
      started: { afterKill: mark === AT_WORK, withLostIndex: hasLostIndex },
      reports,
      library,
      eraser,
      livedNotes: openSealedNote(index, metaKey("lived time")),
      certificateNotes: openSealedNote(index, metaKey("certificate")),
      issuanceNotes: openSealedNote(index, metaKey("issuances")),
      advisoryNotes: openToldNote<AdvisoryNote>({ index, key: metaKey("advisories"), ledger }),
      updateNotes: openToldNote<UpdateNote>({ index, key: metaKey("updates"), ledger }),
      houseCheckNotes: openHouseCheckNotes({ index, key: metaKey("house check"), ledger }),
      homeNotes: openSealedNote(index, metaKey("home name")),
      smartHomeNotes: openSealedNote(index, metaKey("smart home certificate")),
      signalNotes: openSignalNotes(index, metaKey("signals")),
      backupNotes: openSealedNote(index, metaKey("backups")),
      keeperNotes: openToldNote<KeeperNote>({ index, key: metaKey("keepers"), ledger }),
      drillNotes: openSealedNote(index, metaKey("drill")),
      backupSource: openBackupSource({ dir, index, sidecars, passing: [metaKey("at work")] }),
      countersignatures,
      pushes,
      remote,
      rooms,
      smartHome,
      disk: space,
      secrets: {
        pepper: secret(pepper, "verifiers"),
        signer: openHubSigner(signing),
        push: openPushKeys(push),
      },
      broken: index.broken,
      async canWrite() {
        if (clock.monotonic() - provedAt < PROVE_AGAIN) return;
        await index.commit([{ key: metaKey("written at"), value: clock.now() }]).catch((error: unknown) => {
          if (!hasCode(error, "store.disk-full")) throw error;
        });
        provedAt = clock.monotonic();
      },
      swept,
      async [Symbol.asyncDispose]() {
        closing.abort();
        await Promise.all([scrubbed, goneErased]);
        const isTidy = (await tidied) && !archive.hasUnnamed;
        await eraser[Symbol.asyncDispose]();
        for (const part of [messages, household, waiting, shares, archive, reports, library])
          await part.idle();
        // Left standing, the mark makes the next start look for orphans; nothing is lost by that.
        const left = isTidy ? undefined : STOPPED_UNTIDY;
        await index.commit([{ key: metaKey("at work"), value: left }]).catch(() => {});
        await index[Symbol.asyncDispose]();
      },
    };

    async function sweepAll(): Promise<Swept> {
      const { adopted, removed } = hadArchive ? await sweepArchive(parts, closing.signal) : NOTHING;
      return { adopted, removed: removed + (await sweepShares({ messages, shares }, closing.signal)) };
    }

    /** Read, or brought back with a lost index, or made: this is where a new hub begins. */
    async function hubId(): Promise<PublicId> {
      const known = await index.get<PublicId>(metaKey("hub"));
      if (known !== undefined) return known;
      const copy = await readHouseholdCopy(dir, keys);
      const rebuilt = await rebuildIndex({
        index,
        sidecars,
        keys,
        copy,
        names: hadArchive ? sidecars.names() : [],
      });
      hasLostIndex = copy !== undefined || rebuilt.messages > 0;
      if (hasLostIndex) logger.warn("the index was lost and is made again", { ...rebuilt });
      if (rebuilt.damaged > 0) logger.error("sidecars are damaged", { count: rebuilt.damaged });
      const made = copy?.hub ?? makePublicId(Uint8Array.from(random(16)));
      const blank = { hub: made, people: [], roster: [], former: [], children: [], toys: [] };
      if (copy === undefined) await writeHouseholdCopy(dir, keys, blank);
      await index.commit([{ key: metaKey("hub"), value: made }]);
      return made;
    }
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** What the mark in the index says: a hub is at work here, or the last one left in good order, with files to look through. */
const AT_WORK = 1;
const STOPPED_UNTIDY = 2;

const TOLD_FIRST = ms(500);
const NOTHING: Swept = { adopted: 0, removed: 0 };

const codeOf = (error: unknown) => (error instanceof StoreError ? error.code : "unknown");

const secret = (pepper: Uint8Array, purpose: string) =>
  createSecretKey(Buffer.from(hkdfSync("sha256", pepper, "", `pawpost/1/${purpose}`, 32)));

async function deviceKey(dir: string, random: Random, hasIndex: () => Promise<boolean>): Promise<Uint8Array> {
  const known = await readKeyFile(dir, "device");
  if (known !== undefined) return known;
  const isThere = (name: string) =>
    stat(join(dir, name)).then(
      () => true,
      () => false,
    );
  // A new key would turn all of it into noise.
  if ((await isThere("household.sealed")) || (await hasIndex())) {
    throw new StoreError("store.key-missing", "device.key is gone");
  }
  return makeKeyFile(dir, "device", random);
}
