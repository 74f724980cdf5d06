/** Of what can go wrong with a passkey the page tells one apart, as browsers do: that there is one already. What the library makes of the rest, by guesses and in English, nobody reads. */

/** In the place of `helpers/identifyRegistrationError.js`. */
export const onlyWhetherThere = (): string =>
  `import { WebAuthnError } from "./webAuthnError.js";
const THERE = "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED";
export const identifyRegistrationError = ({ error }) =>
  error.name === "InvalidStateError" ? new WebAuthnError({ message: THERE, code: THERE, cause: error }) : error;
`;

/** In the place of `helpers/identifyAuthenticationError.js`. */
export const asItIs = (): string => "export const identifyAuthenticationError = ({ error }) => error;\n";
