/** Both ends of keeping backups for each other: the hub that keeps this one's, and those whose backups are kept here. docs/second-hub.md */
import type { TLSSocket } from "node:tls";
import { keepForOthers } from "../backup/keep-for-others.ts";
import { sendToKeeper } from "../backup/send-to-keeper.ts";
import type { SnapshotFacts } from "../backup/snapshot.ts";
import { displayName } from "../contract/display-name.ts";
import type { Signer } from "../contract/jws.ts";
import { KEEPER_PROTOCOL, pairStatement } from "../contract/keeper-line.ts";
import type { LedgerKind } from "../contract/ledger.ts";
import type { PublicId } from "../contract/public-id.ts";
import { parseJoinCode } from "../contract/room-line.ts";
import { minutes } from "../domain/duration.ts";
import { HubStops } from "../domain/hub-stops.ts";
import { keepTimeOf } from "../domain/keep-time.ts";
import { longestKept } from "../domain/kept-backups.ts";
import { makePinnedIdentity, pinOf } from "../pinned-tls/self-signed.ts";
import type { BackupSource } from "../ports/backup-source.ts";
import type { Clock } from "../ports/clock.ts";
import type { DiskRoom } from "../ports/disk-room.ts";
import type { Household } from "../ports/household.ts";
import {
  type KeeperCode,
  type KeeperNote,
  type KeeperNotes,
  type Keepers,
  KeepersRefused,
  type KeptHub,
  type LeftKeeper,
  type OwnKeeper,
  type SentBackup,
} from "../ports/keepers.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { LivedClock } from "../ports/lived-clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { RoomAsker } from "../ports/rooms.ts";
import { dialKeeper } from "./dial-keeper.ts";
import { KeepingError } from "./errors.ts";
import { makeKeeperCode } from "./keeper-code.ts";
import { readAddress } from "./read-address.ts";
import { openKeeperFace } from "./serve-keeper.ts";

const MOST_HUBS = 8;
/** A new machine has so long to fetch. */
const READABLE_MS = 12 * 60 * 60_000;
const PAIRED_WITHIN = minutes(1);

export interface KeepersParts {
  readonly notes: KeeperNotes;
  /** Where others' lie. */
  readonly folder: string;
  /** What is given to others, in bytes; 0 keeps for nobody. */
  readonly most: number;
  readonly household: Pick<Household, "hub" | "people" | "children">;
  readonly source: BackupSource;
  readonly signer: Signer;
  readonly disk: Pick<DiskRoom, "measure">;
  readonly clock: Clock;
  readonly lived: Pick<LivedClock, "now">;
  readonly log: Logger;
  /** What a list says of this hub. */
  facts(counter: number): Promise<SnapshotFacts>;
  random(bytes: number): Uint8Array;
  fail(error: unknown): void;
}

/** As `hub/rooms` has it. */
interface DoorForKeepers {
  pin(): Promise<string>;
  tend(): Promise<readonly string[]>;
}

export interface OpenKeepers extends Keepers, Disposable {
  /** For the door, which is opened after this. */
  readonly beside: {
    readonly protocol: string;
    isWanted(): boolean;
    take(socket: TLSSocket, pin: string): boolean;
  };
  setDoor(door: DoorForKeepers): void;
}

