/**
 * What each entry of the roster does, and whose signature it takes:
 *
 *   guardian (first)            the key that it names itself
 *   guardian, relative          a guardian
 *   device                      the person's own key, nobody else's
 *   device-out                  a guardian; the person's own key
 *   vault, toy, toy-out         a guardian; neither of the two about a toy that is gone
 *   suspended, reinstated       another guardian
 *   person-out                  a guardian; a guardian's own key while another one remains
 *
 * A suspended guardian signs nothing of this but what concerns their own devices.
 */
import { SignatureError } from "./errors.ts";
import type { PublicKey } from "./jws.ts";
import type { PublicId } from "./public-id.ts";
import type { ChildRights, RosterEntry } from "./roster-entry.ts";

interface RosterPerson {
  readonly signingKey: PublicKey;
  /** age recipient of the person's own identity. */
  readonly recipient: string;
}
export interface RosterGuardian extends RosterPerson {
  readonly isSuspended: boolean;
}
export interface RosterRelative extends RosterPerson {
  readonly children: ReadonlyMap<PublicId, Omit<ChildRights, "child">>;
}
export interface RosterVault {
  readonly number: number;
  readonly recipient: string;
}

/** Who counts, as the entries so far have it. */
export class RosterMembers {
  readonly guardians: Map<PublicId, RosterGuardian>;
  readonly relatives: Map<PublicId, RosterRelative>;
  /** Devices that count now, and whose they are. */
  readonly devices: Map<PublicKey, PublicId>;
  /** Of toys that were lent or given on: whose they are now. */
  readonly toys: Map<PublicId, PublicId>;
  /** Toys that are the family's no more. */
  readonly goneToys: Set<PublicId>;
  /** All that there were, oldest first; the last one counts. */
  readonly vaults: RosterVault[];

  /** @param before who counted so far; none at the beginning of a chain. Stays as it is. */
  constructor(before?: {
    readonly guardians: ReadonlyMap<PublicId, RosterGuardian>;
    readonly relatives: ReadonlyMap<PublicId, RosterRelative>;
    readonly devices: ReadonlyMap<PublicKey, PublicId>;
    readonly toys: ReadonlyMap<PublicId, PublicId>;
    readonly goneToys: ReadonlySet<PublicId>;
    readonly vaults: readonly RosterVault[];
  }) {
    this.guardians = new Map(before?.guardians);
    this.relatives = new Map(before?.relatives);
    this.devices = new Map(before?.devices);
    this.toys = new Map(before?.toys);
    this.goneToys = new Set(before?.goneToys);
    this.vaults = [...(before?.vaults ?? [])];
  }

  get vault(): RosterVault | undefined {
    return this.vaults.at(-1);
  }

