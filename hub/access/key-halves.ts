/**
 * The hub's half of what opens a relative's keys in their own browser. A relative has no passphrase and so no slot: the browser keeps
 * the keys in a box that opens with this half, and asks for it when they are to be carried to another page. Made anew each time, of
 * the pepper: there is nothing to keep, and nothing to ask for once the device is no longer signed in.
 */
import { createHmac, type KeyObject } from "node:crypto";
import type { PublicKey } from "../contract/jws.ts";
import type { PublicId } from "../contract/public-id.ts";

/** @returns 32 bytes, base64url */
export const keyHalfOf = (pepper: KeyObject, person: PublicId, device: PublicKey): string =>
  createHmac("sha256", pepper).update(`half of a relative's keys\0${person}\0${device}`).digest("base64url");
