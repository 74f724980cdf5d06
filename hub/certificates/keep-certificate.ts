/** Has a certificate, renews it in time, and tells guardians where that does not work: a loop that no failure ends. */
import {
  REST_AFTER_ISSUE,
  restAfter,
  restLeft,
  standingOf,
  tellingsDue,
} from "../domain/certificate-life.ts";
import { hours, ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import type { CertificateNote, CertificateNotes } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Authority } from "./authority.ts";
import { CertificateError } from "./errors.ts";
import { makeKey, orderCertificate } from "./order-certificate.ts";
import type { ShownCertificates } from "./shown-certificates.ts";
import type { Way } from "./way.ts";

/** A clock may be set at any time, and what was far away is due. */
const LOOK_AGAIN = hours(1);

export function keepCertificate(options: {
  readonly notes: CertificateNotes;
  readonly shown: ShownCertificates;
  readonly way: Way;
  readonly directory: string;
  readonly openAuthority: (accountKey: string, signal: AbortSignal) => Promise<Authority>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** Tells every guardian; durable when it resolves. */
  readonly tell: () => Promise<void>;
}): AsyncDisposable {
  const { notes, shown, way, directory, openAuthority, clock, random, log, tell } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const fail = (error: unknown) => {
    if (signal.aborted) return;
    const code = error instanceof HubError ? error.code : (error as Error).name;
    const why = error instanceof CertificateError ? error.message : undefined;
    log.warn("no certificate this time", { code, why });
  };

  /** A disk that is full today may have room tomorrow. */
  const untilKept = async <T>(work: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        fail(error);
        await clock.sleep(LOOK_AGAIN, signal);
      }
    }
  };

  const run = async () => {
    let note = await untilKept(() => readOrBegin(notes, directory, way.names));
    const save = async (change: Partial<CertificateNote>) => {
      const next = { ...note, ...change };
      await notes.write(next);
      note = next;
    };
    if (note.issued !== null) shown.show(note.issued);
    // Said when there is somebody to be told; nothing waits for that.
    if (note.account !== null) way.rest(note.account, signal).catch(fail);
    // By the clock that nobody sets; the wall clock counts once, for what was before the start.
    let restUntil = clock.monotonic() + restLeft(note.rest, clock.now());

    const tryOnce = async (): Promise<void> => {
      try {
        const authority = await openAuthority(note.accountKey, signal);
        const issued = await orderCertificate({ authority, way, note: () => note, save, clock, signal });
        const rest = { since: clock.now(), wait: REST_AFTER_ISSUE };
        const good = { ...issued, spread: random() };
        await save({ issued: good, order: null, failures: 0, rest, told: 0 });
        shown.show(good);
        restUntil = clock.monotonic() + REST_AFTER_ISSUE;
        log.info("a certificate was issued", {
          days: Math.round((good.notAfter - good.notBefore) / hours(24)),
          clockFits: standingOf(good, clock.now()) === "good",
        });
      } catch (error) {
        signal.throwIfAborted();
        fail(error);
        const asked = error instanceof CertificateError ? error.wait : ms(0);
        const failures = note.failures + 1;
        const wait = restAfter(failures, asked, random());
        restUntil = clock.monotonic() + wait;
        await save({ failures, rest: { since: clock.now(), wait } });
      }
    };
    const tellIfDue = async () => {
      const due = tellingsDue(note.issued, note.failures, clock.now());
      if (due <= note.told) return;
      await tell();
      await save({ told: due });
    };

    while (!signal.aborted) {
      const standing = standingOf(note.issued, clock.now());
      const isWanted = standing === "none" || standing === "due" || standing === "over";
      try {
        if (isWanted && clock.monotonic() >= restUntil) await tryOnce();
        await tellIfDue();
      } catch (error) {
        fail(error); // a disk that is full: what was issued is asked for again
        restUntil = Math.max(restUntil, clock.monotonic() + restAfter(1, ms(0), random()));
      }
      const left = restUntil - clock.monotonic();
      await clock.sleep(ms(left > 0 ? Math.min(left, LOOK_AGAIN) : LOOK_AGAIN), signal);
    }
  };

  const running = run().catch(fail); // the sleep that was broken off
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

/** What was kept, as far as it is of use for these names at this authority. Nothing is deleted before something takes its place. */
async function readOrBegin(
  notes: CertificateNotes,
  directory: string,
  names: readonly string[],
): Promise<CertificateNote> {
  const blank = { directory, names, accountKey: "", account: null, order: null, issued: null, asked: [] };
  const fresh: CertificateNote = { ...blank, failures: 0, rest: null, told: 0 };
  const kept = await notes.read();
  const isForUs = kept !== undefined && kept.names.toString() === names.toString();
  const hasAccount = kept !== undefined && kept.directory === directory;
  // One from before it was written down what was asked for.
  const asked = kept?.asked ?? [];
  if (isForUs && hasAccount) return { ...kept, asked };
  const note: CertificateNote = {
    ...fresh,
    accountKey: hasAccount ? kept.accountKey : makeKey(),
    account: hasAccount ? kept.account : null,
    issued: isForUs ? kept.issued : null,
    asked,
  };
  await notes.write(note); // an account is found again by its key alone
  return note;
}
