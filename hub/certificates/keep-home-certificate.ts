import { X509Certificate } from "node:crypto";
import { standingOf } from "../domain/certificate-life.ts";
import { type Duration, hours, seconds } from "../domain/duration.ts";
import { HubError } from "../domain/hub-error.ts";
import type { Certificates } from "../ports/certificates.ts";
import type { Clock } from "../ports/clock.ts";
import type { HomeNote, HomeNotes } from "../ports/home-notes.ts";
import type { Logger } from "../ports/logger.ts";
import { issueHomeCertificate, makeHomeAuthority } from "./home-authority.ts";
import { makeShownCertificates } from "./shown-certificates.ts";

/** A clock may be set at any time, and a disk that is full may have room again. */
const LOOK_AGAIN = hours(1);
/** A router gives another address. */
const LOOK_FOR_ADDRESSES = seconds(10);

export interface HomeCertificates extends AsyncDisposable {
  readonly shown: Certificates;
  /** What devices are told to believe, PEM; `undefined` until it is on the disk. */
  authority(): string | undefined;
}

/**
 * Has an authority for the home name, made once, and a certificate by it, renewed at a third of its life left. To issue one costs nothing and asks nobody: by a
 * clock that was wrong, in whichever direction, it is done again.
 */
export function keepHomeCertificate(options: {
  readonly name: string;
  readonly notes: HomeNotes;
  readonly clock: Clock;
  readonly log: Logger;
  /** What it is to be good for beside the name, in numbers, as it is now; left out where the name alone counts. */
  readonly addresses?: () => readonly string[];
}): HomeCertificates {
  const { name, notes, clock, log, addresses } = options;
  const again: Duration = addresses === undefined ? LOOK_AGAIN : LOOK_FOR_ADDRESSES;
  const stopping = new AbortController();
  const { signal } = stopping;
  const shown = makeShownCertificates();
  let note: HomeNote | undefined;

  const look = async (): Promise<void> => {
    note ??= await readOrBegin(notes, name, addresses !== undefined);
    if (note.issued !== null && shown.current() === undefined) shown.show(note.issued);
    const wanted = addresses?.() ?? [];
    if (standingOf(note.issued, clock.now()) === "good" && isFor(note.issued, wanted)) return;
    const issued = await issueHomeCertificate(note.authority, name, clock.now(), wanted);
    const next = { ...note, issued };
    await notes.write(next);
    note = next;
    shown.show(issued);
    log.info("a certificate for the home name was made", {});
  };
  const run = async () => {
    while (!signal.aborted) {
      await look().catch((error: unknown) => {
        const code = error instanceof HubError ? error.code : (error as Error).name;
        log.warn("no certificate for the home name this time", { code });
      });
      await clock.sleep(again, signal);
    }
  };
  const running = run().catch(() => undefined); // the sleep that was broken off
  return {
    shown,
    authority: () => note?.authority.root,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}

/** One that is good for more than is wanted is good. */
const isFor = (issued: HomeNote["issued"], addresses: readonly string[]): boolean =>
  issued !== null && addresses.every((address) => new X509Certificate(issued.chain).checkIP(address));

async function readOrBegin(notes: HomeNotes, name: string, isForAddresses: boolean): Promise<HomeNote> {
  const kept = await notes.read();
  if (kept?.name === name) return kept;
  const note = { name, authority: await makeHomeAuthority(name, isForAddresses), issued: null };
  await notes.write(note);
  return note;
}
