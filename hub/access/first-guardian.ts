import { SignatureError } from "../contract/errors.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import { verifyRoster } from "../contract/roster.ts";
import type { AnewRequest } from "../contract/starting-anew.ts";
import { AccessRefused } from "../ports/access.ts";

/**
 * The first guardian's papers must agree with each other: same person, same keys, this device, and the vault that it is their turn to make.
 * @throws AccessRefused `claim.not-consistent`
 */
export async function assertConsistent(
  request: AnewRequest,
  device: PublicKey,
  hub: PublicId,
  vaultNumber: number,
): Promise<void> {
  const roster = await verifyRoster(request.roster).catch((cause: unknown) => {
    if (!(cause instanceof SignatureError)) throw cause;
    throw new AccessRefused("claim.not-consistent", cause.code, { cause });
  });
  const { person, vault } = request;
  const agrees =
    roster.hub === hub &&
    device === request.device.key &&
    roster.guardians.size === 1 &&
    roster.guardians.get(person.id)?.signingKey === person.signingKey &&
    roster.guardians.get(person.id)?.recipient === person.recipient &&
    roster.devices.get(device) === person.id &&
    roster.vault.recipient === vault.recipient &&
    roster.vault.number === vault.number &&
    vault.number === vaultNumber;
  if (!agrees) throw new AccessRefused("claim.not-consistent", "roster, keys and device do not agree");
}
