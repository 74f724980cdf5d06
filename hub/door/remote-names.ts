/**
 * The names of this family's devices away from home. A name that is lent is known to nobody but the person who lends it, and lies in
 * memory alone: a restart takes it back. It is on the disk from the moment that somebody signed in by it.
 */

import {
  type DeviceLabel,
  hashLabel,
  hubIdOf,
  type LabelHash,
  makeDeviceLabel,
  parseRemoteName,
  sayRemoteName,
} from "../../relay/wire/remote-name.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { RelayNote } from "../contract/relay-note.ts";
import type { Address } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { Household } from "../ports/household.ts";
import type { Comer, LentName, RemoteName, RemoteNames, RemoteStore } from "../ports/remote-names.ts";

/** More than a family has devices, and fewer than a relay takes. */
const MOST_NAMES = 256;
/** Browsers of one device that were emptied and signed in again; then the first of them counts no more. */
const MOST_COMERS = 16;
const LABEL_BYTES = 16;
const HTTPS_PORT = 443;

export interface DoorNames extends RemoteNames {
  /** Whether a visitor may say this name, small letters, to the hub. */
  isOurs(serverName: string): boolean;
  /** What the relay is told. */
  hashes(): readonly LabelHash[];
  /** Those that devices came by, a guardian's first, then the oldest; then those that are lent. None of a sheet or an invitation. */
  deviceNames(): readonly string[];
  /** `undefined` while the hub has joined no relay. */
  place(): { readonly hub: string; readonly zone: string } | undefined;
  /** Above all names: what a certificate is for, and passkeys. `undefined` while the hub has joined no relay. */
  domain(): string | undefined;
  /** @param listener after each change of {@link hashes}; `gone`: server names that are none any more */
  onChange(listener: (gone: readonly string[]) => void): void;
  join(note: RelayNote, ledger: Parameters<RemoteStore["join"]>[1]): Promise<void>;
  leave(ledger: Parameters<RemoteStore["leave"]>[0]): Promise<void>;
}

