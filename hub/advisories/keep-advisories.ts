/**
 * Hears what the project says of weaknesses: once a day from an address, where the settings name one, and from files that somebody brings. What is
 * believed is kept, with what every guardian is told of it in the same write; what is not changes nothing but that it is said.
 */
import type { AdvisoriesView, FeedTrouble } from "../contract/advisories.ts";
import { DOUBTFUL_TROUBLES } from "../contract/advisories.ts";
import type { LedgerKind } from "../contract/ledger.ts";
import type { PublicId } from "../contract/public-id.ts";
import { concerns, textOfAdvisory } from "../domain/advisory.ts";
import { restLeft } from "../domain/certificate-life.ts";
import { type Duration, hours, minutes, ms } from "../domain/duration.ts";
import type { ReleaseVersion } from "../domain/release-version.ts";
import {
  type Advisories,
  AdvisoriesRefused,
  type AdvisoryNote,
  type AdvisoryNotes,
} from "../ports/advisories.ts";
import type { Clock } from "../ports/clock.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { Logger } from "../ports/logger.ts";
import type { ProjectKeys } from "../project-signature/signed-file.ts";
import { advisoriesOf, digestOf, enter, isOver } from "./advisory-book.ts";
import { FeedRefused } from "./errors.ts";
import { readFeed } from "./feed.ts";
import type { FetchFeed } from "./fetch-feed.ts";
import { viewAdvisories } from "./view-advisories.ts";

const ASK_AGAIN = hours(24);
const AFTER_TROUBLE = hours(3);
/** After a start: not all hubs of a street at once, when the power is back. */
const FIRST = minutes(5);
const FIRST_SPREAD = minutes(55);
/** Whoever is asked for so long and never answered with anything that is believed is as good as silent. */
const SILENT_AFTER = hours(30 * 24);

export interface KeptAdvisories extends Advisories, AsyncDisposable {}

type Changing = { -readonly [K in keyof AdvisoryNote]: AdvisoryNote[K] };

export interface AdvisoryParts {
  /** The hub's own. */
  readonly version: { readonly text: string; readonly number: ReleaseVersion };
  /** Who is asked, and how; `undefined`: nobody is. */
  readonly source: { readonly host: string; readonly fetch: FetchFeed } | undefined;
  /** `undefined`: nobody is believed. */
  readonly keys: ProjectKeys | undefined;
  readonly notes: AdvisoryNotes;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => PublicId;
  readonly log: Logger;
  /** Where an error goes that nobody waits for. */
  readonly fail: (error: unknown) => void;
}

/** What a book comes with, before there is any. */
const blank = (keys: readonly string[], since: number): AdvisoryNote => ({
  keys,
  since,
  book: null,
  heardAt: null,
  lastTry: null,
  told: [],
  toldSilentOf: null,
  isDoubted: false,
});

