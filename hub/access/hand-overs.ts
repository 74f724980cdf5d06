/** Hand-overs that are open: in memory only, a few at a time, each for one device and once. */
import type { z } from "zod";
import { SignatureError } from "../contract/errors.ts";
import {
  type HandOverMade,
  type handOverEnter,
  type handOverFound,
  type handOverRequest,
  readHandOver,
} from "../contract/hand-over.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { rosterPerson } from "../contract/roster.ts";
import { minutes } from "../domain/duration.ts";
import { AccessRefused, type Address } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { Household, Person, Session } from "../ports/household.ts";
import type { LentName, RemoteNames } from "../ports/remote-names.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";

const LIVES = minutes(10);
/** More than anybody makes in ten minutes. */
const MOST = 8;

interface Open {
  readonly box: string;
  readonly person: PublicId;
  /** Who made it: over when that session is. */
  readonly session: Session["id"];
  /** `Clock.monotonic()`. */
  readonly until: number;
  /** By what the device may come from anywhere. */
  readonly name: LentName | undefined;
  /** Who looked at it first; nobody else does. */
  device: PublicKey | undefined;
}

export interface HandOvers {
  make(session: Session, request: z.output<typeof handOverRequest>): HandOverMade;
  look(id: PublicId, device: PublicKey): z.output<typeof handOverFound>;
  /** @returns whose it was, and that it is used up */
  enter(request: z.output<typeof handOverEnter>, device: PublicKey): Promise<Person>;
}

export function makeHandOvers(parts: {
  readonly household: Household;
  readonly clock: Clock;
  addresses(): readonly Address[];
  readonly remoteNames: Pick<RemoteNames, "lend">;
}): HandOvers {
  const { household, clock, remoteNames } = parts;
  const open = new Map<PublicId, Open>();

  const forget = (id: PublicId) => {
    open.get(id)?.name?.takeBack();
    open.delete(id);
  };

  const nowhere = () => new AccessRefused("hand-over.unknown", "none that is open for this device");

  const find = (id: PublicId, device: PublicKey): { readonly one: Open; readonly person: Person } => {
    const one = open.get(id);
    const person = household.people().find((known) => known.id === one?.person);
    if (one === undefined || person === undefined) throw nowhere();
    if (one.until <= clock.monotonic() || household.session(one.session) === undefined) {
      forget(id);
      throw nowhere();
    }
    if (one.device !== undefined && one.device !== device) throw nowhere();
    return { one, person };
  };

  return {
    make(session, { id, box }) {
      for (const [known, { until }] of open) if (until <= clock.monotonic()) forget(known);
      // Who asks again has lost the one before.
      for (const [known, { person }] of open) if (person === session.person) forget(known);
      const [oldest] = open.keys();
      if (open.size >= MOST && oldest !== undefined) forget(oldest);
      const until = clock.monotonic() + LIVES;
      const name = remoteNames.lend(session, LIVES);
      open.set(id, { box, person: session.person, session: session.id, until, name, device: undefined });
      const away = name === undefined ? [] : [name.origin];
      return {
        expiresAt: new Date(clock.now() + LIVES).toISOString(),
        addresses: [...away, ...parts.addresses().map(({ origin }) => origin)],
      };
    },

    look(id, device) {
      const { one, person } = find(id, device);
      one.device = device;
      return {
        hub: household.hub,
        person: { id: person.id, name: person.name },
        box: one.box,
        roster: [...household.roster()],
        now: new Date(clock.now()).toISOString(),
      };
    },

    async enter({ id, proof, device: asked }, device) {
      if (asked.key !== device) throw new AccessRefused("session.wrong-device", "proof by another device");
      const signer = await readHandOver(proof, { hub: household.hub, handOver: id, device }).catch(
        (error: unknown) => {
          if (error instanceof SignatureError) return undefined;
          throw error;
        },
      );
      const roster = await verifiedRoster(household);
      // From here on nothing waits: two that come at once are one that comes in.
      const { one, person } = find(id, device);
      if (one.device === undefined || signer === undefined) throw nowhere();
      if (signer !== person.signingKey || rosterPerson(roster, person.id)?.signingKey !== signer)
        throw nowhere();
      open.delete(id);
      return person;
    },
  };
}
