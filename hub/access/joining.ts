/**
 * The invited person's side of an invitation. The hub takes down what the invited browser says of itself, and believes none of
 * it: a guardian's browser checks the proof and signs the roster's entry (`hub/use-cases/confirm-joining.ts`).
 *
 *   open --accept--> waiting --a guardian confirms--> confirmed --enter--> used
 *     `------------------`------ withdrawn, expired, or who made it may no longer
 */
import type { KeyObject } from "node:crypto";
import type { z } from "zod";
import { parseBase64url } from "../contract/base64url.ts";
import { SignatureError } from "../contract/errors.ts";
import { mayStillInvite } from "../contract/invitations.ts";
import type { JoinView, joinAcceptRequest, joinEnterRequest } from "../contract/joining.ts";
import type { PublicKey } from "../contract/jws.ts";
import { makePublicId, type PublicId } from "../contract/public-id.ts";
import { extendRoster, type Roster, rosterPerson } from "../contract/roster.ts";
import { readRosterEntry } from "../contract/roster-entry.ts";
import { invitationLeft } from "../domain/invitation-life.ts";
import { isSameName } from "../domain/same-name.ts";
import { AccessRefused } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { Household, Person } from "../ports/household.ts";
import type { Invitation, Joining } from "../ports/invitation.ts";
import { JoiningRefused } from "../ports/joining.ts";
import type { LivedClock } from "../ports/lived-clock.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { keyHalfOf } from "./key-halves.ts";
import type { Verifiers } from "./verifier.ts";

type Acceptance = z.output<typeof joinAcceptRequest>;

/** `device` is who proved the request. All throw JoiningRefused. */
export interface JoiningDoor {
  look(invitation: PublicId, device: PublicKey): Promise<JoinView>;
  accept(request: Acceptance, device: PublicKey): Promise<JoinView>;
  /** @returns who is in now */
  enter(request: z.output<typeof joinEnterRequest>, device: PublicKey): Promise<Person>;
}

