import type { AdvisoriesView } from "../contract/advisories.ts";
import { concerns } from "../domain/advisory.ts";
import type { Duration } from "../domain/duration.ts";
import type { ReleaseVersion } from "../domain/release-version.ts";
import type { AdvisoryNote } from "../ports/advisories.ts";
import { advisoriesOf, isOver } from "./advisory-book.ts";

interface Viewed {
  readonly note: AdvisoryNote;
  readonly version: { readonly text: string; readonly number: ReleaseVersion };
  readonly host: string | null;
  readonly isAnybodyBelieved: boolean;
  readonly silentAfter: Duration;
  readonly now: number;
}

const iso = (at: number) => new Date(at).toISOString();

/** All of it as a guardian is shown it, and whoever is at the machine. */
export function viewAdvisories(viewed: Viewed): AdvisoriesView {
  const { note, version, host, now } = viewed;
  const { book, heardAt, lastTry } = note;
  const subjects = new Map(note.told.map(({ id, subject }) => [id, subject]));
  return {
    state: stateOf(viewed),
    version: version.text,
    host,
    last: book && {
      counter: book.counter,
      issued: iso(book.issued),
      expires: iso(book.expires),
      heardAt: iso(heardAt ?? book.issued),
      supportUntil: iso(book.supportUntil),
      isSupported: now < book.supportUntil,
      contact: book.contact,
    },
    lastTry: lastTry && { at: iso(lastTry.at), trouble: lastTry.trouble },
    advisories: advisoriesOf(book)
      .toSorted((one, other) => other.published - one.published)
      .flatMap((advisory) => {
        const subject = subjects.get(advisory.id);
        if (subject === undefined) return []; // never of this house's business
        const { id, severity, fixedIn, words } = advisory;
        return [{ subject, id, severity, fixedIn, concerns: concerns(advisory, version.number), words }];
      }),
  };
}

function stateOf({ note, host, isAnybodyBelieved, silentAfter, now }: Viewed): AdvisoriesView["state"] {
  const { book, since } = note;
  if (book !== null) return isOver(book, now) ? "silent" : "current";
  if (host === null) return "off";
  if (!isAnybodyBelieved) return "no-keys";
  return now - since >= silentAfter ? "silent" : "waiting";
}