  /** @throws SignatureError `roster.not-a-guardian`, `roster.suspended`, `roster.last-guardian`, `roster.malformed` */
  take(entry: RosterEntry, signer: PublicKey): void {
    switch (entry.kind) {
      case "guardian":
        this.#takeGuardian(entry, signer);
        return;
      case "relative":
        this.#assertGuardian(signer);
        if (this.guardians.has(entry.person)) throw malformed("a guardian is no relative as well");
        this.#assertOwnKey(entry.person, entry.signingKey);
        this.#renew(this.relatives.get(entry.person), entry);
        this.relatives.set(entry.person, {
          signingKey: entry.signingKey,
          recipient: entry.recipient,
          children: new Map(entry.children.map(({ child, ...rights }) => [child, rights])),
        });
        return;
      case "device":
        // Nobody else, not even another guardian, can add a device in a person's name.
        if (this.#keyOf(entry.person) !== signer) throw stranger("a stranger's device");
        this.devices.set(entry.deviceKey, entry.person);
        return;
      case "device-out": {
        const owner = this.devices.get(entry.deviceKey);
        if (owner === undefined || this.#keyOf(owner) !== signer) this.#assertGuardian(signer);
        this.devices.delete(entry.deviceKey);
        return;
      }
      case "vault":
        this.#assertGuardian(signer);
        if (
          entry.vault.number !== (this.vault?.number ?? 0) + 1 ||
          this.vaults.some(({ recipient }) => recipient === entry.vault.recipient)
        )
          throw malformed("not the next vault");
        this.vaults.push(entry.vault);
        return;
      case "suspended":
      case "reinstated": {
        this.#assertGuardian(signer);
        const guardian = this.guardians.get(entry.person);
        const isSuspended = entry.kind === "suspended";
        if (guardian === undefined || guardian.isSuspended === isSuspended || guardian.signingKey === signer)
          throw malformed(`nobody to be ${entry.kind}`);
        this.guardians.set(entry.person, { ...guardian, isSuspended });
        return;
      }
      case "person-out":
        this.#assertGuardian(signer);
        if (this.#keyOf(entry.person) === undefined) throw malformed("nobody to go");
        if (this.#activeGuardians().every((id) => id === entry.person))
          throw new SignatureError("roster.last-guardian", "no other guardian would be left");
        this.guardians.delete(entry.person);
        this.relatives.delete(entry.person);
        this.#dropDevices(entry.person);
        return;
      case "toy":
        this.#assertGuardian(signer);
        this.#assertNotGone(entry.toy);
        this.toys.set(entry.toy, entry.child);
        return;
      case "toy-out":
        this.#assertGuardian(signer);
        this.#assertNotGone(entry.toy);
        this.toys.delete(entry.toy);
        this.goneToys.add(entry.toy);
        return;
    }
  }

  #takeGuardian(entry: Extract<RosterEntry, { kind: "guardian" }>, signer: PublicKey): void {
    const { person, signingKey, recipient, vault } = entry;
    if (this.vault === undefined) {
      if (signingKey !== signer) throw stranger("the first entry is not signed by the key that it names");
      this.vaults.push(vault);
    } else {
      this.#assertGuardian(signer);
      if (vault.number !== this.vault.number || vault.recipient !== this.vault.recipient)
        throw malformed("a guardian of another vault");
    }
    this.#assertOwnKey(person, signingKey);
    const before = this.guardians.get(person);
    this.#renew(before ?? this.relatives.get(person), entry);
    this.relatives.delete(person);
    // New keys do not lift a suspension.
    this.guardians.set(person, { signingKey, recipient, isSuspended: before?.isSuspended ?? false });
  }

  /** Vouched for by keys that are gone. */
  #renew(before: RosterPerson | undefined, now: { person: PublicId; signingKey: PublicKey }): void {
    if (before !== undefined && before.signingKey !== now.signingKey) this.#dropDevices(now.person);
  }

  #dropDevices(person: PublicId): void {
    for (const [device, owner] of this.devices) if (owner === person) this.devices.delete(device);
  }

  #activeGuardians(): readonly PublicId[] {
    return [...this.guardians].flatMap(([id, { isSuspended }]) => (isSuspended ? [] : [id]));
  }

  #keyOf(person: PublicId): PublicKey | undefined {
    return (this.guardians.get(person) ?? this.relatives.get(person))?.signingKey;
  }

  /** One key, one person: else it would not be known who signed. */
  #assertOwnKey(person: PublicId, key: PublicKey): void {
    for (const [id, { signingKey }] of [...this.guardians, ...this.relatives])
      if (signingKey === key && id !== person) throw malformed("somebody else's key");
  }

  #assertNotGone(toy: PublicId): void {
    if (this.goneToys.has(toy)) throw malformed("a toy that is gone");
  }

  #assertGuardian(signer: PublicKey): void {
    const guardian = [...this.guardians.values()].find(({ signingKey }) => signingKey === signer);
    if (guardian === undefined) throw stranger("not signed by a guardian");
    if (guardian.isSuspended) throw new SignatureError("roster.suspended", "signed by a suspended guardian");
  }
}

const malformed = (message: string) => new SignatureError("roster.malformed", message);
const stranger = (message: string) => new SignatureError("roster.not-a-guardian", message);
