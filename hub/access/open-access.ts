/** Who may come in: the one-time claim, sign-in by passphrase, sessions bound to a device key. */
import { createHash, createHmac, type KeyObject } from "node:crypto";
import type { SessionInfo } from "../contract/api.ts";
import { parseBase64url } from "../contract/base64url.ts";
import { SignatureError } from "../contract/errors.ts";
import type { PublicKey } from "../contract/jws.ts";
import { makePublicId, type PublicId } from "../contract/public-id.ts";
import { PROOF_WINDOW_SECONDS, type SessionProof, verifyProof } from "../contract/session-proof.ts";
import type { AnewRequest } from "../contract/starting-anew.ts";
import { foldName, isSameName } from "../domain/same-name.ts";
import { lifeLeft, SESSION_LIFE } from "../domain/session-life.ts";
import {
  type Access,
  AccessRefused,
  type Address,
  type EndsWithSession,
  type NewSession,
  type Presented,
} from "../ports/access.ts";
import type { ClipBudget } from "../ports/clip-budget.ts";
import type { Clock } from "../ports/clock.ts";
import type { GuardianPerson, Household, Person, Session } from "../ports/household.ts";
import type { Ledger, LedgerEntry } from "../ports/ledger.ts";
import type { LivedClock } from "../ports/lived-clock.ts";
import type { Presence } from "../ports/presence.ts";
import type { RemoteNames } from "../ports/remote-names.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { makeAttempts } from "./attempts.ts";
import { type ClaimCode, makeClaimCode } from "./claim-code.ts";
import { assertConsistent } from "./first-guardian.ts";
import { makeFormerDoor } from "./former-door.ts";
import { makeHandOvers } from "./hand-overs.ts";
import { makeJoining } from "./joining.ts";
import { keyHalfOf } from "./key-halves.ts";
import { makeNonces } from "./nonces.ts";
import { makePasskeys } from "./passkeys.ts";
import { openPersonSlots, viewSlots } from "./person-slots.ts";
import { makeRelativeSignIn } from "./relative-sign-in.ts";
import { makeSeenProofs } from "./seen-proofs.ts";
import { makeSheetSignIn } from "./sheet-sign-in.ts";
import { makeShownClaim } from "./shown-claim.ts";
import { makeShownWays } from "./shown-way.ts";
import { makeStartingAnew } from "./starting-anew.ts";
import { makeStepUp } from "./step-up.ts";
import { type ArgonCost, COST, makeVerifiers } from "./verifier.ts";

/** A proof says whole seconds, and the page knows the hub's clock only as well as the line is fast. */
const SLACK_MS = 2_000;
/**
 * How exact "last used" is. Each write is one to an SD card that the whole house waits for, and a page asks many times a
 * minute; a person who looks for a device that is not theirs reads days and hours.
 */
const USE_NOTED_MS = 60_000;

