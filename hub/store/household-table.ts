/**
 * People, roster, toys, sessions and invitations: in memory, in the index, and (but for the last two) in one sealed file beside
 * it, so that a family whose index is lost is still the family. Who was signed in signs in again then, who was invited is invited anew.
 */
import { join } from "node:path";
import type { PublicId } from "../contract/public-id.ts";
import {
  type Child,
  type FormerFamily,
  type Household,
  type HouseholdChange,
  type NewFamily,
  type Person,
  type Session,
  type Toy,
  withoutPhone,
} from "../ports/household.ts";
import type { Invitation } from "../ports/invitation.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { DeviceKeys } from "./device-key.ts";
import { readIfThere, replaceDurably } from "./durable-file.ts";
import { StoreError } from "./errors.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { counterKey, nameKey, type SealedIndex, type Table, type Write } from "./sealed-index.ts";
import { sealJson, unsealJson } from "./sealed-value.ts";

export const HOUSEHOLD_FILE = "household.sealed";

/** What the file holds. */
export interface HouseholdCopy {
  readonly hub: PublicId;
  readonly people: readonly Person[];
  readonly roster: readonly string[];
  /** An older hub did not start anew. */
  readonly former?: readonly FormerFamily[];
  readonly children: readonly Child[];
  readonly toys: readonly Toy[];
}

type Members = { person: Person; session: Session; toy: Toy; child: Child; invitation: Invitation };

export class HouseholdTable implements Household {
  readonly hub: PublicId;
  readonly #parts: HouseholdParts;
  #people = new Map<string, Person>();
  #children = new Map<string, Child>();
  #toys = new Map<string, Toy>();
  readonly #sessions = new Map<string, Session>();
  readonly #invitations = new Map<string, Invitation>();
  #roster: readonly string[] = [];
  #former: readonly FormerFamily[] = [];
  readonly #turns: InTurnByKey;

  private constructor(parts: HouseholdParts, hub: PublicId) {
    this.#parts = parts;
    this.#turns = new InTurnByKey(parts.onFailure);
    this.hub = hub;
  }

  /** @param hub read or made before: it never changes */
  static async open(parts: HouseholdParts, hub: PublicId): Promise<HouseholdTable> {
    const household = new HouseholdTable(parts, hub);
    const { index } = parts;
    for await (const [, one] of index.entries<Person>({ table: "person" }))
      household.#people.set(one.id, one);
    for await (const [, one] of index.entries<Child>({ table: "child" }))
      household.#children.set(one.id, one);
    for await (const [, one] of index.entries<Toy>({ table: "toy" })) household.#toys.set(one.id, one);
    for await (const [, one] of index.entries<Session>({ table: "session" })) {
      // Kept by a hub that did not note these yet.
      const older = { lastUsedAt: one.createdAt, ended: null };
      household.#sessions.set(one.id, { ...older, ...one });
    }
    for await (const [, one] of index.entries<Invitation>({ table: "invitation" }))
      household.#invitations.set(one.id, one);
    const roster: string[] = [];
    for await (const [, entry] of index.entries<string>({ table: "roster" })) roster.push(entry);
    household.#roster = roster;
    const former: FormerFamily[] = [];
    for await (const [, one] of index.entries<FormerFamily>({ table: "former" })) former.push(one);
    household.#former = former;
    return household;
  }

  people(): readonly Person[] {
    return [...this.#people.values()];
  }
  roster(): readonly string[] {
    return this.#roster;
  }
  children(): readonly Child[] {
    return [...this.#children.values()];
  }
  invitations(): readonly Invitation[] {
    return [...this.#invitations.values()];
  }
  toys(): readonly Toy[] {
    return [...this.#toys.values()];
  }
  former(): readonly FormerFamily[] {
    return this.#former;
  }
  session(id: string): Session | undefined {
    const session = this.#sessions.get(id);
    return session?.ended === null ? session : undefined;
  }
  sessions(): readonly Session[] {
    return this.rememberedSessions().filter(({ ended }) => ended === null);
  }
  rememberedSession(id: string): Session | undefined {
    return this.#sessions.get(id);
  }
  rememberedSessions(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** @param ledger what this is an instance of; in the same write */
  claim(
    person: Person,
    roster: readonly string[],
    session: Session,
    ledger: readonly LedgerEntry[] = [],
  ): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#people.size > 0 || this.#roster.length > 0) {
        throw new StoreError("store.already-claimed", "this hub has its first guardian already");
      }
      await this.#keep(
        [
          this.#put("person", person),
          this.#put("session", session),
          ...roster.map((entry, at) => rosterWrite(at, entry)),
        ],
        { people: [person], roster },
        ledger,
      );
      this.#people.set(person.id, person);
      this.#sessions.set(session.id, session);
      this.#roster = [...roster];
    });
  }