export async function openKeepers(parts: KeepersParts): Promise<OpenKeepers> {
  const { notes, household, signer, clock, random } = parts;
  let note: KeeperNote = (await notes.read()) ?? { kept: [] };
  let door: DoorForKeepers | undefined;
  let sending: Promise<SentBackup> | undefined;
  /** Their code is used, and they are not known yet: the door stays open to them. */
  let coming = 0;
  let ownPin = "";
  let writing: Promise<unknown> = Promise.resolve();
  /** Key of a new machine -> whose it may read, and until when (monotonic ms). */
  const readers = new Map<string, { readonly hub: PublicId; readonly until: number }>();

  /** What is being removed takes nothing more. */
  const going = new Set<PublicId>();
  const closing = new AbortController();

  /** One change after the other; in memory once it is on the disk. */
  const change = (
    next: (before: KeeperNote) => KeeperNote,
    ledger: readonly LedgerEntry[] = [],
  ): Promise<void> => {
    const done = writing.then(async () => {
      const changed = next(note);
      await notes.write(changed, ledger);
      note = changed;
    });
    writing = done.catch(() => undefined);
    return done;
  };
  const entry = (kind: LedgerKind, by: RoomAsker = null): LedgerEntry => ({
    at: clock.now(),
    kind,
    person: by?.person ?? null,
    subject: null,
    ...(by !== null && { device: by.device }),
  });
  const putKept = (hub: KeptHub, ledger: readonly LedgerEntry[] = []) =>
    change(
      (before) => ({ ...before, kept: [...before.kept.filter((one) => one.hub !== hub.hub), hub] }),
      ledger,
    );
  const putOwn = (next: (own: OwnKeeper) => OwnKeeper) =>
    change((before) => (before.own === undefined ? before : { ...before, own: next(before.own) }));
  const keptOf = (hub: PublicId) => note.kept.find((one) => one.hub === hub);
  const tellDoor = () => void door?.tend().catch(parts.fail);

  const keeping = keepForOthers({
    folder: parts.folder,
    hub: household.hub,
    signer,
    most: parts.most,
    disk: parts.disk,
    clock,
    lived: parts.lived,
    random,
    kept: () => note.kept,
    put: (hub) => (keptOf(hub.hub) === undefined ? Promise.resolve() : putKept(hub)),
  });
  const codes = makeKeeperCode({ clock, random, onChange: tellDoor });
  const face = openKeeperFace({
    keeping,
    clock,
    log: parts.log,
    hubOf: (pin) => note.kept.find((one) => one.pin === pin && !going.has(one.hub))?.hub,
    readableBy(pin) {
      const reader = readers.get(pin);
      return reader !== undefined && reader.until > clock.monotonic() ? reader.hub : undefined;
    },
    isPairing: codes.isGood,
    async pair(secret, said, pin) {
      coming += 1;
      try {
        const { title } = await codes.take("pair", secret);
        return await pairAs(title, said, pin);
      } finally {
        coming -= 1;
        tellDoor();
      }
    },
    async fetch(secret, pin) {
      const { hub } = await codes.take("fetch", secret);
      readers.set(pin, { hub, until: clock.monotonic() + READABLE_MS });
    },
  });

  /** @returns what this hub says of itself. @throws KeepingError */
  async function pairAs(title: string, said: string, pin: string): Promise<string> {
    const stated = await pairStatement.read(said);
    const isTheirs = stated?.facts.pin === pin && stated.facts.peer === ownPin;
    if (stated === undefined || !isTheirs) throw new KeepingError("keeping.foreign", "it says another key");
    const { hub } = stated.facts;
    if (hub === household.hub) throw new KeepingError("keeping.foreign", "that is this hub itself");
    const before = keptOf(hub);
    // Whoever says it is that hub has to be it: what is kept under its name stays its own.
    if (before !== undefined && before.signer !== stated.signer)
      throw new KeepingError("keeping.other-key", "another key signs for that hub");
    if (before === undefined && note.kept.length >= MOST_HUBS)
      throw new KeepingError("keeping.too-many", "backups of enough hubs are kept here");
    const since = { since: clock.now(), counter: 0, backups: [] };
    const kept: KeptHub = { ...(before ?? since), hub, title, pin, signer: stated.signer };
    await putKept(kept, [entry("keeping-began")]);
    return pairStatement.sign({ hub: household.hub, pin: ownPin, peer: pin }, signer);
  }

  async function makeCode(aim: Parameters<typeof codes.make>[0], by: RoomAsker): Promise<KeeperCode> {
    if (household.people().length === 0)
      throw new KeepersRefused("keeper.no-family", "there is no family yet");
    ownPin = (await door?.pin()) ?? "";
    if (ownPin === "")
      throw new KeepersRefused("keeper.no-network", "there is no door on the house's network");
    const made = codes.make(aim, ownPin, by);
    const addresses = (await door?.tend()) ?? [];
    if (addresses.length > 0) return { ...made, addresses };
    codes.withdraw();
    throw new KeepersRefused("keeper.no-network", "nothing can listen on the house's own network");
  }

  async function send(own: OwnKeeper, signal: AbortSignal): Promise<SentBackup> {
    if (note.identity === undefined)
      throw new KeepersRefused("keeper.none", "no hub keeps backups of this one");
    await using line = dialKeeper({ ...own, ...note.identity }, signal);
    const { lived } = await parts.facts(1);
    const sent = await sendToKeeper({
      line,
      keeper: own,
      remembered: own.last?.counter ?? 0,
      source: parts.source,
      people: household.people(),
      signer,
      facts: parts.facts,
      longest: longestKept(household.children().map(keepTimeOf)),
      signal,
    });
    const at = clock.now();
    await putOwn(({ failing: _, ...before }) => ({
      ...before,
      firstAt: before.firstAt ?? at,
      last: { counter: sent.counter, at, lived },
    }));
    return sent;
  }

  return {
    beside: {
      protocol: KEEPER_PROTOCOL,
      isWanted: () => note.kept.length > 0 || coming > 0 || codes.isGood(),
      take: face.take,
    },
    setDoor(opened) {
      door = opened;
      if (note.kept.length > 0)
        opened.pin().then((pin) => {
          ownPin = pin;
        }, parts.fail);
      tellDoor();
    },
    own: () => note.own,
    left: () => note.left ?? [],
    kept: () => note.kept,
    used: async () => ({ used: await keeping.used(), most: parts.most }),
    async invite(text, by) {
      const title = displayName.safeParse(text);
      if (!title.success) throw new KeepersRefused("keeper.refused", "a name has 1 to 32 characters");
      if (parts.most === 0) throw new KeepersRefused("keeper.full", "nothing is given to other hubs");
      if (note.kept.length >= MOST_HUBS) throw new KeepersRefused("keeper.too-many", "no more hubs");
      const made = await makeCode({ kind: "pair", title: title.data }, by);
      await change((before) => before, [entry("keeping-invited", by)]);
      return made;
    },
    async offer(hub, by) {
      if (keptOf(hub) === undefined)
        throw new KeepersRefused("keeper.unknown", "nothing is kept of that hub");
      const made = await makeCode({ kind: "fetch", hub }, by);
      await change((before) => before, [entry("keeping-offered", by)]);
      return made;
    },
    withdraw: codes.withdraw,
    async remove(hub, by) {
      const kept = keptOf(hub);
      if (kept === undefined) throw new KeepersRefused("keeper.unknown", "nothing is kept of that hub");
      going.add(hub);
      try {
        face.end(kept.pin);
        for (const [pin, reader] of readers) if (reader.hub === hub) readers.delete(pin);
        await keeping.remove(hub);
        await change(
          (before) => ({ ...before, kept: before.kept.filter((one) => one.hub !== hub) }),
          [entry("keeping-removed", by)],
        );
      } finally {
        going.delete(hub);
      }
      tellDoor();
    },
    async pair(address, typed, by) {
      if (household.people().length === 0)
        throw new KeepersRefused("keeper.no-family", "there is no family yet");
      const place = readAddress(address);
      const code = parseJoinCode(typed);
      if (code === undefined) throw new KeepersRefused("keeper.bad-code", "that is no code");
      const identity = note.identity ?? makePinnedIdentity();
      const pin = pinOf(identity.key);
      let peer = "";
      const late = new AbortController();
      using stopping = new DisposableStack();
      stopping.defer(
        clock.after(PAIRED_WITHIN, () =>
          late.abort(new KeepersRefused("keeper.unreachable", "no answer in time")),
        ),
      );
      await using line = dialKeeper({ ...place, ...identity, pin: code.pin }, late.signal, (shown) => {
        peer = shown;
      });
      // The whole key is known once somebody answers: before, half of it, from the code.
      await line.list().catch((error: unknown) => {
        if (!(error instanceof KeepingError)) throw error;
      });
      const said = await pairStatement.sign({ hub: household.hub, pin, peer }, signer);
      const answer = await line.pair(code.secret, said).catch((error: unknown) => {
        throw refusalOf(error);
      });
      const stated = await pairStatement.read(answer);
      if (stated?.facts.pin !== peer || stated.facts.peer !== pin)
        throw new KeepersRefused("keeper.other-hub", "it says another key than it shows");
      const { hub } = stated.facts;
      // At another address, perhaps: what it has of this hub is the same.
      const { failing: _, ...former } =
        note.own?.hub === hub && note.own.signer === stated.signer ? note.own : { since: clock.now() };
      const own: OwnKeeper = { ...former, hub, ...place, signer: stated.signer, pin: peer };
      await change((before) => ({ ...joined(before, own), identity }), [entry("keeper-joined", by)]);
    },
    async leave(by) {
      if (note.own === undefined) throw new KeepersRefused("keeper.none", "no hub keeps backups of this one");
      await change(
        ({ own, ...before }) => ({ ...before, left: withLeft(before.left, own) }),
        [entry("keeper-left", by)],
      );
    },
    async send(signal) {
      const { own } = note;
      if (own === undefined) throw new KeepersRefused("keeper.none", "no hub keeps backups of this one");
      sending ??= send(own, AbortSignal.any([signal, closing.signal])).finally(() => {
        sending = undefined;
      });
      return sending.catch((error: unknown) => {
        throw refusalOf(error);
      });
    },
    noteFailing: (failing) =>
      putOwn(({ failing: _, ...own }) => (failing === undefined ? own : { ...own, failing })),
    [Symbol.dispose]() {
      closing.abort(new HubStops());
      face[Symbol.dispose]();
    },
  };
}

