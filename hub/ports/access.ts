/** Who may come in, as the edge asks it. */
import type { z } from "zod";
import type { claimRequest, SessionInfo, signInRequest } from "../contract/api.ts";
import { HubError } from "../domain/hub-error.ts";
import type { Session } from "./household.ts";

/** Somebody who may not, or not now. */
export class AccessRefused extends HubError {
  override readonly name = "AccessRefused";
  readonly code:
    | "claim.wrong-code"
    | "claim.code-void"
    | "claim.already-claimed"
    | "claim.not-consistent"
    | "sign-in.refused"
    | "sign-in.too-many"
    | "session.none"
    | "session.wrong-device"
    | "session.stale-proof";
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;

  constructor(
    code: AccessRefused["code"],
    message: string,
    options?: ErrorOptions & { retryAfter?: number },
  ) {
    super(message, options);
    this.code = code;
    this.retryAfter = options?.retryAfter;
  }
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
}

export interface Access {
  /** The one-time code; `null` once the hub has a guardian. */
  claimCode(): string | null;
  claim(request: z.output<typeof claimRequest>, presented: Presented): Promise<NewSession>;
  /** The same answer, made the same way, for names that exist and names that do not. */
  saltFor(name: string): string;
  signIn(request: z.output<typeof signInRequest>, presented: Presented): Promise<NewSession>;
  /** @throws AccessRefused `session.*` */
  authenticate(presented: Presented): Promise<Session>;
  describe(session: Session): Promise<SessionInfo>;
  end(session: Session): Promise<void>;
  /** Called with the id of each session that ends, so that what hangs on it ends too. */
  onEnded(listener: (session: string) => void): () => void;
}