export function openRemoteNames(options: {
  readonly store: RemoteStore;
  readonly household: Pick<Household, "people" | "rememberedSessions">;
  readonly hubKey: PublicKey;
  readonly clock: Clock;
  random(bytes: number): Uint8Array;
  readonly fail: (error: unknown) => void;
}): DoorNames {
  const { store, household, clock, random, fail } = options;
  const hub = hubIdOf(options.hubKey);
  const lent = new Map<string, { readonly by: Comer; readonly forget: () => void }>();
  const listeners: ((gone: readonly string[]) => void)[] = [];

  const serverNameOf = (label: string, { zone }: RelayNote) =>
    sayRemoteName({ label: label as DeviceLabel, hub }, zone);
  const originOf = (label: string, note: RelayNote) =>
    `https://${serverNameOf(label, note)}${note.port === HTTPS_PORT ? "" : `:${note.port}`}`;
  const labels = () => [...store.names().map(({ label }) => label), ...lent.keys()];
  const labelIn = (serverName: string): string | undefined => {
    const note = store.note();
    const name = note === undefined ? undefined : parseRemoteName(serverName, note.zone);
    return name?.hub === hub ? name.label : undefined;
  };

  const changed = (gone: readonly string[] = []) => {
    for (const listener of listeners) listener(gone);
  };

  /** Out of memory and out of the relay's first; the disk follows. */
  const drop = (isMeant: (name: RemoteName) => boolean, isLentMeant: (by: Comer) => boolean) => {
    const note = store.note();
    const known = store
      .names()
      .filter(isMeant)
      .map(({ label }) => label);
    const pending = [...lent].filter(([, { by }]) => isLentMeant(by));
    const gone = [...known, ...pending.map(([label]) => label)];
    if (note === undefined || gone.length === 0) return;
    for (const [label, { forget }] of pending) {
      forget();
      lent.delete(label);
    }
    store.remove(known).catch(fail);
    changed(gone.map((label) => serverNameOf(label, note)));
  };

  const names: DoorNames = {
    isOurs(serverName) {
      const label = labelIn(serverName);
      return label !== undefined && labels().includes(label);
    },
    hashes: () =>
      store.note() === undefined ? [] : labels().map((label) => hashLabel(label as DeviceLabel)),
    deviceNames() {
      const note = store.note();
      if (note === undefined) return [];
      const guardians = new Set(
        household.people().flatMap(({ role, id }) => (role === "guardian" ? [id] : [])),
      );
      const isGuardians = ({ comers }: RemoteName) => comers.some(({ person }) => guardians.has(person));
      const come = store
        .names()
        .filter(({ comers }) => comers.length > 0)
        .toSorted((a, b) => Number(isGuardians(b)) - Number(isGuardians(a)) || a.madeAt - b.madeAt);
      return [...come.map(({ label }) => label), ...lent.keys()].map((label) => serverNameOf(label, note));
    },
    place() {
      const note = store.note();
      return note === undefined ? undefined : { hub, zone: note.zone };
    },
    domain() {
      const note = store.note();
      return note === undefined ? undefined : `${hub}.${note.zone}`;
    },
    onChange: (listener) => void listeners.push(listener),

    addresses() {
      const note = store.note();
      if (note === undefined) return [];
      const rpId = `${hub}.${note.zone}`;
      return labels().map((label): Address => ({ origin: originOf(label, note), rpId }));
    },
    of(device) {
      const note = store.note();
      const own = store.names().filter(({ comers }) => comers.some((comer) => comer.device === device));
      return note === undefined ? [] : own.map(({ label }) => originOf(label, note));
    },

    lend(by, life): LentName | undefined {
      const note = store.note();
      if (note === undefined || labels().length >= MOST_NAMES) return undefined;
      const label = makeDeviceLabel(random(LABEL_BYTES));
      const takeBack = () => {
        if (!lent.has(label)) return;
        lent.get(label)?.forget();
        lent.delete(label);
        changed([serverNameOf(label, note)]);
      };
      lent.set(label, { by, forget: clock.after(life, takeBack) });
      changed();
      return { origin: originOf(label, note), takeBack };
    },
    async invite(id, by) {
      if (store.note() === undefined || labels().length >= MOST_NAMES) return;
      const label = makeDeviceLabel(random(LABEL_BYTES));
      const { device, person } = by;
      await store.put({ label, madeAt: clock.now(), comers: [], invitation: { id, by: { device, person } } });
      changed();
    },
    ofInvitation(id) {
      const note = store.note();
      const label = store.names().find(({ invitation }) => invitation?.id === id)?.label;
      return note === undefined || label === undefined ? undefined : originOf(label, note);
    },
    keepInvitations(ids) {
      drop(
        ({ invitation }) => invitation !== undefined && !ids.has(invitation.id),
        () => false,
      );
    },
    async forSheets(person) {
      const note = store.note();
      if (note === undefined) return undefined;
      const known = store.names().find(({ sheetsOf }) => sheetsOf === person);
      if (known !== undefined) return originOf(known.label, note);
      if (labels().length >= MOST_NAMES) return undefined;
      const label = makeDeviceLabel(random(LABEL_BYTES));
      const kept = store.put({ label, madeAt: clock.now(), comers: [], sheetsOf: person });
      changed();
      await kept;
      return originOf(label, note);
    },
    async entered(origin, comer) {
      const label = labelIn(new URL(origin).hostname);
      if (label === undefined) return;
      const known = store.names().find((name) => name.label === label);
      const pending = lent.get(label);
      if (pending === undefined && (known === undefined || known.sheetsOf !== undefined)) return;
      const others = (known?.comers ?? []).filter((one) => !isSame(one, comer));
      if (known !== undefined && others.length < known.comers.length) return;
      const comers = [...others, comer].slice(-MOST_COMERS);
      pending?.forget();
      lent.delete(label);
      await store.put({ label, madeAt: known?.madeAt ?? clock.now(), comers });
    },

    dropDevice(device) {
      const isIt = (one: Comer) => one.device === device;
      drop((name) => knowers(name).some(isIt), isIt);
    },
    dropPerson(person) {
      const isIt = (one: Comer) => one.person === person;
      drop((name) => name.sheetsOf === person || knowers(name).some(isIt), isIt);
    },
    dropOthers: (device) =>
      drop(
        ({ comers }) => comers.every((one) => one.device !== device),
        () => true,
      ),

    async join(note, ledger) {
      await store.join(note, ledger);
      changed();
    },
    async leave(ledger) {
      drop(
        () => true,
        () => true,
      );
      await store.leave(ledger);
      changed();
    },
  };

  // A kill may have come between a session's end and its name's.
  const isGone = (person: PublicId): boolean => {
    const known = household.people().find(({ id }) => id === person);
    return known === undefined || (known.role === "guardian" && known.suspended !== undefined);
  };
  const isOut = ({ device, person }: Comer): boolean => {
    if (isGone(person)) return true;
    const sessions = household
      .rememberedSessions()
      .filter((session) => session.device === device && session.person === person);
    const isIn = sessions.some(({ ended }) => ended === null);
    return !isIn && sessions.some(({ ended }) => ended !== null && ended.by !== null);
  };
  drop(
    (name) => knowers(name).some(isOut) || (name.sheetsOf !== undefined && isGone(name.sheetsOf)),
    () => true,
  );
  return names;
}

/** Who has a name: those who came by it, or who gave it to somebody that has not come. */
const knowers = ({ comers, invitation }: RemoteName): readonly Comer[] =>
  invitation === undefined ? comers : [...comers, invitation.by];

const isSame = (one: Comer, other: Comer) => one.device === other.device && one.person === other.person;
