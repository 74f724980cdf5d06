import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";
import type { ChildRights } from "../contract/roster-entry.ts";
import type { AnyPerson, Role } from "./household.ts";

/** Somebody whom a guardian asked to join. The link's secret never reaches the hub; the id is made of it. */
export interface Invitation {
  readonly id: PublicId;
  readonly role: Role;
  /** Who it will be: somebody new, or somebody known who gets new keys. */
  readonly person: PublicId;
  readonly name: string;
  /** Of a relative: what that one may do. */
  readonly children: readonly ChildRights[];
  /** The guardian and the device that made it: it counts as long as both do. */
  readonly by: PublicId;
  readonly device: PublicKey;
  /** Unix ms. */
  readonly createdAt: number;
  /** Lived time when it was made. */
  readonly livedAt: number;
  readonly state:
    | "open"
    | "waiting" //    somebody opened the link; `joining` says who
    | "confirmed" //  a guardian signed the roster's entry: the person is one of the family
    | "used" //       and is in
    | "withdrawn";
  /** Kept until the person is in. */
  readonly joining: Joining | null;
}

/** What the invited browser made, as it says. Nothing of it counts before a guardian's browser verified `proof`. */
export interface Joining {
  readonly at: number;
  readonly name: string;
  readonly recipient: string;
  readonly signingKey: PublicKey;
  readonly deviceKey: PublicKey;
  readonly deviceLabel: string;
  /** HMAC under the link's secret (`hub/contract/joining.ts`), base64url. The hub cannot check it. */
  readonly proof: string;
  /** A guardian's way in; gone from here once the person has it. */
  readonly account: Pick<AnyPerson, "slots" | "verifier"> | null;
}