/** Those that were left, and the one that is now. One that never had a whole backup holds none. */
function withLeft(left: KeeperNote["left"] = [], own: OwnKeeper | undefined): readonly LeftKeeper[] {
  if (own?.last === undefined) return left;
  const { hub, firstAt = own.last.at } = own;
  return [...left.filter((one) => one.hub !== hub), { hub, firstAt, lastAt: own.last.at }];
}

/** Another hub than before was left with that; one that was left, and is back, has what it had. */
function joined(before: KeeperNote, own: OwnKeeper): KeeperNote {
  const left = before.own?.hub === own.hub ? (before.left ?? []) : withLeft(before.left, before.own);
  const back = left.find(({ hub }) => hub === own.hub);
  return {
    ...before,
    own: back === undefined ? own : { firstAt: back.firstAt, ...own },
    left: left.filter(({ hub }) => hub !== own.hub),
  };
}

/** What the other hub answered, for people here. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof KeepingError)) return error;
  const { code } = error;
  const refused = (here: KeepersRefused["code"], message: string) =>
    new KeepersRefused(here, message, { cause: error });
  if (code === "keeping.no-such-code") return refused("keeper.bad-code", "that code does not count there");
  if (code === "keeping.other-key")
    return refused("keeper.other-key", "it keeps another hub's under this one's name");
  if (code === "keeping.too-many") return refused("keeper.too-many", "it keeps enough");
  if (code === "keeping.full" || code === "keeping.disk-full")
    return refused("keeper.full", "it has no room");
  return refused("keeper.refused", `it did not take it: ${code}`);
}
