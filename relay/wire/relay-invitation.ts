/**
 * What an operator hands to a family, to be pasted once:
 *
 *   relay.family.example:443/family.example/<16 letters of a secret><26 letters that name the operator's key>
 *
 * The key is in it so that a hub which has never been there knows at whose relay it is before it says the secret.
 */
export interface RelayInvitation {
  readonly host: string;
  readonly port: number;
  readonly zone: string;
  /** Used once. */
  readonly code: string;
  /** By `nameOfKey`. */
  readonly operator: string;
}

export const CODE_BYTES = 10;

const FORM =
  /^(?<host>[a-z0-9][a-z0-9.-]{0,252}):(?<port>[0-9]{1,5})\/(?<zone>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\/(?<code>[a-z2-7]{16})(?<operator>[a-z2-7]{26})$/;

export const sayInvitation = ({ host, port, zone, code, operator }: RelayInvitation): string =>
  `${host}:${port}/${zone}/${code}${operator}`;

/** @returns `undefined` for anything else; blanks around it and capitals do not matter */
export function parseInvitation(text: string): RelayInvitation | undefined {
  const { host, port, zone, code, operator } = FORM.exec(text.trim().toLowerCase())?.groups ?? {};
  if (host === undefined || zone === undefined || code === undefined || operator === undefined)
    return undefined;
  const number = Number(port);
  return number >= 1 && number <= 65_535 ? { host, port: number, zone, code, operator } : undefined;
}
