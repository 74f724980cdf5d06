/**
 * What may pass from a peer's attribute protocol to noble. noble trusts its peer: a record length of 0 sends it into an
 * endless loop, an MTU under 5 too, a notification without a handle throws out of the socket's event, an answer of one of
 * four error codes leaves its queue stuck for ever or starts a pairing. None of those gets there.
 *
 * Source of layouts: Bluetooth Core 5.4 Vol 3 Part F 3.4.
 */

export const ATT = {
  errorResponse: 0x01,
  mtuRequest: 0x02,
  mtuResponse: 0x03,
  readByTypeRequest: 0x08,
  readByTypeResponse: 0x09,
  readRequest: 0x0a,
  readByGroupTypeRequest: 0x10,
  readByGroupTypeResponse: 0x11,
  writeRequest: 0x12,
  writeResponse: 0x13,
  notification: 0x1b,
  indication: 0x1d,
  confirmation: 0x1e,
  writeCommand: 0x52,
  signedWriteCommand: 0xd2,
} as const;

export const ATT_ERRORS = {
  invalidPdu: 0x04,
  insufficientAuthentication: 0x05,
  insufficientAuthorization: 0x08,
  attributeNotFound: 0x0a,
  unlikely: 0x0e,
  insufficientEncryption: 0x0f,
} as const;

/** On the first noble waits for ever; on the others it pairs, which our peers never need and a stranger may not start. */
const CODES_NOBLE_CANNOT_TAKE: ReadonlySet<number> = new Set([
  ATT_ERRORS.invalidPdu,
  ATT_ERRORS.insufficientAuthentication,
  ATT_ERRORS.insufficientAuthorization,
  ATT_ERRORS.insufficientEncryption,
]);

const MIN_MTU = 23;

/** Bytes of one record: a CCCD's value, a characteristic with a short or long UUID, an included service. */
const BY_TYPE_RECORDS: ReadonlySet<number> = new Set([4, 6, 7, 8, 21]);
/** A service with a short or long UUID. */
const BY_GROUP_RECORDS: ReadonlySet<number> = new Set([6, 20]);

export type VettedPdu =
  /** `error` and `isWriteResponse` say what it was before anything was changed for noble. */
  | {
      readonly kind: "pass";
      readonly pdu: Buffer;
      readonly error?: AttError;
      readonly isWriteResponse?: true;
    }
  /** Worth nothing to us and harmful to noble. */
  | { readonly kind: "drop" }
  /** An answer that cannot be one: the peer broke the protocol, and noble cannot get past it. */
  | { readonly kind: "broken"; readonly why: string };

export interface AttError {
  /** Opcode of the request that it answers. */
  readonly request: number;
  readonly code: number;
}

export function vetAttPdu(pdu: Buffer): VettedPdu {
  const pass: VettedPdu = { kind: "pass", pdu };
  switch (pdu[0]) {
    case undefined:
    case ATT.confirmation:
    case ATT.writeCommand: // noble would answer a command, which nobody may
    case ATT.signedWriteCommand:
      return { kind: "drop" };
    case ATT.errorResponse:
      return vetError(pdu);
    case ATT.mtuResponse:
      if (pdu.length !== 3) return broken(pdu);
      return pdu.readUInt16LE(1) >= MIN_MTU
        ? pass
        : { kind: "pass", pdu: Buffer.from([ATT.mtuResponse, MIN_MTU, 0]) };
    case ATT.readByTypeResponse:
      return isWholeRecords(pdu, BY_TYPE_RECORDS) ? pass : broken(pdu);
    case ATT.readByGroupTypeResponse:
      return isWholeRecords(pdu, BY_GROUP_RECORDS) ? pass : broken(pdu);
    case ATT.writeResponse:
      return { kind: "pass", pdu, isWriteResponse: true };
    case ATT.notification:
    case ATT.indication:
      return pdu.length >= 3 ? pass : { kind: "drop" };
    default:
      return pass;
  }
}

function vetError(pdu: Buffer): VettedPdu {
  const [, request, , , code] = pdu;
  if (pdu.length !== 5 || request === undefined || code === undefined) return broken(pdu);
  const error = { request, code };
  if (!CODES_NOBLE_CANNOT_TAKE.has(code)) return { kind: "pass", pdu, error };
  const changed = Buffer.from(pdu);
  changed[4] = ATT_ERRORS.unlikely;
  return { kind: "pass", pdu: changed, error };
}

function isWholeRecords(pdu: Buffer, sizes: ReadonlySet<number>): boolean {
  const size = pdu[1] ?? 0;
  return sizes.has(size) && pdu.length > 2 && (pdu.length - 2) % size === 0;
}

function broken(pdu: Buffer): VettedPdu {
  return { kind: "broken", why: `ATT opcode 0x${(pdu[0] ?? 0).toString(16)}, ${pdu.length} bytes` };
}