export async function keepAdvisories(parts: AdvisoryParts): Promise<KeptAdvisories> {
  const { version, source, keys, notes, clock, random, newId, log, fail } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  const own = (keys ?? []).map(({ text }) => text);
  const kept = await notes.read();
  const isOwn = kept?.keys.some((key) => own.includes(key)) ?? false;
  let note: AdvisoryNote = isOwn && kept !== undefined ? { ...kept, keys: own } : blank(own, clock.now());
  /** Since when somebody is expected to speak has to be known after a restart, too. */
  let written = source === undefined || isOwn ? JSON.stringify(note) : "";
  let turn: Promise<unknown> = Promise.resolve();
  let asking: Promise<void> | undefined;

  /** One change at a time: what comes of two lists does not depend on which one was written first. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const entry = (kind: LedgerKind, subject: PublicId | null): LedgerEntry => ({
    at: clock.now(),
    kind,
    person: null,
    subject,
  });

  /** What is due to be told of `next`, told, and all of it written. */
  const settle = async (next: AdvisoryNote, also: readonly LedgerEntry[] = []): Promise<void> => {
    const [due, ledger]: [Changing, LedgerEntry[]] = [{ ...next }, [...also]];
    for (const advisory of advisoriesOf(next.book)) {
      const [{ id }, digest] = [advisory, digestOf(textOfAdvisory(advisory))];
      if (!concerns(advisory, version.number) || due.told.some((one) => one.digest === digest)) continue;
      // A further revision is of the same thing.
      const subject = due.told.find((one) => one.id === id)?.subject ?? newId();
      due.told = [...due.told, { digest, id, subject }];
      ledger.push(entry("advisory-heard", subject));
    }
    const { book } = next;
    const isSilent = book === null ? clock.now() - next.since >= SILENT_AFTER : isOver(book, clock.now());
    const number = book?.counter ?? 0;
    // Where nobody is asked and no file was brought, nobody is expected to speak.
    const isExpected = book !== null || source !== undefined;
    if (isSilent && isExpected && keys !== undefined && next.toldSilentOf !== number) {
      due.toldSilentOf = number;
      ledger.push(entry("project-silent", null));
    }
    if (ledger.length === 0 && JSON.stringify(due) === written) return;
    await notes.write(due, ledger);
    [note, written] = [due, JSON.stringify(due)];
    for (const { kind } of ledger) log.warn("guardians are told of advisories", { kind });
  };

  const hear = async (file: Uint8Array, whose: ProjectKeys): Promise<void> => {
    const entered = enter(note.book, readFeed(file, whose));
    if (entered.kind === "refused")
      throw new FeedRefused(entered.trouble, `number ${note.book?.counter ?? 0} was heard before`);
    const at = clock.now();
    const rewritten = entered.isRewritten ? [entry("advisories-rewritten", null)] : [];
    await settle(
      { ...note, book: entered.book, heardAt: at, lastTry: { at, trouble: null }, isDoubted: false },
      rewritten,
    );
  };

  const missed = async (trouble: FeedTrouble): Promise<void> => {
    const isDoubtful = DOUBTFUL_TROUBLES.has(trouble);
    const isNews = isDoubtful && !note.isDoubted;
    log.info("advisories were not heard", { code: `feed.${trouble}` });
    await settle(
      { ...note, lastTry: { at: clock.now(), trouble }, isDoubted: note.isDoubted || isDoubtful },
      isNews ? [entry("advisories-doubtful", null)] : [],
    );
  };

  const askOnce = async (fetch: FetchFeed, whose: ProjectKeys): Promise<void> => {
    try {
      const file = await fetch(signal);
      await inTurn(() => hear(file, whose));
    } catch (error) {
      if (!(error instanceof FeedRefused)) throw error;
      await inTurn(() => missed(error.trouble));
    }
  };

  const ask = (fetch: FetchFeed, whose: ProjectKeys): Promise<void> => {
    asking ??= askOnce(fetch, whose).finally(() => {
      asking = undefined;
    });
    return asking;
  };

  const waitFor = (): Duration => {
    const { lastTry } = note;
    const first = FIRST + FIRST_SPREAD * random();
    if (lastTry === null) return ms(first);
    const whole = (lastTry.trouble === null ? ASK_AGAIN : AFTER_TROUBLE) * (0.9 + random() / 5);
    return ms(Math.max(first, restLeft({ since: lastTry.at, wait: whole }, clock.now())));
  };

  const look = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
      await inTurn(() => settle(note));
    } catch (error) {
      signal.throwIfAborted();
      fail(error); // a disk that is full today is not tomorrow
    }
  };
  const run = async (): Promise<void> => {
    // A version of today may have what an earlier one had not.
    await look(async () => undefined);
    for (;;) {
      await clock.sleep(source === undefined ? ASK_AGAIN : waitFor(), signal);
      await look(async () => {
        if (source !== undefined && keys !== undefined) await ask(source.fetch, keys);
      });
    }
  };
  const running = run().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

  return {
    view: (): AdvisoriesView =>
      viewAdvisories({
        note,
        version,
        host: source?.host ?? null,
        isAnybodyBelieved: keys !== undefined,
        silentAfter: SILENT_AFTER,
        now: clock.now(),
      }),
    async ask() {
      if (source === undefined) throw new AdvisoriesRefused("advisories.off", "no address is set");
      await ask(source.fetch, believed(keys));
    },
    async take(file) {
      const whose = believed(keys);
      try {
        await inTurn(() => hear(file, whose));
      } catch (error) {
        if (!(error instanceof FeedRefused)) throw error;
        throw new AdvisoriesRefused(`advisories.${error.trouble}`, error.message, { cause: error });
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
      await asking?.catch(() => undefined); // ended by the signal
      await turn;
    },
  };
}

function believed(keys: ProjectKeys | undefined): ProjectKeys {
  if (keys !== undefined) return keys;
  throw new AdvisoriesRefused(
    "advisories.no-keys",
    "this version has no keys of a project, and the settings name none",
  );
}
