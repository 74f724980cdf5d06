/** Who may come in, as the edge asks it. */
import type { z } from "zod";
import type {
  claimRequest,
  deviceSignInRequest,
  passkeySignInRequest,
  SessionInfo,
  sheetSignInRequest,
  signInRequest,
} from "../contract/api.ts";
import type {
  HandOverMade,
  handOverEnter,
  handOverFound,
  handOverRequest,
  keyHalf,
} from "../contract/hand-over.ts";
import type { JoinView, joinAcceptRequest, joinEnterRequest, joinLookRequest } from "../contract/joining.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { PasskeyNonce } from "../contract/passkeys.ts";
import type { PublicId } from "../contract/public-id.ts";
import { HubError } from "../domain/hub-error.ts";
import type { FormerDoor } from "./former-door.ts";
import type { Role, Session } from "./household.ts";
import type { Slots } from "./slots.ts";
import type { StartingAnew } from "./starting-anew.ts";
import type { StepUp } from "./step-up.ts";

/** Somebody who may not, or not now. */
export class AccessRefused extends HubError {
  override readonly name = "AccessRefused";
  readonly code:
    | "claim.wrong-code"
    | "claim.code-void"
    | "claim.already-claimed"
    | "claim.not-consistent"
    | "sign-in.refused"
    | "sign-in.wrong-sheet"
    | "sign-in.unknown-device" // no relative's, or not any more
    | "sign-in.wrong-passkey"
    | "sign-in.too-many"
    | "hand-over.unknown" // used, too old, another device's, or never made
    | "session.none"
    | "session.revoked"
    | "session.wrong-device"
    | "session.stale-proof"
    | "session.not-allowed" // signed in, but not for this
    | "session.suspended" //   by another guardian
    | "session.step-up-needed"
    | "session.too-many-clips"
    | "step-up.refused"
    | "former.unknown"
    | "former.refused";
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;
  /** Name of the guardian who did it; for `session.revoked` and `session.suspended`. */
  readonly by: string | undefined;

  constructor(
    code: AccessRefused["code"],
    message: string,
    options?: ErrorOptions & { retryAfter?: number; by?: string | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.retryAfter = options?.retryAfter;
    this.by = options?.by;
  }
}

/** One address under which the hub's page can be opened. */
export interface Address {
  readonly origin: string;
  /** The name that passkeys made there are for: the host's, or a domain above it. */
  readonly rpId: string;
}

export interface NewSession {
  /** For the cookie; kept nowhere else. */
  readonly token: string;
  readonly info: SessionInfo;
}

/** What a request says of itself. */
export interface Presented {
  readonly token: string | undefined;
  readonly proof: string | undefined;
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Of the page that it came from, as `Host` has it. */
  readonly origin: string;
}

interface SessionsEnded {
  readonly device: PublicKey;
  /** Their ids. None, when a device was signed out there before and is taken off the list now. */
  readonly sessions: readonly string[];
  /** Taken from the device by somebody else, signed out there, or too old. */
  readonly why: "revoked" | "signed-out" | "run-out";
}

/**
 * Everything that hangs on a session, in one place: what one of these does not end, goes on. Another thing is another
 * name here, and no hub compiles that does not say how it ends. Called at once, synchronously: there is a second for all of it.
 */
export type EndsWithSession = Readonly<
  Record<"eventStreams" | "clipTickets" | "push" | "remoteName" | "roomCode", (ended: SessionsEnded) => void>
>;

export interface Access {
  /** The one-time code; `null` once the hub has a guardian. */
  claimCode(): string | null;
  claim(request: z.output<typeof claimRequest>, presented: Presented): Promise<NewSession>;
  /** The same answer, made the same way, for names that exist and names that do not. */
  saltFor(name: string): string;
  signIn(request: z.output<typeof signInRequest>, presented: Presented): Promise<NewSession>;
  /** To sign into a sign-in with the recovery sheet, by the device that asks. */
  sheetNonce(presented: Presented): Promise<string>;
  /** The same answer for a wrong sheet and for a name nobody has. */
  signInWithSheet(request: z.output<typeof sheetSignInRequest>, presented: Presented): Promise<NewSession>;
  /** A relative, by nothing but the device that the roster names: who has no passphrase types none. */
  signInWithDevice(request: z.output<typeof deviceSignInRequest>, presented: Presented): Promise<NewSession>;
  /** By whoever has the link. All three throw JoiningRefused. */
  lookAtInvitation(request: z.output<typeof joinLookRequest>, presented: Presented): Promise<JoinView>;
  /** Durable when it resolves; a guardian has to confirm it then. @throws also AccessRefused `sign-in.too-many` */
  acceptInvitation(request: z.output<typeof joinAcceptRequest>, presented: Presented): Promise<JoinView>;
  /** The first session of a person whom a guardian has confirmed; puts the device into the roster. */
  enterByInvitation(request: z.output<typeof joinEnterRequest>, presented: Presented): Promise<NewSession>;
  /** To answer with a passkey, by the device that asks. @param origin the page's */
  passkeyNonce(presented: Presented, origin: string): Promise<PasskeyNonce>;
  /** The same answer for a passkey that nobody has and for one that does not count. */
  signInWithPasskey(
    request: z.output<typeof passkeySignInRequest>,
    presented: Presented,
  ): Promise<NewSession>;
  /** Of a relative's device: what opens the keys that it keeps in a box. Noted in the ledger. */
  keyHalf(session: Session): Promise<z.output<typeof keyHalf>>;
  /** Of the person who asks; an older one of theirs is void. Noted in the ledger. */
  makeHandOver(session: Session, request: z.output<typeof handOverRequest>): Promise<HandOverMade>;
  /** Both throw AccessRefused `hand-over.unknown`. */
  lookAtHandOver(id: PublicId, presented: Presented): Promise<z.output<typeof handOverFound>>;
  enterByHandOver(request: z.output<typeof handOverEnter>, presented: Presented): Promise<NewSession>;
  readonly startingAnew: StartingAnew;
  /** Of a hub that nobody claimed. Both throw AccessRefused `claim.*`, `sign-in.too-many`, `session.stale-proof`. */
  readonly shownClaim: {
    /** From here on this device is the one of who has the code, which stays good. */
    show(code: string, presented: Presented): Promise<void>;
    assertShown(presented: Presented): Promise<void>;
  };
  readonly formerDoor: FormerDoor;
  readonly slots: Slots;
  readonly stepUp: StepUp;
  /** @throws AccessRefused `session.*`; `session.not-allowed` for somebody of another role */
  authenticate(presented: Presented, roles: readonly Role[]): Promise<Session>;
  /** @throws AccessRefused `session.suspended` */
  assertNotSuspended(session: Session | undefined): void;
  describe(session: Session): Promise<SessionInfo>;
  /** Again, after something that took time (a body that came slowly). @throws AccessRefused `session.*` */
  assertLive(session: Session): void;
  /** Signed out there. */
  end(session: Session): Promise<void>;
  /** Takes a person's sessions on these devices, and all that hangs on them, away. Resolves when it is durable. */
  revoke(devices: readonly PublicKey[], person: Session["person"], by: Session["person"]): Promise<void>;
}
