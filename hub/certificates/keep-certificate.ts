/** Has a certificate, renews it in time, and tells guardians where that does not work: a loop that no failure ends. */
import {
  REST_AFTER_ISSUE,
  restAfter,
  restLeft,
  type Standing,
  standingOf,
  tellingsDue,
} from "../domain/certificate-life.ts";
import { type Duration, hours, ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import type { CertificateNote, CertificateNotes } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Authority } from "./authority.ts";
import { type Detour, isByZone, NO_DETOUR, ZONE_TRIES } from "./detour.ts";
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
  /** Gone once the zone made {@link ZONE_TRIES} tries in a row come to nothing; the usual way is tried again each day. */
  readonly detour?: Detour | undefined;
  readonly directory: string;
  readonly openAuthority: (accountKey: string, signal: AbortSignal) => Promise<Authority>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** Tells every guardian; durable when it resolves. */
  readonly tell: () => Promise<void>;
}): AsyncDisposable {
  const { notes, shown, way, detour, directory, openAuthority, clock, random, log, tell } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const fail = (error: unknown) => {
    if (signal.aborted) return;
    const code = error instanceof HubError ? error.code : (error as Error).name;
    const why = error instanceof CertificateError ? error.message : undefined;
    log.warn("no certificate this time", { code, why });
  };

  const sleepOr = async (woken: Promise<void>, wait: Duration): Promise<void> => {
    const enough = new AbortController();
    const slept = clock.sleep(wait, AbortSignal.any([signal, enough.signal]));
    await Promise.race([slept, woken]);
    enough.abort();
    await slept.catch(() => undefined); // broken off: by the end of all, which the loop sees, or by who woke it
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

  let wake: () => void = () => undefined;
  detour?.onChange(() => wake());

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
    let detourUntil = clock.monotonic() + restLeft(note.detour.rest, clock.now());

    /** @param name which it is for alone; `null`: all */
    const order = async (by: Way, name: string | null): Promise<void> => {
      const authority = await openAuthority(note.accountKey, signal);
      const issued = await orderCertificate({ authority, way: by, note: () => note, save, clock, signal });
      const rest = { since: clock.now(), wait: REST_AFTER_ISSUE };
      const good = { ...issued, spread: random() };
      const round = name === null ? NO_DETOUR : { ...note.detour, name, rest };
      await save({ issued: good, order: null, failures: 0, rest, told: 0, detour: round });
      shown.show(good);
      restUntil = clock.monotonic() + REST_AFTER_ISSUE;
      detourUntil = restUntil;
      log.info("a certificate was issued", {
        days: Math.round((good.notAfter - good.notBefore) / hours(24)),
        clockFits: standingOf(good, clock.now()) === "good",
        forOneName: by.type === "tls-alpn-01",
      });
    };
    /** @returns how long to rest after it */
    const restOf = (error: unknown, failures: number) => {
      signal.throwIfAborted();
      fail(error);
      return restAfter(failures, error instanceof CertificateError ? error.wait : ms(0), random());
    };
    const tryUsual = async (): Promise<void> => {
      try {
        await order(way, null);
      } catch (error) {
        const failures = note.failures + 1;
        const own = restOf(error, failures);
        // One name is reached: what all others want has time.
        const isReached = note.detour.name !== null && standingOf(note.issued, clock.now()) === "good";
        const wait = ms(Math.max(own, isReached ? REST_AFTER_ISSUE : 0));
        restUntil = clock.monotonic() + wait;
        const zoneFailures = note.detour.zoneFailures + (isByZone(error) ? 1 : 0);
        const rest = { since: clock.now(), wait };
        await save({ failures, rest, detour: { ...note.detour, zoneFailures } });
      }
    };
    const tryDetour = async (round: Detour, name: string): Promise<void> => {
      try {
        await order(round.wayTo(name), name);
      } catch (error) {
        const wait = restOf(error, Math.max(1, note.failures));
        detourUntil = clock.monotonic() + wait;
        await save({ detour: { ...note.detour, rest: { since: clock.now(), wait } } });
      }
    };
    const tellIfDue = async () => {
      const due = tellingsDue(note.issued, note.failures, clock.now());
      if (due <= note.told) return;
      await tell();
      await save({ told: due });
    };
    const stands = (...as: readonly Standing[]) => as.includes(standingOf(note.issued, clock.now()));
    const tryWhatIsDue = async () => {
      // One that is for a single name never does for all.
      const isWanted = note.detour.name !== null || stands("none", "due", "over");
      if (isWanted && clock.monotonic() >= restUntil) await tryUsual();
      if (detour === undefined || note.detour.zoneFailures < ZONE_TRIES) return;
      const before = note.detour.name;
      const name = detour.name(before);
      // Of one for all names every day is better than a new one for a single name.
      const isDue = before === null ? stands("none", "over") : before !== name || stands("due", "over");
      if (name !== undefined && isDue && clock.monotonic() >= detourUntil) await tryDetour(detour, name);
    };

    while (!signal.aborted) {
      const woken = new Promise<void>((now) => {
        wake = now;
      });
      try {
        await tryWhatIsDue();
        await tellIfDue();
      } catch (error) {
        fail(error); // a disk that is full: what was issued is asked for again
        restUntil = Math.max(restUntil, clock.monotonic() + restAfter(1, ms(0), random()));
        detourUntil = Math.max(detourUntil, restUntil);
      }
      const left = restUntil - clock.monotonic();
      await sleepOr(woken, ms(left > 0 ? Math.min(left, LOOK_AGAIN) : LOOK_AGAIN));
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
  const fresh: CertificateNote = { ...blank, failures: 0, rest: null, told: 0, detour: NO_DETOUR };
  const kept = await notes.read();
  const isForUs = kept !== undefined && kept.names.toString() === names.toString();
  const hasAccount = kept !== undefined && kept.directory === directory;
  // One from before these were written down.
  const [asked, detour] = [kept?.asked ?? [], kept?.detour ?? NO_DETOUR];
  if (isForUs && hasAccount) return { ...kept, asked, detour };
  const note: CertificateNote = {
    ...fresh,
    accountKey: hasAccount ? kept.accountKey : makeKey(),
    account: hasAccount ? kept.account : null,
    issued: isForUs ? kept.issued : null,
    asked,
    detour: isForUs ? detour : NO_DETOUR,
  };
  await notes.write(note); // an account is found again by its key alone
  return note;
}
