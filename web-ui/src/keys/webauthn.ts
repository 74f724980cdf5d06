/** What asks the browser for passkeys. In a file of its own, so that nobody waits for it before they have a passkey in hand. */
export { startAuthentication, startRegistration, WebAuthnError } from "@simplewebauthn/browser";
