/**
 * Looks every quarter of an hour at what public logs show for this hub's names, and tells guardians of a certificate whose key the hub never
 * asked for: a loop that no failure ends. A monitor that does not answer is asked again at the next look, and nobody is told of that.
 */

import { restLeft } from "../domain/certificate-life.ts";
import { hours, minutes, ms } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import type { CertificateNote, CertificateNotes } from "../ports/certificate-notes.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  ForeignCertificate,
  IssuanceNote,
  IssuanceNotes,
  IssuanceView,
} from "../ports/issuance-watch.ts";
import type { Logger } from "../ports/logger.ts";
import { CertificateError } from "./errors.ts";
import type { Issuance, IssuanceMonitor } from "./issuance-monitor.ts";
import { keyPrint } from "./key-print.ts";

const LOOK_AGAIN = minutes(15);
/** What a monitor may ask for. */
const LONGEST_ASKED = hours(24);
/** Of one look; what is more is for the next: SSLMate answers ten questions an hour to whoever has no account. */
const MOST_PAGES = 4;
const REMEMBERED = 8;

export interface WatchedIssuances extends AsyncDisposable {
  view(): IssuanceView | undefined;
}

export function watchIssuances(options: {
  /** `<hub>.<zone>`: the name above all of this hub's. */
  readonly domain: string;
  /** Its address. */
  readonly monitor: string;
  readonly openMonitor: (signal: AbortSignal) => IssuanceMonitor;
  readonly notes: IssuanceNotes;
  /** Which keys are the hub's own. */
  readonly certificates: Pick<CertificateNotes, "read">;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** Tells every guardian; durable when it resolves. */
  readonly tell: () => Promise<void>;
}): WatchedIssuances {
  const { domain, monitor, openMonitor, notes, certificates, clock, random, log, tell } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let note: IssuanceNote | undefined;

  const judge = async (
    page: readonly Issuance[],
    after: string,
    before: IssuanceNote,
  ): Promise<IssuanceNote> => {
    // Read after the page: whatever the hub asked for before that stands in it.
    const own = ownKeys(await certificates.read());
    const told = new Set(before.foreign.map(({ id }) => id));
    const foreign = page.filter(({ id, key }) => !own.has(key) && !told.has(id));
    // Told before it counts as seen: who is killed in between tells it twice.
    if (foreign.length > 0) {
      log.warn("a certificate that the hub did not order", { count: foreign.length });
      await tell();
    }
    const seen = foreign.map(
      ({ id, issuer, notBefore }): ForeignCertificate => ({ seenAt: clock.now(), id, issuer, notBefore }),
    );
    const next = {
      ...before,
      after,
      foreign: [...seen.reverse(), ...before.foreign].slice(0, REMEMBERED),
    };
    await notes.write(next);
    return next;
  };

  const look = async (source: IssuanceMonitor, known: IssuanceNote): Promise<void> => {
    note = known;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const page = await source.next(note.after);
      const last = page.at(-1)?.id;
      const isAll = last === undefined || last === note.after;
      if (last !== undefined) note = await judge(page, last, note);
      if (!isAll) continue;
      note = { ...note, lookedAt: clock.now() };
      return notes.write(note);
    }
  };

  const run = async () => {
    const source = openMonitor(signal);
    let first = true;
    for (;;) {
      let wait: number = LOOK_AGAIN * (0.9 + random() / 10);
      try {
        const known = note ?? (await readOrBegin(notes, domain, monitor));
        const since = known.lookedAt;
        const left = first && since !== null ? restLeft({ since, wait }, clock.now()) : 0;
        first = false;
        note = known;
        if (left > 0) wait = left;
        else await look(source, known);
      } catch (error) {
        signal.throwIfAborted();
        const asked = error instanceof CertificateError ? error.wait : 0;
        wait = Math.max(wait, Math.min(asked, LONGEST_ASKED));
        const code = error instanceof HubError ? error.code : (error as Error).name;
        const why = error instanceof CertificateError ? error.message : undefined;
        log.info("public logs of certificates were not looked at", { code, why });
      }
      await clock.sleep(ms(wait), signal);
    }
  };

  const running = run().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    view: () => note && { monitor: new URL(monitor).host, lookedAt: note.lookedAt, foreign: note.foreign },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

/** Of another name or monitor nothing is known: all that is there is looked at. */
async function readOrBegin(notes: IssuanceNotes, domain: string, monitor: string): Promise<IssuanceNote> {
  const kept = await notes.read();
  if (kept?.domain === domain && kept.monitor === monitor) return kept;
  return { domain, monitor, after: null, lookedAt: null, foreign: [] };
}

/** All for which a request ever left the house, and that of the certificate which is there. */
function ownKeys(note: CertificateNote | undefined): ReadonlySet<string> {
  const issued = note?.issued;
  return new Set([...(note?.asked ?? []), ...(issued ? [keyPrint(issued.key)] : [])]);
}
