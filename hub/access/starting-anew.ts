/** The door for who has lost every key: a code that was made at the machine, and then a paw. */
import type { PublicKey } from "../contract/jws.ts";
import type { AnewRequest } from "../contract/starting-anew.ts";
import { minutes } from "../domain/duration.ts";
import { AccessRefused, type NewSession, type Presented } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { GuardianPerson, Household, Session } from "../ports/household.ts";
import type { Ledger } from "../ports/ledger.ts";
import { newestVault } from "../ports/newest-vault.ts";
import type { Presence } from "../ports/presence.ts";
import { AnewRefused, type StartingAnew } from "../ports/starting-anew.ts";
import type { Attempts } from "./attempts.ts";
import { type ClaimCode, makeClaimCode } from "./claim-code.ts";
import { assertConsistent } from "./first-guardian.ts";

const CODE_LIFE = minutes(30);
/** What wrong tries are counted under. */
const NAME = "start anew";

export function makeStartingAnew(parts: {
  readonly household: Household;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly presence: Presence;
  readonly attempts: Attempts;
  random(bytes: number): Uint8Array<ArrayBuffer>;
  inTurn<T>(change: () => Promise<T>): Promise<T>;
  /** Who signed the request. */
  prove(presented: Presented): Promise<PublicKey>;
  makePerson(request: AnewRequest): Promise<GuardianPerson>;
  makeSession(person: GuardianPerson, device: AnewRequest["device"]): NewKept;
  describe(session: Session, person: GuardianPerson): Promise<NewSession["info"]>;
  /** All that hangs on these sessions, and on these devices. */
  endAll(sessions: readonly Session[]): void;
}): StartingAnew {
  const { household, ledger, clock, presence, attempts, random, inTurn, prove } = parts;
  /** One at a time, of the device that showed it last. */
  let open: { readonly code: ClaimCode; readonly until: number; device: PublicKey | undefined } | undefined;

  const current = () => {
    if (open !== undefined && open.until <= clock.monotonic()) open = undefined;
    return open;
  };
  const shownBy = (device: PublicKey): void => {
    if (current()?.device !== device)
      throw new AnewRefused("anew.wrong-code", "no code was shown by this device");
  };
  const view = (device: PublicKey) => {
    const asking = { id: device };
    const paw = presence.isShown(asking) ? "pressed" : presence.isWaiting(asking) ? "waiting" : "none";
    return { paw, vault: lastVault(household) + 1 } as const;
  };

  return {
    async makeCode() {
      if (household.people().length === 0)
        throw new AnewRefused(
          "anew.no-guardian",
          "this hub has no guardian yet: the page asks for its first code",
        );
      if (!household.toys().some(({ claimed }) => claimed))
        throw new AnewRefused("anew.no-toy", "no toy of the family's is left whose paw could be pressed");
      const code = makeClaimCode(random(12));
      // Guardians are told before there is anything to show.
      await ledger.append({ at: clock.now(), kind: "anew-asked", person: null, subject: null });
      open = { code, until: clock.monotonic() + CODE_LIFE, device: undefined };
      return code.text;
    },

    async showCode(typed, presented) {
      const device = await prove(presented);
      const wait = attempts.waitFor(NAME);
      if (wait > 0) throw new AccessRefused("sign-in.too-many", "too many tries", { retryAfter: wait });
      const now = current();
      if (now === undefined || !now.code.matches(typed)) {
        attempts.failed(NAME);
        throw new AnewRefused("anew.wrong-code", "not the code that was made at the machine");
      }
      attempts.succeeded(NAME);
      now.device = device;
      presence.awaitPaw({ id: device });
      return view(device);
    },

    async look(presented) {
      const device = await prove(presented);
      shownBy(device);
      return view(device);
    },

    async begin(request, presented) {
      const device = await prove(presented);
      const assertMay = () => {
        shownBy(device);
        if (!presence.isShown({ id: device })) throw new AnewRefused("anew.no-paw", "nobody pressed a paw");
      };
      assertMay();
      await assertConsistent(request, device, household.hub, lastVault(household) + 1);
      const person = await parts.makePerson(request);
      // Two that come at once are one that begins.
      return inTurn(async () => {
        assertMay();
        const { token, session } = parts.makeSession(person, request.device);
        const ended = await household.startAnew({ person, roster: request.roster, session }, [
          { at: session.createdAt, kind: "started-anew", person: person.id, subject: null, device },
        ]);
        open = undefined;
        parts.endAll(ended);
        return { token, info: await parts.describe(session, person) };
      });
    },
  };
}

interface NewKept {
  readonly token: string;
  readonly session: Session;
}

/** The highest number that any vault of this hub had. */
function lastVault(household: Household): number {
  const people = [...household.former().flatMap((family) => family.people), ...household.people()];
  return Math.max(1, newestVault(people));
}