export function makeJoining(parts: {
  readonly household: Household;
  readonly clock: Clock;
  readonly lived: LivedClock;
  readonly verifiers: Verifiers;
  readonly pepper: KeyObject;
  random(bytes: number): Uint8Array<ArrayBuffer>;
  inTurn<T>(change: () => Promise<T>): Promise<T>;
}): JoiningDoor {
  const { household, clock, lived, verifiers, pepper, random, inTurn } = parts;

  /** The invitation, as far as it still leads somewhere for this device. */
  const find = async (
    id: PublicId,
    device: PublicKey,
  ): Promise<{ readonly invitation: Invitation; readonly roster: Roster }> => {
    const invitation = household.invitations().find((one) => one.id === id);
    if (invitation === undefined) throw new JoiningRefused("invitation.unknown", "no such invitation");
    const { state, joining } = invitation;
    if (state === "withdrawn") throw new JoiningRefused("invitation.withdrawn", "withdrawn");
    if (state === "used" || (joining !== null && joining.deviceKey !== device))
      throw new JoiningRefused("invitation.used", "by this device to the end, or by another");
    const roster = await verifiedRoster(household);
    if (state === "confirmed") {
      const person = rosterPerson(roster, invitation.person);
      if (person?.signingKey !== joining?.signingKey)
        throw new JoiningRefused("invitation.withdrawn", "the person went, or got other keys since");
      return { invitation, roster };
    }
    if (invitationLeft(invitation, lived.now()) <= 0) throw new JoiningRefused("invitation.expired", "72 h");
    if (!mayStillInvite(roster, invitation))
      throw new JoiningRefused("invitation.withdrawn", "who made it may no longer invite");
    return { invitation, roster };
  };

  const view = (invitation: Invitation, device: PublicKey): JoinView => {
    const { state, children } = invitation;
    if (state === "used" || state === "withdrawn") throw new TypeError("that leads nowhere");
    const nameOf = new Map(household.children().map(({ id, name }) => [id, name]));
    const now = clock.now();
    return {
      hub: household.hub,
      role: invitation.role,
      person: invitation.person,
      name: invitation.name,
      by: household.people().find(({ id }) => id === invitation.by)?.name ?? "",
      children: children.flatMap(({ child, ...rights }) => {
        const name = nameOf.get(child);
        return name === undefined ? [] : [{ name, ...rights }];
      }),
      state,
      expiresAt: new Date(now + Math.max(0, invitationLeft(invitation, lived.now()))).toISOString(),
      roster: [...household.roster()],
      keyHalf: invitation.role === "relative" ? keyHalfOf(pepper, invitation.person, device) : null,
      now: new Date(now).toISOString(),
    };
  };

  const assertFits = (request: Acceptance, { role, person }: Invitation, roster: Roster): void => {
    if ((request.account === null) !== (role === "relative"))
      throw new JoiningRefused("joining.not-consistent", `what makes no ${role}`);
    const owner = roster.devices.get(request.device.key);
    if (owner !== undefined && owner !== person)
      throw new JoiningRefused("joining.device-taken", "the roster names this device for somebody else");
    const keys = [...roster.guardians, ...roster.relatives];
    if (keys.some(([, known]) => known.signingKey === request.signingKey))
      throw new JoiningRefused("joining.not-consistent", "a key that somebody has");
    const { account } = request;
    const isTaken = household
      .people()
      .some(({ id, name }) => account !== null && id !== person && isSameName(name, account.name));
    if (isTaken) throw new JoiningRefused("joining.name-taken", "somebody here is called that");
  };

  const makeAccount = async ({ account }: Acceptance): Promise<Joining["account"]> => {
    if (account === null) return null;
    const auth = parseBase64url(account.auth) ?? new Uint8Array();
    const verifier = await verifiers.make(auth, random(16));
    if (verifier === undefined) throw new AccessRefused("sign-in.too-many", "busy", { retryAfter: 5 });
    const at = clock.now();
    const id = makePublicId(random(16));
    return { verifier, slots: [{ kind: "passphrase", id, madeAt: at, testedAt: at, ...account.slot }] };
  };

  return {
    look: async (id, device) => view((await find(id, device)).invitation, device),

    async accept(request, device) {
      if (device !== request.device.key)
        throw new AccessRefused("session.wrong-device", "proof by another device");
      const before = await find(request.invitation, device);
      if (before.invitation.joining === null) assertFits(request, before.invitation, before.roster);
      // Not in the queue of the house's changes, which would all wait for it.
      const account = before.invitation.joining === null ? await makeAccount(request) : null;
      return inTurn(async () => {
        const { invitation, roster } = await find(request.invitation, device);
        if (invitation.joining !== null) {
          if (!isSame(invitation.joining, request))
            throw new JoiningRefused("invitation.used", "with other keys");
          return view(invitation, device);
        }
        assertFits(request, invitation, roster);
        const at = clock.now();
        const joining: Joining = {
          at,
          name: request.account?.name ?? invitation.name,
          recipient: request.recipient,
          signingKey: request.signingKey,
          deviceKey: device,
          deviceLabel: request.device.label,
          proof: request.proof,
          account,
        };
        const changed: Invitation = { ...invitation, state: "waiting", joining };
        await household.change({ invitations: [changed] }, [
          { at, kind: "invitation-opened", person: null, subject: invitation.person, device },
        ]);
        return view(changed, device);
      });
    },

    enter: (request, device) =>
      inTurn(async () => {
        if (device !== request.device.key)
          throw new AccessRefused("session.wrong-device", "proof by another device");
        const { invitation, roster } = await find(request.invitation, device);
        const person = household.people().find(({ id }) => id === invitation.person);
        if (invitation.state !== "confirmed" || person === undefined)
          throw new JoiningRefused("joining.not-confirmed", "no guardian has confirmed it yet");
        const read = await orNotConsistent(readRosterEntry(request.entry));
        const isOwn =
          read?.entry.kind === "device" &&
          read.entry.person === person.id &&
          read.entry.deviceKey === device &&
          read.signer === person.signingKey;
        if (!isOwn) throw new JoiningRefused("joining.not-consistent", "not this person's entry for this");
        await orNotConsistent(extendRoster(roster, [request.entry]));
        await household.change({ roster: [request.entry], invitations: [{ ...invitation, state: "used" }] }, [
          { at: clock.now(), kind: "roster-grew", person: person.id, subject: null },
        ]);
        return person;
      }),
  };
}

const isSame = (joining: Joining, { recipient, signingKey, proof }: Acceptance): boolean =>
  joining.recipient === recipient && joining.signingKey === signingKey && joining.proof === proof;

async function orNotConsistent<T>(verified: Promise<T>): Promise<T> {
  try {
    return await verified;
  } catch (cause) {
    if (!(cause instanceof SignatureError)) throw cause;
    throw new JoiningRefused("joining.not-consistent", cause.code, { cause });
  }
}
