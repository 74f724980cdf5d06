/**
 * Hears of newer versions, once a day from an address, where the settings name one; brings one to the hub and hands it to whoever brings it in, when a
 * guardian wants that, or by day where newer ones come by themselves. What became of it is told to guardians in the write that notes it.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LedgerKind } from "../contract/ledger.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { UpdatesView, UpdateTrouble } from "../contract/updates.ts";
import { restLeft } from "../domain/certificate-life.ts";
import { hours, minutes, ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import { parseReleaseVersion } from "../domain/release-version.ts";
import { isUpdateTime } from "../domain/update-time.ts";
import type { Clock } from "../ports/clock.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { Logger } from "../ports/logger.ts";
import { type UpdateNote, type UpdateNotes, type Updates, UpdatesRefused } from "../ports/updates.ts";
import type { ProjectKeys } from "../project-signature/signed-file.ts";
import type { FetchBuild } from "./fetch-build.ts";
import type { Installed } from "./installed.ts";
import { type Build, RELEASE_FILE, readRelease } from "./release.ts";

const LOOK_EVERY = minutes(1);
const ASK_AGAIN = hours(24);
const AFTER_TROUBLE = hours(3);
/** After a start: not all hubs of a street at once, when the power is back. */
const FIRST = minutes(5);
const FIRST_SPREAD = minutes(55);
/** Whoever brings it in waits ten minutes for toys, and may not have been there at all. */
const HANDED_FOR = minutes(30);
const MOST_CHANGES = 16;

export interface KeptUpdates extends Updates, AsyncDisposable {}

export interface UpdateParts {
  /** The hub's own. */
  readonly version: string;
  /** As a release calls it; `undefined` for one that none has a build for. */
  readonly machine: Build["machine"] | undefined;
  /** Who is asked, and how; `undefined`: nobody is. */
  readonly source:
    | {
        readonly host: string;
        readonly fetchRelease: (signal: AbortSignal) => Promise<Uint8Array>;
        readonly fetchBuild: FetchBuild;
      }
    | undefined;
  /** `undefined`: nobody is believed. */
  readonly keys: ProjectKeys | undefined;
  /** `undefined`: a clone, which is brought up to date by hand. */
  readonly installed: Installed | undefined;
  readonly notes: UpdateNotes;
  readonly clock: Clock;
  /** IANA, of the house. */
  readonly zone: string;
  readonly random: () => number;
  readonly newId: () => PublicId;
  /** Whether something is under way that must not be cut short. */
  readonly isBusy: () => boolean;
  readonly log: Logger;
  /** Where an error goes that nobody waits for. */
  readonly fail: (error: unknown) => void;
}

interface Offered {
  readonly file: Uint8Array;
  readonly version: string;
  readonly mends: readonly string[];
  readonly build: Build;
}