export function openAccess(options: {
  readonly household: Household;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly lived: LivedClock;
  readonly pepper: KeyObject;
  random(bytes: number): Uint8Array<ArrayBuffer>;
  /** A test's own, where the hash is not what is tested. */
  readonly cost?: ArgonCost;
  /** Proofs remembered of guardians, and of strangers: more than a house sends in the time that one counts. */
  readonly mostProofs?: number;
  readonly endsWithSession: EndsWithSession;
  readonly presence: Presence;
  /** The house's own: a step-up opens it. */
  readonly clipBudget: ClipBudget;
  /** `House.inTurn`: what grows the roster here is never overtaken by what grows it there. */
  inTurn<T>(change: () => Promise<T>): Promise<T>;
  /** Where the page can be opened at home; a function, because a free port is known only once the hub listens. */
  addresses(): readonly Address[];
  readonly remoteNames: RemoteNames;
}): Access {
  const { household, ledger, clock, lived, pepper, random, cost = COST, mostProofs = 20_000 } = options;
  const { clipBudget, remoteNames } = options;
  const everyAddress = () => [...options.addresses(), ...remoteNames.addresses()];
  const attempts = makeAttempts(clock);
  // Apart, so that a stranger's flood of proofs, which cost nothing to sign, shuts no guardian out.
  const seen = {
    guardians: makeSeenProofs(clock, mostProofs),
    strangers: makeSeenProofs(clock, mostProofs),
  };
  const openedAt = clock.monotonic();
  const verifiers = makeVerifiers(pepper, cost);
  const nonces = makeNonces(clock, random);
  const passkeys = makePasskeys({ household, ledger, clock, nonces, addresses: everyAddress });
  const slots = openPersonSlots({ household, clock, verifiers, nonces, passkeys });
  const ways = makeShownWays({ household, verifiers, nonces, passkeys });
  const stepUp = makeStepUp({ household, ledger, clock, ways, clipBudget });
  const formerDoor = makeFormerDoor({ household, ledger, clock, attempts, ways });
  const sheets = makeSheetSignIn({ household, ledger, clock, attempts, nonces, fold: foldName });
  const relatives = makeRelativeSignIn(household);
  const joining = makeJoining({ ...options, verifiers });
  const handOvers = makeHandOvers(options);
  let code: ClaimCode | undefined = household.people().length === 0 ? makeClaimCode(random(12)) : undefined;

  const bytes = (text: string): Uint8Array => parseBase64url(text) ?? new Uint8Array();

  const stale = () =>
    new AccessRefused("session.stale-proof", "no fresh proof by the device for this request");

  /** Who signed for this very request, just now. Whether it was used before is asked when all else fits. */
  const readProof = async (presented: Presented): Promise<{ device: PublicKey; proof: SessionProof }> => {
    const read = await verifyProof(presented.proof ?? "").catch((cause: unknown) => {
      if (cause instanceof SignatureError) return undefined;
      throw cause;
    });
    if (read?.proof.htm !== presented.method || read.proof.htu !== presented.target) throw stale();
    const ageMs = clock.now() - read.proof.iat * 1_000;
    // What was used before this process started is not remembered: no proof from then counts.
    const oldestMs = Math.min(PROOF_WINDOW_SECONDS * 1_000, clock.monotonic() - openedAt + SLACK_MS);
    if (ageMs > oldestMs || ageMs < -PROOF_WINDOW_SECONDS * 1_000) throw stale();
    return read;
  };

  const readStrangersProof = async (presented: Presented): Promise<PublicKey> => {
    const { device, proof } = await readProof(presented);
    if (!seen.strangers.isNew(proof.jti)) throw stale();
    return device;
  };

  const endWhatHangsOn = (
    device: PublicKey,
    sessions: readonly Session[],
    why: "revoked" | "signed-out" | "run-out",
  ): void => {
    const ended = { device, sessions: sessions.map(({ id }) => id), why };
    for (const end of Object.values(options.endsWithSession)) end(ended);
  };

  /** Nothing comes in from here on, nothing goes out; then the disk. Whoever asked is told when it would outlive a crash. */
  const endSessions = async (
    device: PublicKey,
    sessions: readonly Session[],
    by: Person["id"] | null,
    note: LedgerEntry,
  ): Promise<void> => {
    const ended = { at: clock.now(), by };
    const durable = Promise.all(
      sessions.map(({ id }, nth) => household.endSession(id, ended, nth === 0 ? [note] : [])),
    );
    endWhatHangsOn(device, sessions, by === null ? "signed-out" : "revoked");
    await durable;
    // Signed out there before: what is left of it is this entry.
    if (sessions.length === 0) await ledger.append(note);
  };

  /** Out of time: the cookie is gone too, and nobody has to be told why. */
  const expire = async (session: Session): Promise<void> => {
    const durable = household.deleteSession(session.id);
    endWhatHangsOn(session.device, [session], "run-out");
    await durable;
  };

  const assertNotEnded = ({ ended }: Session): void => {
    if (ended === null) return;
    if (ended.by === null) throw new AccessRefused("session.none", "signed out");
    const by = household.people().find(({ id }) => id === ended.by)?.name;
    throw new AccessRefused("session.revoked", "taken from this device", { by });
  };

  const isOutOfTime = (session: Session): boolean =>
    lifeLeft(session, { wall: clock.now(), lived: lived.now() }) <= 0;

  const noteUse = (session: Session): void => {
    // A clock that was set back counts as time gone by, too.
    if (Math.abs(clock.now() - session.lastUsedAt) < USE_NOTED_MS) return;
    // Nobody waits for it; a disk that fails is the store's to tell.
    household.useSession(session.id, clock.now()).catch(() => undefined);
  };

  /** Ended ones are remembered only while their cookies could still come. */
  const forgetOldSessions = async (): Promise<void> => {
    for (const session of household.rememberedSessions())
      if (session.ended !== null && isOutOfTime(session)) await household.deleteSession(session.id);
  };

  const makeSession = (person: Person["id"], device: { key: PublicKey; label: string }) => {
    const token = Buffer.from(random(32)).toString("base64url");
    const now = clock.now();
    const session: Session = {
      id: sessionId(token),
      person,
      device: device.key,
      deviceLabel: device.label,
      nonce: Buffer.from(random(16)).toString("base64url"),
      createdAt: now,
      expiresAt: now + SESSION_LIFE,
      livedAt: lived.now(),
      lastUsedAt: now,
      ended: null,
    };
    return { token, session };
  };

  const describe = async (session: Session, known?: Person): Promise<SessionInfo> => {
    const person = known ?? household.people().find(({ id }) => id === session.person);
    if (person === undefined) throw new AccessRefused("session.none", "the session's person is gone");
    const { devices } = await verifiedRoster(household);
    return {
      hub: household.hub,
      person: {
        id: person.id,
        name: person.name,
        recipient: person.recipient,
        signingKey: person.signingKey,
        role: person.role,
      },
      slots: viewSlots(person),
      vaults: person.role === "guardian" ? [...person.vaults] : [],
      roster: [...household.roster()],
      suspended: suspensionOf(person),
      deviceCounts: devices.get(session.device) === person.id,
      sheetAddress: await sheetAddressOf(person),
      addresses: [...options.addresses().map(({ origin }) => origin), ...remoteNames.of(session.device)],
      nonce: session.nonce,
      ath: session.id,
      now: new Date(clock.now()).toISOString(),
      expiresAt: new Date(session.expiresAt).toISOString(),
    };
  };

  const makeFirstPerson = async (request: AnewRequest): Promise<GuardianPerson> => {
    const verifier = await verifiers.make(bytes(request.auth), random(16));
    if (verifier === undefined) throw new AccessRefused("sign-in.too-many", "busy", { retryAfter: 5 });
    const at = clock.now();
    const slot = { ...request.slot, id: makePublicId(random(16)), madeAt: at, testedAt: at };
    return { ...request.person, role: "guardian", slots: [slot], verifier, vaults: [request.vault] };
  };

  const sheetAddressOf = async (person: Person): Promise<string | null> => {
    if (person.role !== "guardian" || person.suspended !== undefined) return null;
    // A disk that is full is the store's to tell; nobody is kept out for it.
    return (await remoteNames.forSheets(person.id).catch(() => undefined)) ?? null;
  };

  const suspensionOf = (person: Person): SessionInfo["suspended"] => {
    if (person.role !== "guardian" || person.suspended === undefined) return null;
    const { by, at } = person.suspended;
    const name = household.people().find(({ id }) => id === by)?.name ?? null;
    return { by: name, at: new Date(at).toISOString() };
  };

  /** A device that this person never used before is told to every guardian: its entry is of another kind. */
  const letIn = async (
    person: Person,
    device: { key: PublicKey; label: string },
    { origin }: Presented,
    by?: PublicId,
  ): Promise<NewSession> => {
    const { token, session } = makeSession(person.id, device);
    const roster = await verifiedRoster(household);
    const isKnown =
      roster.devices.get(device.key) === person.id ||
      household
        .rememberedSessions()
        .some((before) => before.device === device.key && before.person === person.id);
    const kind = isKnown ? "signed-in" : "new-device";
    await remoteNames.entered(origin, { device: device.key, person: person.id });
    await household.putSession(session, [
      { at: session.createdAt, kind, person: person.id, subject: by ?? null, device: device.key },
    ]);
    await forgetOldSessions();
    return { token, info: await describe(session, person) };
  };

  const startingAnew = makeStartingAnew({
    ...options,
    attempts,
    prove: readStrangersProof,
    makePerson: makeFirstPerson,
    makeSession: (person, device) => makeSession(person.id, device),
    describe,
    endAll(sessions) {
      for (const [device, ended] of Map.groupBy(sessions, (session) => session.device))
        endWhatHangsOn(device, ended, "revoked");
    },
  });

  const checkCode = (typed: string): void => {
    if (code === undefined)
      throw new AccessRefused("claim.already-claimed", "the hub has a guardian already");
    const wait = attempts.waitFor("claim");
    if (wait > 0) throw new AccessRefused("sign-in.too-many", "too many tries", { retryAfter: wait });
    if (code.isVoid()) throw new AccessRefused("claim.code-void", "tried too often");
    if (code.matches(typed)) return;
    attempts.failed("claim");
    throw new AccessRefused("claim.wrong-code", "not the code that the hub printed");
  };

  return {
    startingAnew,
    shownClaim: makeShownClaim({
      check: checkCode,
      isUnclaimed: () => code !== undefined,
      prove: readStrangersProof,
    }),
    formerDoor,
    claimCode: () => code?.text ?? null,
    describe: (session) => describe(session),

    async claim(request, presented) {
      const device = await readStrangersProof(presented);
      checkCode(request.code);
      await assertConsistent(request, device, household.hub, 1);
      const person = await makeFirstPerson(request);
      const { token, session } = makeSession(person.id, request.device);
      await household.claim(person, request.roster, session, [
        { at: session.createdAt, kind: "claimed", person: person.id, subject: null, device },
      ]);
      code = undefined;
      return { token, info: await describe(session, person) };
    },

    saltFor(name) {
      const person = household.people().find((one) => isSameName(one.name, name));
      const slot = person?.slots.find(({ kind }) => kind === "passphrase");
      const invented = createHmac("sha256", pepper)
        .update(`salt of nobody\0${foldName(name)}`)
        .digest()
        .subarray(0, 16);
      return slot?.kind === "passphrase" ? slot.salt : invented.toString("base64url");
    },

    async signIn(request, presented) {
      const device = await readStrangersProof(presented);
      if (device !== request.device.key)
        throw new AccessRefused("session.wrong-device", "proof by another device");
      const name = foldName(request.name);
      const wait = attempts.waitFor(name);
      if (wait > 0) throw new AccessRefused("sign-in.too-many", "too many tries", { retryAfter: wait });
      const person = household.people().find((one) => isSameName(one.name, request.name));
      // A name nobody has costs the same Argon2id, so that time tells nothing.
      const fits = await verifiers.fits(bytes(request.auth), person?.verifier ?? null);
      if (fits === undefined) throw new AccessRefused("sign-in.too-many", "busy", { retryAfter: 5 });
      if (!fits || person === undefined) {
        attempts.failed(name);
        await ledger.append({
          at: clock.now(),
          kind: "sign-in-failed",
          person: person?.id ?? null,
          subject: null,
        });
        throw new AccessRefused("sign-in.refused", "name and passphrase do not fit");
      }
      attempts.succeeded(name);
      return letIn(
        person,
        request.device,
        presented,
        viewSlots(person).find(({ kind }) => kind === "passphrase")?.id,
      );
    },

    slots,
    stepUp,
    sheetNonce: async (presented) => sheets.nonce(await readStrangersProof(presented)),
    async signInWithSheet(request, presented) {
      const { person, slot } = await sheets.fits(request, await readStrangersProof(presented));
      return letIn(person, request.device, presented, slot);
    },
    async passkeyNonce(presented, origin) {
      return passkeys.nonce(`passkey ${await readStrangersProof(presented)}`, origin);
    },
    async signInWithPasskey(request, presented) {
      const device = await readStrangersProof(presented);
      if (device !== request.device.key)
        throw new AccessRefused("session.wrong-device", "proof by another device");
      const found = await passkeys.readAnswer(request.answer, { holder: `passkey ${device}`, device });
      if (found === undefined) throw new AccessRefused("sign-in.wrong-passkey", "no passkey that counts");
      return letIn(found.person, request.device, presented, found.slot);
    },
    async signInWithDevice(request, presented) {
      const person = await relatives.whose(request.device.key, await readStrangersProof(presented));
      return letIn(person, request.device, presented);
    },

    async makeHandOver(session, request) {
      const { person, device } = session;
      await ledger.append({ at: clock.now(), kind: "hand-over-made", person, subject: null, device });
      return handOvers.make(session, request);
    },
    async keyHalf({ person, device }) {
      await ledger.append({ at: clock.now(), kind: "own-keys-opened", person, subject: null, device });
      return { half: keyHalfOf(pepper, person, device) };
    },
    lookAtHandOver: async (id, presented) => handOvers.look(id, await readStrangersProof(presented)),
    async enterByHandOver(request, presented) {
      const person = await handOvers.enter(request, await readStrangersProof(presented));
      return letIn(person, request.device, presented);
    },

    lookAtInvitation: async (request, presented) =>
      joining.look(request.invitation, await readStrangersProof(presented)),
    acceptInvitation: async (request, presented) =>
      joining.accept(request, await readStrangersProof(presented)),
    async enterByInvitation(request, presented) {
      const person = await joining.enter(request, await readStrangersProof(presented));
      return letIn(person, request.device, presented);
    },

    async authenticate(presented, roles) {
      const session =
        presented.token === undefined ? undefined : household.rememberedSession(sessionId(presented.token));
      if (session === undefined) throw new AccessRefused("session.none", "not signed in");
      if (isOutOfTime(session)) {
        await expire(session);
        throw new AccessRefused("session.none", "signed in too long ago");
      }
      const { device, proof } = await readProof(presented);
      if (device !== session.device || proof.nonce !== session.nonce || proof.ath !== session.id) {
        throw new AccessRefused("session.wrong-device", "the session belongs to another device");
      }
      // Only the device itself is told that, and by whom, it was signed out.
      assertNotEnded(session);
      if (!seen.guardians.isNew(proof.jti)) throw stale();
      const role = household.people().find(({ id }) => id === session.person)?.role;
      if (role === undefined) throw new AccessRefused("session.none", "the session's person is gone");
      if (!roles.includes(role)) throw new AccessRefused("session.not-allowed", `not for a ${role}`);
      noteUse(session);
      return session;
    },

    assertNotSuspended(session) {
      const people = household.people();
      const person = people.find(({ id }) => id === session?.person);
      if (person?.role !== "guardian" || person.suspended === undefined) return;
      const { by } = person.suspended;
      throw new AccessRefused("session.suspended", "suspended by another guardian", {
        by: people.find(({ id }) => id === by)?.name,
      });
    },

    assertLive({ id }) {
      const session = household.rememberedSession(id);
      if (session === undefined) throw new AccessRefused("session.none", "the session has ended");
      assertNotEnded(session);
    },

    end: (session) =>
      endSessions(session.device, [session], null, {
        at: clock.now(),
        kind: "signed-out",
        person: session.person,
        subject: null,
        device: session.device,
      }),

    async revoke(devices, person, by) {
      const live = household.sessions().filter((session) => session.person === person);
      await Promise.all(
        devices.map((device) =>
          endSessions(
            device,
            live.filter((session) => session.device === device),
            by,
            { at: clock.now(), kind: "device-signed-out", person: by, subject: person, device },
          ),
        ),
      );
    },
  };
}

/** RFC 9449, 4.2: base64url of the SHA-256 of the token. */
const sessionId = (token: string): string => createHash("sha256").update(token).digest("base64url");
