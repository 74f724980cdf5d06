import type { PasskeyAnswer, PasskeyMade } from "../../../hub/contract/passkeys.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";

/** A passkey that the hub knows of. */
export interface KnownPasskey {
  readonly credential: string;
  readonly transports: readonly string[];
}

/** What makes and uses passkeys. In the browser: `browser-authenticator.ts`. In tests: one made of software. */
export interface Authenticator {
  /** Whether there may be any. */
  readonly isThere: boolean;
  /** Whether a page at this address may use passkeys for that name (WebAuthn, 5.1.3: the host, or a domain above it). */
  isFor(rpId: string): boolean;
  /**
   * @param wish.nonce the hub's
   * @param wish.others passkeys of this person; an authenticator that has one of them makes no second
   * @returns `secret`: the PRF's output, where it comes with the making
   * @throws PasskeyError
   */
  make(wish: {
    readonly rpId: string;
    readonly nonce: string;
    readonly person: { readonly id: PublicId; readonly name: string };
    readonly others: readonly KnownPasskey[];
  }): Promise<{ readonly made: PasskeyMade; readonly secret: Uint8Array<ArrayBuffer> | undefined }>;
  /**
   * @param wish.nonce the hub's, or any where nobody is shown the answer
   * @param wish.passkeys one of these; without them, any that the authenticator has for this name
   * @returns `secret`: the PRF's output; `undefined` where the authenticator has no PRF
   * @throws PasskeyError
   */
  ask(wish: {
    readonly rpId: string;
    readonly nonce: string;
    readonly passkeys?: readonly KnownPasskey[];
  }): Promise<{ readonly answer: PasskeyAnswer; readonly secret: Uint8Array<ArrayBuffer> | undefined }>;
  /** The hub does not know this one: browsers that can, stop offering it. */
  forget(rpId: string, credential: string): void;
}