  startAnew(
    { person, roster, session }: NewFamily,
    ledger: readonly LedgerEntry[] = [],
  ): Promise<readonly Session[]> {
    return this.#inTurn(async () => {
      const [gone, known] = [this.people(), this.#roster];
      if (gone.length === 0) throw new StoreError("store.missing", "there is no family to start anew after");
      const ended = this.rememberedSessions();
      const former: FormerFamily = {
        endedAt: session.createdAt,
        // Nobody of them is rung for help any more.
        people: gone.map((one) => (one.role === "guardian" ? withoutPhone(one) : one)),
        roster: known,
      };
      const toys = this.toys().map((toy) => ({ ...toy, claimed: false }));
      const invitations = this.invitations().map(
        (one): Invitation => (one.state === "used" ? one : { ...one, state: "withdrawn", joining: null }),
      );
      const removed = [
        ...gone.map(({ id }) => this.#remove("person", id)),
        ...ended.map(({ id }) => this.#remove("session", id)),
        ...known.slice(roster.length).map((_, at) => rosterWrite(roster.length + at, undefined)),
      ];
      await this.#keep(
        [
          ...removed,
          formerWrite(this.#former.length, former),
          this.#put("person", person),
          this.#put("session", session),
          ...roster.map((entry, at) => rosterWrite(at, entry)),
          ...toys.map((toy) => this.#put("toy", toy)),
          ...invitations.map((one) => this.#put("invitation", one)),
        ],
        { people: [person], roster, former: [...this.#former, former], toys },
        ledger,
      );
      this.#people = new Map([[person.id, person]]);
      this.#former = [...this.#former, former];
      this.#roster = [...roster];
      this.#toys = new Map(toys.map((toy) => [toy.id, toy]));
      for (const one of invitations) this.#invitations.set(one.id, one);
      this.#sessions.clear();
      this.#sessions.set(session.id, session);
      await this.#parts.index.purge(removed);
      return ended.filter((one) => one.ended === null);
    });
  }

  changePerson(
    id: PublicId,
    change: (now: Person) => Person | undefined,
    ledger: readonly LedgerEntry[] = [],
  ): Promise<boolean> {
    return this.#inTurn(async () => {
      const now = this.#people.get(id);
      if (now === undefined) return false;
      const changed = change(now);
      if (changed === undefined) return true;
      const people = new Map(this.#people).set(id, changed);
      await this.#keep([this.#put("person", changed)], { people: [...people.values()] }, ledger);
      this.#people.set(id, changed);
      return true;
    });
  }

  /** @param ledger what this is an instance of; in the same write */
  appendRoster(entry: string, ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.change({ roster: [entry] }, ledger);
  }

  change(change: HouseholdChange, ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#inTurn(async () => {
      const { people: put = [], gone = [], roster: more = [] } = change;
      const { invitations = [], forgotten = [] } = change;
      const { children: putChildren = [], goneChildren = [], toys: putToys = [], goneToys = [] } = change;
      const people = changed(this.#people, put, gone);
      const children = changed(this.#children, putChildren, goneChildren);
      const toys = changed(this.#toys, putToys, goneToys);
      const removed = [
        ...gone.map((id) => this.#remove("person", id)),
        ...goneChildren.map((id) => this.#remove("child", id)),
        ...goneToys.map((id) => this.#remove("toy", id)),
      ];
      const known = this.#roster.length;
      const roster = [...this.#roster, ...more];
      await this.#keep(
        [
          ...put.map((person) => this.#put("person", person)),
          ...putChildren.map((child) => this.#put("child", child)),
          ...putToys.map((toy) => this.#put("toy", toy)),
          ...removed,
          ...more.map((entry, at) => rosterWrite(known + at, entry)),
          ...invitations.map((one) => this.#put("invitation", one)),
          ...forgotten.map((id) => this.#remove("invitation", id)),
        ],
        {
          people: [...people.values()],
          children: [...children.values()],
          toys: [...toys.values()],
          roster,
        },
        ledger,
      );
      this.#people = people;
      this.#children = children;
      this.#toys = toys;
      if (more.length > 0) this.#roster = roster;
      for (const one of invitations) this.#invitations.set(one.id, one);
      for (const id of forgotten) this.#invitations.delete(id);
      await this.#parts.index.purge(removed);
    });
  }

  putSession(session: Session, ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#inTurn(async () => {
      await this.#parts.index.commit([this.#put("session", session), ...this.#parts.ledger.writes(ledger)]);
      this.#sessions.set(session.id, session);
    });
  }

  useSession(id: string, at: number): Promise<void> {
    return this.#changeSession(id, (session) =>
      session.ended === null ? { ...session, lastUsedAt: at } : undefined,
    );
  }

  endSession(
    id: string,
    ended: NonNullable<Session["ended"]>,
    ledger: readonly LedgerEntry[] = [],
  ): Promise<void> {
    return this.#changeSession(id, (session) => ({ ...session, ended: session.ended ?? ended }), ledger);
  }

  /** In memory at once, then on the disk: what is written is what stands when its turn comes, so nothing revives a session. */
  #changeSession(
    id: string,
    change: (session: Session) => Session | undefined,
    ledger: readonly LedgerEntry[] = [],
  ): Promise<void> {
    const before = this.#sessions.get(id);
    const after = before === undefined ? undefined : change(before);
    if (after === undefined) return Promise.resolve();
    this.#sessions.set(id, after);
    return this.#inTurn(async () => {
      const session = this.#sessions.get(id);
      const put = session === undefined ? [] : [this.#put("session", session)];
      if (put.length + ledger.length > 0)
        await this.#parts.index.commit([...put, ...this.#parts.ledger.writes(ledger)]);
    });
  }

  deleteSession(id: string): Promise<void> {
    // Out of memory first: who was sent away stays out, whatever the disk says.
    this.#sessions.delete(id);
    return this.#inTurn(async () => {
      this.#sessions.delete(id);
      await this.#parts.index.commit([this.#remove("session", id)]);
    });
  }

  putToy(toy: Toy, child: Child, ledger: readonly LedgerEntry[] = []): Promise<void> {
    return this.#inTurn(async () => {
      const toys = new Map(this.#toys).set(toy.id, toy);
      const children = new Map(this.#children).set(child.id, child);
      await this.#keep(
        [this.#put("toy", toy), this.#put("child", child)],
        { toys: [...toys.values()], children: [...children.values()] },
        ledger,
      );
      this.#toys.set(toy.id, toy);
      this.#children.set(child.id, child);
    });
  }

  deleteToy(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const toys = this.toys().filter((toy) => toy.id !== id);
      await this.#keep([this.#remove("toy", id)], { toys });
      this.#toys.delete(id);
    });
  }

  idle(): Promise<void> {
    return this.#turns.idle();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run("household", work);
  }

  async #keep(
    writes: readonly Write[],
    change: Partial<HouseholdCopy>,
    ledger: readonly LedgerEntry[] = [],
  ): Promise<void> {
    const copy: HouseholdCopy = {
      hub: this.hub,
      people: this.people(),
      roster: this.#roster,
      former: this.#former,
      children: this.children(),
      toys: this.toys(),
      ...change,
    };
    this.#parts.index.assertWritable();
    // The index counts, so it comes last: a disk too full for the copy refuses the whole, and nobody finds half of it later.
    await writeHouseholdCopy(this.#parts.dir, this.#parts.keys, copy);
    await this.#parts.index.commit([...writes, ...this.#parts.ledger.writes(ledger)]);
  }

  #put<T extends keyof Members>(table: T, member: Members[T]): Write {
    return { key: memberKey(this.#parts.keys, table, member.id), value: member };
  }

  #remove(table: keyof Members, id: string): Write {
    return { key: memberKey(this.#parts.keys, table, id), value: undefined };
  }
}

function changed<T extends { readonly id: string }>(
  before: ReadonlyMap<string, T>,
  put: readonly T[],
  gone: readonly string[],
): Map<string, T> {
  const after = new Map(before);
  for (const one of put) after.set(one.id, one);
  for (const id of gone) after.delete(id);
  return after;
}

export interface HouseholdParts {
  readonly dir: string;
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
  readonly ledger: LedgerChain;
  readonly onFailure: (error: unknown) => void;
}

const memberKey = (keys: DeviceKeys, table: Table, id: string) => nameKey(table, keys.nameOf(id));

const rosterWrite = (at: number, entry: string | undefined): Write => ({
  key: counterKey("roster", at + 1),
  value: entry,
});

const formerWrite = (at: number, family: FormerFamily): Write => ({
  key: counterKey("former", at + 1),
  value: family,
});

/** What the index holds of a household. */
export const householdWrites = (keys: DeviceKeys, copy: HouseholdCopy): Write[] => [
  ...copy.people.map((one) => ({ key: memberKey(keys, "person", one.id), value: one })),
  ...copy.children.map((one) => ({ key: memberKey(keys, "child", one.id), value: one })),
  ...copy.toys.map((one) => ({ key: memberKey(keys, "toy", one.id), value: one })),
  ...copy.roster.map((entry, at) => rosterWrite(at, entry)),
  ...(copy.former ?? []).map((family, at) => formerWrite(at, family)),
];

const PLACE = Buffer.from(HOUSEHOLD_FILE);

export const writeHouseholdCopy = (dir: string, keys: DeviceKeys, copy: HouseholdCopy): Promise<void> =>
  replaceDurably(join(dir, HOUSEHOLD_FILE), [sealJson(keys.household, PLACE, copy)]);

/** @returns `undefined` when there is no file. @throws StoreError `store.damaged` */
export async function readHouseholdCopy(dir: string, keys: DeviceKeys): Promise<HouseholdCopy | undefined> {
  const sealed = await readIfThere(join(dir, HOUSEHOLD_FILE));
  return sealed === undefined ? undefined : unsealJson<HouseholdCopy>(keys.household, PLACE, sealed);
}
