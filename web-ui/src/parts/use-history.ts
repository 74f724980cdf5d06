import { useState } from "preact/hooks";
import type { LedgerPlace } from "../../../hub/contract/ledger.ts";
import type { LedgerEntryView } from "../../../hub/contract/ledger-head.ts";
import { distrustLedger, readLedgerBefore } from "../actions/check-ledger.ts";
import { usePage } from "../page-context.ts";
import { useReading } from "./use-reading.ts";
import type { Work } from "./use-work.ts";

interface Read {
  /** Newest first. */
  readonly entries: readonly LedgerEntryView[];
  /** Where what was read begins. */
  readonly behind: LedgerPlace;
}

export interface History extends Pick<Work, "isBusy" | "trouble"> {
  readonly entries: readonly LedgerEntryView[];
  /** `undefined` at the beginning of all. */
  readonly older: (() => void) | undefined;
}

/** The ledger as far as somebody looked, back from the newest entry that this browser has checked. What is new comes on top. */
export function useHistory(): History {
  const page = usePage();
  const [read, setRead] = useState<Read>();
  const check = page.ledger.value;
  const end = check?.kind === "sound" ? check.pin : undefined;
  const work = useReading(
    end?.hash,
    async () => {
      if (end === undefined) return;
      const newest = await readLedgerBefore(page, end);
      setRead((before) => putOnTop(newest, before));
    },
    (error) => distrustLedger(page, error),
  );
  const older = () =>
    work.run(async () => {
      if (read === undefined) return;
      const more = await readLedgerBefore(page, read.behind);
      setRead({ entries: [...read.entries, ...more.entries], behind: more.behind });
    });
  return {
    entries: end === undefined ? [] : (read?.entries ?? []),
    older: read === undefined || read.behind.number === 0 ? undefined : older,
    isBusy: work.isBusy,
    trouble: work.trouble,
  };
}

/** Where more is new than one page holds, what was read before is read again when it is asked for. */
function putOnTop(newest: Read, before: Read | undefined): Read {
  const known = before?.entries[0]?.number;
  if (before === undefined || known === undefined || newest.behind.number > known) return newest;
  return {
    entries: [...newest.entries.filter(({ number }) => number > known), ...before.entries],
    behind: before.behind,
  };
}
