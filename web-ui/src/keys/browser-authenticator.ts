/**
 * Passkeys of the browser, by `@simplewebauthn/browser`. What it gives back holds the PRF's output in clear, ready to be sent
 * (so does the browser's own `toJSON()`): it ends here. What goes on is built anew, letter by letter of the contract, and has
 * no place for it.
 */
import {
  challengeOf,
  PASSKEY_ALGORITHMS,
  transports as transportList,
} from "../../../hub/contract/passkeys.ts";
import type { Authenticator, KnownPasskey } from "./authenticator.ts";
import { PasskeyError } from "./errors.ts";
import { PRF_SALT } from "./passkey-secret.ts";
import type * as WebAuthn from "./webauthn.ts";

/** Level 3 of WebAuthn, which the library's types do not know yet. */
interface PrfInputs {
  readonly prf: { readonly eval: { readonly first: Uint8Array<ArrayBuffer> } };
}
type Extended = { readonly clientExtensionResults: object };
type Signals = {
  signalUnknownCredential?(unknown: { rpId: string; credentialId: string }): Promise<void>;
};

const PRF: PrfInputs = { prf: { eval: { first: PRF_SALT } } };
const named = ({ credential, transports }: KnownPasskey) => ({
  id: credential,
  type: "public-key" as const,
  // A hint; one that the library's types do not name helps no less.
  transports: [...transports] as AuthenticatorTransport[],
});

export const browserAuthenticator: Authenticator = {
  isThere: typeof globalThis.PublicKeyCredential === "function",
  isFor: (rpId) => location.hostname === rpId || location.hostname.endsWith(`.${rpId}`),

  async make({ rpId, nonce, person, others }) {
    const whole = await orPasskeyError(({ startRegistration }) =>
      startRegistration({
        optionsJSON: {
          rp: { id: rpId, name: "Pawpost" },
          user: { id: person.id, name: person.name, displayName: person.name },
          challenge: challengeOf(nonce),
          pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
          authenticatorSelection: {
            residentKey: "required",
            requireResidentKey: true,
            userVerification: "required",
          },
          excludeCredentials: others.map(named),
          attestation: "none",
          extensions: PRF as object,
        },
      }),
    );
    const secret = takeSecret(whole);
    const { clientDataJSON, attestationObject } = whole.response;
    const transports = transportList.safeParse(whole.response.transports ?? []).data ?? [];
    return { made: { id: whole.id, clientDataJSON, attestationObject, transports }, secret };
  },

  async ask({ rpId, nonce, passkeys }) {
    const whole = await orPasskeyError(({ startAuthentication }) =>
      startAuthentication({
        optionsJSON: {
          rpId,
          challenge: challengeOf(nonce),
          userVerification: "required",
          ...(passkeys === undefined ? {} : { allowCredentials: passkeys.map(named) }),
          extensions: PRF as object,
        },
      }),
    );
    const secret = takeSecret(whole);
    const { clientDataJSON, authenticatorData, signature, userHandle } = whole.response;
    const who = userHandle === undefined ? {} : { userHandle };
    return { answer: { id: whole.id, clientDataJSON, authenticatorData, signature, ...who }, secret };
  },

  forget(rpId, credentialId) {
    const signals = globalThis.PublicKeyCredential as Signals | undefined;
    // A courtesy: where it does not work, the passkey stays in a list and opens nothing.
    void signals?.signalUnknownCredential?.({ rpId, credentialId }).catch(() => undefined);
  },
};

/** The PRF's output, out of the answer: what is left of it can be shown to anybody. */
function takeSecret(whole: Extended): Uint8Array<ArrayBuffer> | undefined {
  const results = whole.clientExtensionResults as {
    prf?: { results?: { first?: ArrayBuffer | Uint8Array<ArrayBuffer> } };
  };
  const first = results.prf?.results?.first;
  delete results.prf;
  if (first === undefined) return undefined;
  return first instanceof Uint8Array ? Uint8Array.from(first) : new Uint8Array(first.slice(0));
}

/** Not needed before somebody has a passkey in hand; `fetchAhead` in `app.tsx` has it here by then. */
export const loadWebAuthn = (): Promise<typeof WebAuthn> => import("./webauthn.ts");

/** @throws PasskeyError; TypeError where the hub did not give what asks for it */
async function orPasskeyError<T>(ask: (by: typeof WebAuthn) => Promise<T>): Promise<T> {
  const webAuthn = await loadWebAuthn();
  try {
    return await ask(webAuthn);
  } catch (cause) {
    const isThereAlready =
      cause instanceof webAuthn.WebAuthnError && cause.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED";
    if (isThereAlready) throw new PasskeyError("passkey.there-already", "it has one already", { cause });
    // "Not now", none that fits, or too late: browsers do not say which, on purpose (WebAuthn, 14.5.2).
    throw new PasskeyError("passkey.none-used", "the browser gave none", { cause });
  }
}
