/**
 * Verifies what authenticators answer, by `@simplewebauthn/server`, which is named in this file alone. Its code is 27 MB in memory
 * and a fifth of a second on the way there, and few hubs need it at once: it is fetched when the first question is asked, while
 * somebody looks for the sensor.
 */
import type { WebAuthnCredential } from "@simplewebauthn/server";
import { encodeBase64url, parseBase64url } from "../contract/base64url.ts";
import { nonceIn, PASSKEY_ALGORITHMS, type PasskeyAnswer, type PasskeyMade } from "../contract/passkeys.ts";

/** Where a passkey may be used: every origin of the hub under one rpId. */
export interface Place {
  readonly rpId: string;
  readonly origins: readonly string[];
}

export interface Webauthn {
  /** Somebody will answer soon. */
  warm(): void;
  /**
   * @param nonce that it must answer
   * @returns what to keep, base64url; `undefined` for anything that is not a new passkey of a verified user for this place
   */
  readMade(
    made: PasskeyMade,
    place: Place,
    nonce: string,
  ): Promise<{ readonly publicKey: string; readonly counter: number } | undefined>;
  /**
   * @param publicKey of the credential that it names
   * @returns which nonce was answered, and the counter; whether these are good is the caller's to ask. `undefined` for
   * anything that is not a verified user's signature by this key for this place.
   */
  readAnswer(
    answer: PasskeyAnswer,
    publicKey: string,
    place: Place,
  ): Promise<{ readonly nonce: string; readonly counter: number } | undefined>;
}

/** Judged by the caller, who has the counter of now. */
const NO_COUNTER = -1;

export function makeWebauthn(): Webauthn {
  let loading: Promise<typeof import("@simplewebauthn/server")> | undefined;
  const load = () => {
    loading ??= import("@simplewebauthn/server");
    return loading;
  };
  return {
    warm: () => void load().catch(() => undefined), // Told to who needs it first.

    async readMade({ id, transports, ...response }, place, nonce) {
      const { verifyRegistrationResponse } = await load();
      const read = await orUndefined(
        verifyRegistrationResponse({
          response: { id, rawId: id, type: "public-key", response, clientExtensionResults: {} },
          expectedChallenge: (challenge) => nonceIn(challenge) === nonce,
          expectedOrigin: [...place.origins],
          expectedRPID: place.rpId,
          requireUserVerification: true,
          supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
        }),
      );
      if (read?.verified !== true || read.registrationInfo.credential.id !== id) return undefined;
      const { publicKey, counter } = read.registrationInfo.credential;
      return { publicKey: encodeBase64url(publicKey), counter };
    },

    async readAnswer({ id, userHandle, ...response }, publicKey, place) {
      const { verifyAuthenticationResponse } = await load();
      let nonce: string | undefined;
      const credential: WebAuthnCredential = {
        id,
        publicKey: parseBase64url(publicKey) ?? new Uint8Array(),
        counter: NO_COUNTER,
      };
      const read = await orUndefined(
        verifyAuthenticationResponse({
          response: { id, rawId: id, type: "public-key", response, clientExtensionResults: {} },
          // Before the signature is looked at: what is used up here, any stranger could use up.
          expectedChallenge: (challenge) => {
            nonce = nonceIn(challenge);
            return nonce !== undefined;
          },
          expectedOrigin: [...place.origins],
          expectedRPID: place.rpId,
          requireUserVerification: true,
          credential,
        }),
      );
      if (read?.verified !== true || nonce === undefined) return undefined;
      return { nonce, counter: read.authenticationInfo.newCounter };
    },
  };
}

/** The library throws plain errors at whatever does not fit, and has no way to tell them from its own. */
const orUndefined = <T>(verified: Promise<T>): Promise<T | undefined> => verified.catch(() => undefined);