export async function keepUpdates(parts: UpdateParts): Promise<KeptUpdates> {
  const { version, source, keys, installed, notes, clock, zone, random, newId, isBusy, log, fail } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let note: UpdateNote = (await notes.read()) ?? {
    isAutomatic: false,
    ran: version,
    wanted: null,
    lastTry: null,
    changes: [],
  };
  let isNew = note.changes.length === 0 && note.lastTry === null && !note.isAutomatic;
  let offered: Offered | undefined;
  /** What was heard is not kept over a restart. */
  let isHeard = false;
  let progress: "none" | "fetching" | "ready" | "handed" = "none";
  let fetched = 0;
  let handedAt = 0;
  let asking: Promise<void> | undefined;
  let fetching: Promise<void> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  /** Before that nobody is asked, monotonic ms. */
  const first = clock.monotonic() + FIRST + FIRST_SPREAD * random();

  /** One change at a time: each is of what the one before it left. */
  const change = (
    to: (now: UpdateNote) => { readonly note: UpdateNote; readonly ledger?: readonly LedgerEntry[] },
  ): Promise<void> => {
    const mine = turn.then(async () => {
      const next = to(note);
      if (next.note === note && next.ledger === undefined) return;
      await notes.write(next.note, next.ledger ?? []);
      note = next.note;
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
  const entry = (kind: LedgerKind, person: PublicId | null, subject: PublicId | null): LedgerEntry => ({
    at: clock.now(),
    kind,
    person,
    subject,
  });

  /** What runs now, and what was gone back from, once whoever judges it is done. */
  const tell = async (): Promise<void> => {
    const known = installed === undefined ? { counter: 0, turnedBackFrom: [] } : await installed.read();
    if (known === undefined) return;
    await change((now) => {
      const told = new Set(
        now.changes.filter(({ kind }) => kind === "turned-back").map((one) => one.version),
      );
      const made: UpdateNote["changes"][number][] = known.turnedBackFrom
        .filter((one) => !told.has(one) && one !== version)
        .map((one) => ({
          subject: newId(),
          at: clock.now(),
          kind: "turned-back",
          version: one,
          before: version,
        }));
      if (now.ran !== version)
        made.push({ subject: newId(), at: clock.now(), kind: "updated", version, before: now.ran });
      if (made.length === 0 && !isNew) return { note: now };
      isNew = false;
      for (const { kind, version: other } of made) log.info("another version", { kind, version: other });
      return {
        note: {
          ...now,
          ran: version,
          // It came in, or did not: nobody waits for it any more.
          wanted: made.length > 0 ? null : now.wanted,
          changes: [...made.toReversed(), ...now.changes].slice(0, MOST_CHANGES),
        },
        ledger: made.map(({ kind, subject }) =>
          entry(kind === "updated" ? "version-changed" : "update-turned-back", null, subject),
        ),
      };
    });
  };

  /** @param ends wishes that nobody waits for any more: whoever made one sees why, and says so again */
  const noteTry = (
    trouble: UpdateTrouble | null,
    ends: readonly UpdateNote["wanted"][] = [],
  ): Promise<void> =>
    change((now) => ({
      note: {
        ...now,
        lastTry: { at: clock.now(), trouble },
        wanted: ends.includes(now.wanted) ? null : now.wanted,
      },
    }));

  const askOnce = async (from: NonNullable<UpdateParts["source"]>, whose: ProjectKeys): Promise<void> => {
    try {
      const file = await from.fetchRelease(signal);
      const counter = (await installed?.read())?.counter ?? 0;
      const { release, build } = readRelease(
        file,
        whose,
        { version, machine: parts.machine ?? "", counter },
        clock.now(),
      );
      isHeard = true;
      if (release.version !== offered?.version) progress = "none";
      offered = { file, version: release.version, mends: release.advisories, build };
      await noteTry(null);
    } catch (error) {
      signal.throwIfAborted();
      const code = codeOf(error);
      if (code === "update.current") {
        offered = undefined;
        isHeard = true;
        return noteTry(null);
      }
      log.info("no newer version was heard of", { code });
      await noteTry(troubleOf(code));
    }
  };
  const ask = (): Promise<void> => {
    if (source === undefined) throw new UpdatesRefused("updates.off", "no address is set");
    if (keys === undefined) throw new UpdatesRefused("updates.no-keys", "nobody would be believed");
    asking ??= askOnce(source, keys).finally(() => {
      asking = undefined;
    });
    return asking;
  };

  const fetchOnce = async (
    from: NonNullable<UpdateParts["source"]>,
    to: Installed,
    what: Offered,
  ): Promise<void> => {
    progress = "fetching";
    fetched = 0;
    try {
      await from.fetchBuild(
        what.build,
        to.spool,
        (bytes) => {
          fetched = bytes;
        },
        signal,
      );
      await writeFile(join(to.spool, RELEASE_FILE), what.file, { mode: 0o600 });
      progress = "ready";
    } catch (error) {
      progress = "none";
      signal.throwIfAborted();
      const code = codeOf(error);
      log.warn("a newer version was not fetched", { code });
      await noteTry(troubleOf(code), ["now"]);
    }
  };
  const fetch = async (): Promise<void> => {
    if (installed === undefined) throw new UpdatesRefused("updates.by-hand", "this is no installed system");
    if (source === undefined || offered === undefined)
      throw new UpdatesRefused("updates.none", "there is none");
    if (progress === "ready") return;
    fetching ??= fetchOnce(source, installed, offered).finally(() => {
      fetching = undefined;
    });
    await fetching;
  };

  /** When it may be brought in by itself; `undefined` where nobody wants it. */
  const wish = (): "now" | "by-day" | undefined => {
    if (note.wanted !== null) return note.wanted;
    const isTried = note.changes.some(
      (one) => one.kind === "turned-back" && one.version === offered?.version,
    );
    return note.isAutomatic && !isTried && isMinor(version, offered?.version) ? "by-day" : undefined;
  };
  const bringIn = async (): Promise<void> => {
    if (installed === undefined || offered === undefined) return;
    if (progress === "handed") {
      const refusal = await installed.refusal();
      if (refusal === undefined && clock.monotonic() - handedAt < HANDED_FOR) return;
      log.warn("a newer version was not brought in", { code: refusal ?? "update.failed" });
      progress = "ready";
      return noteTry("not-done", ["now", "by-day"]);
    }
    const when = wish();
    if (when === undefined || isBusy()) return;
    if (when === "by-day" && !isUpdateTime(clock.now(), zone)) return;
    // One that could not be fetched is tried again as it is asked for again: not each minute.
    const isLate = note.lastTry?.trouble != null && clock.now() - note.lastTry.at < AFTER_TROUBLE;
    if (progress !== "ready" && isLate && when === "by-day") return;
    await fetch();
    if (progress !== "ready") return;
    progress = "handed";
    handedAt = clock.monotonic();
    installed.hand(when === "now");
  };

  const isDue = (): boolean => {
    if (clock.monotonic() < first) return false;
    const { lastTry } = note;
    if (lastTry === null || (lastTry.trouble === null && !isHeard)) return true;
    const wait = ms((lastTry.trouble === null ? ASK_AGAIN : AFTER_TROUBLE) * (0.9 + random() / 5));
    return restLeft({ since: lastTry.at, wait }, clock.now()) === 0;
  };
  const look = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      signal.throwIfAborted();
      fail(error); // a disk that is full today is not tomorrow
    }
  };
  const run = async (): Promise<void> => {
    for (;;) {
      await look(tell);
      if (source !== undefined && keys !== undefined && isDue()) await look(ask);
      await look(bringIn);
      await clock.sleep(LOOK_EVERY, signal);
    }
  };
  const running = run().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

  const stateNow = (): UpdatesView["state"] => {
    if (source === undefined) return "off";
    if (keys === undefined) return "no-keys";
    if (progress !== "none") return progress;
    if (offered !== undefined) return "offered";
    return isHeard && note.lastTry?.trouble === null ? "current" : "waiting";
  };
  const iso = (at: number) => new Date(at).toISOString();
  return {
    view: () => ({
      state: stateNow(),
      version,
      isInstalled: installed !== undefined,
      host: source?.host ?? null,
      offered:
        offered === undefined
          ? null
          : { version: offered.version, mends: [...offered.mends], bytes: offered.build.bytes, fetched },
      wanted: note.wanted,
      isAutomatic: note.isAutomatic,
      lastTry: note.lastTry && { at: iso(note.lastTry.at), trouble: note.lastTry.trouble },
      changes: note.changes.map(({ at, ...one }) => ({ ...one, at: iso(at) })),
    }),
    async ask() {
      await ask();
    },
    fetch,
    async install(when, person) {
      if (when !== null && installed === undefined)
        throw new UpdatesRefused("updates.by-hand", "this is no installed system");
      if (when !== null && offered === undefined) throw new UpdatesRefused("updates.none", "there is none");
      await change((now) => ({
        note: { ...now, wanted: when },
        ledger: [entry(when === null ? "update-taken-back" : "update-wanted", person, null)],
      }));
      if (when === "now") void look(bringIn);
    },
    switchAutomatic: (isOn, person) =>
      change((now) => ({
        note: { ...now, isAutomatic: isOn },
        ledger: [entry(isOn ? "updates-on" : "updates-off", person, null)],
      })),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
      await Promise.all([asking, fetching].map((one) => one?.catch(() => undefined)));
      await turn;
    },
  };
}

const codeOf = (error: unknown): string => {
  if (error instanceof HubError) return "trouble" in error ? `feed.${String(error.trouble)}` : error.code;
  return String((error as NodeJS.ErrnoException).code ?? "");
};

const TROUBLES: Readonly<Record<string, UpdateTrouble>> = {
  "feed.wrong-machine": "wrong-machine",
  "feed.redirected": "not-there",
  "feed.refused": "not-there",
  "update.not-there": "not-there",
  "update.too-far": "too-far",
  "update.no-build": "no-build",
  ENOSPC: "no-room",
};

/** Whoever answers with what is not believed is told from a line that is down. */
function troubleOf(code: string): UpdateTrouble {
  const known = TROUBLES[code];
  if (known !== undefined) return known;
  return /^(?:update|project-file)\.|^feed\.too-large$/.test(code) ? "not-believed" : "no-answer";
}

/** Of the same first number: what comes with another may mean something else than it did. */
function isMinor(one: string, other: string | undefined): boolean {
  const [now, next] = [parseReleaseVersion(one), parseReleaseVersion(other ?? "")];
  return now !== undefined && next !== undefined && now.major === next.major;
}
