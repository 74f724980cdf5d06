/** The house check: at the start, each day, and when somebody asks. Guardians are told once of what is wrong, and again when it was well meanwhile. */
import { CHECKS, type CheckId, type HouseCheckView, type Verdict } from "../contract/house-check.ts";
import { hours, seconds } from "../domain/duration.ts";
import type { Clock } from "../ports/clock.ts";
import type { HouseCheck, HouseCheckNote, HouseCheckNotes, Seen } from "../ports/house-check.ts";
import type { Logger } from "../ports/logger.ts";
import type { Check, HouseContext } from "./check.ts";
import { runChecks } from "./run-checks.ts";

/** What begins with the hub, as its line to a relay, is there by then. */
const FIRST = seconds(30);
const AGAIN = hours(24);

/**
 * What every guardian is told of. Not here: what has an alert of its own (backups, disk, clock), what passes by itself (relay, radio), and what keeps the
 * hub from running at all.
 */
const TOLD: Partial<Record<CheckId, readonly Verdict[]>> = {
  files: ["fail"],
  sound: ["fail"],
  ports: ["warn", "fail"],
  exposure: ["fail"],
  firewall: ["fail"],
  routes: ["fail"],
  broker: ["fail"],
  tls: ["fail"],
  push: ["fail"],
  watchdog: ["fail"],
};

export interface KeptHouseCheck extends HouseCheck, AsyncDisposable {}

interface HouseCheckParts {
  /** Loaded when they are wanted: a hub that starts has no time for them. */
  readonly checks: () => Promise<readonly Check[]>;
  readonly context: () => Promise<HouseContext>;
  readonly notes: HouseCheckNotes;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether there is anybody to tell. */
  readonly hasFamily: () => boolean;
  /** Where an error goes that nobody waits for. */
  readonly fail: (error: unknown) => void;
}

export async function keepHouseCheck(parts: HouseCheckParts): Promise<KeptHouseCheck> {
  const { clock, notes, log, fail } = parts;
  let note: HouseCheckNote = (await notes.read()) ?? { lookedAt: null, seen: [], told: [] };
  let turn: Promise<unknown> = Promise.resolve();
  let writing: Promise<unknown> = Promise.resolve();
  let isOver = false;
  let stop: () => void = () => undefined;

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const settle = async (seen: readonly Seen[], lookedAt: number | null): Promise<void> => {
    const at = clock.now();
    const found = new Map(note.seen.map((one) => [one.id, one]));
    // Who could not look says nothing against who could.
    for (const one of seen)
      if (one.verdict !== "cannot-tell" || !found.has(one.id)) found.set(one.id, { ...one, at });
    const wrong = [...found.values()].filter(isToTell).map(({ id }) => id);
    // Of what nobody could be told, somebody is told once there is one.
    const news = parts.hasFamily() ? wrong.filter((id) => !note.told.includes(id)) : [];
    const next: HouseCheckNote = {
      lookedAt,
      seen: [...found.values()],
      told: wrong.filter((id) => note.told.includes(id) || news.includes(id)),
    };
    const entry = { at, kind: "house-check-failing", person: null, subject: null } as const;
    writing = notes.write(next, news.length === 0 ? [] : [entry]);
    await writing;
    note = next;
    for (const id of news) log.warn("guardians are told of what the house check found", { what: id });
  };

  const look = () =>
    inTurn(async () => {
      if (isOver) return;
      const reports = await runChecks(await parts.checks(), await parts.context());
      if (!isOver) await settle(reports, clock.now());
    });
  const later = (wait: typeof AGAIN): void => {
    stop = clock.after(wait, () => {
      later(AGAIN);
      look().catch(fail);
    });
  };
  later(FIRST);

  return {
    view: () => viewOf(note),
    look,
    take: (seen) =>
      inTurn(async () => {
        if (!isOver) await settle(seen, note.lookedAt);
      }),
    async [Symbol.asyncDispose]() {
      isOver = true;
      stop();
      // Whoever still looks only reads, and is not waited for.
      await writing.catch(() => undefined);
    },
  };
}

const isCheck = (id: string): id is CheckId => (CHECKS as readonly string[]).includes(id);
const isToTell = ({ id, verdict }: Seen): boolean => isCheck(id) && (TOLD[id]?.includes(verdict) ?? false);

const iso = (at: number) => new Date(at).toISOString();
const viewOf = ({ lookedAt, seen }: HouseCheckNote): HouseCheckView => ({
  lookedAt: lookedAt === null ? null : iso(lookedAt),
  checks: CHECKS.flatMap((id) => {
    const found = seen.find((one) => one.id === id);
    return found === undefined ? [] : [{ id, verdict: found.verdict, at: iso(found.at) }];
  }),
});
