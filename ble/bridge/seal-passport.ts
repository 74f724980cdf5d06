/**
 * Passports as they travel: AES-256-GCM under the key that the rooms of a house have and the hub has not. Who holds the toy, and how new it is,
 * is readable, so that the hub can tell old from new; it cannot change either, nor make one up.
 *
 *   sealed = base64url( nonce (12) ‖ ciphertext ‖ tag (16) )      AAD: ["pawpost-passport-1", toy, holder, epoch, version]
 */
import { encodeBase64url, parseBase64url } from "../../hub/contract/base64url.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import type { HouseKey } from "../house-line/house-key.ts";
import { type PassportFacts, passportFacts } from "./passport.ts";

const NONCE_BYTES = 12;
const utf8 = new TextEncoder();

interface PassportPlace {
  readonly toy: PublicId;
  readonly holder: string;
  readonly epoch: number;
  readonly version: number;
}

export interface PassportSeal {
  /** By what the hub knows rooms of one house: says nothing of the key. */
  readonly house: string;
  seal(place: PassportPlace, facts: PassportFacts): Promise<string>;
  /** `undefined`: no room of this house wrote it, or of another toy, or at another time. */
  open(place: PassportPlace, sealed: string): Promise<PassportFacts | undefined>;
}

export async function makePassportSeal(
  houseKey: HouseKey,
  random: (bytes: number) => Uint8Array,
): Promise<PassportSeal> {
  const { subtle } = crypto;
  const base = await subtle.importKey("raw", utf8.encode(houseKey), "HKDF", false, ["deriveBits"]);
  const derive = async (what: string) =>
    await subtle.deriveBits(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8.encode(`pawpost ${what} 1`) },
      base,
      256,
    );
  const key = await subtle.importKey("raw", await derive("passport"), "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  const name = Buffer.from(await derive("house name")).toString("hex");
  const about = ({ toy, holder, epoch, version }: PassportPlace) =>
    utf8.encode(JSON.stringify(["pawpost-passport-1", toy, holder, epoch, version]));

  return {
    house: name.slice(0, 16),
    async seal(place, facts) {
      const iv = Uint8Array.from(random(NONCE_BYTES));
      const additionalData = about(place);
      const plain = utf8.encode(JSON.stringify(facts));
      const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain);
      return encodeBase64url(Buffer.concat([iv, new Uint8Array(sealed)]));
    },
    async open(place, sealed) {
      try {
        const bytes = Uint8Array.from(parseBase64url(sealed) ?? []);
        const [iv, rest] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)];
        const plain = await subtle.decrypt({ name: "AES-GCM", iv, additionalData: about(place) }, key, rest);
        const facts = passportFacts.safeParse(JSON.parse(new TextDecoder().decode(plain))).data;
        return facts?.claimed.toy === place.toy ? facts : undefined;
      } catch {
        return undefined; // what does not open, or is no JSON, says nothing
      }
    },
  };
}
