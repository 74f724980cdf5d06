import type { DetourNote } from "../ports/certificate-notes.ts";
import { CertificateError } from "./errors.ts";
import type { Way } from "./way.ts";

/** Where the zone does not show what proves all names of a hub: one of them, proven in another way, so that the house can be reached at all. */
export interface Detour {
  /** @param before the one that it was @returns `undefined` while there is none that somebody could come by */
  name(before: string | null): string | undefined;
  wayTo(name: string): Way;
  /** @param listener after a change of the names */
  onChange(listener: () => void): void;
}

export const NO_DETOUR: DetourNote = { zoneFailures: 0, name: null, rest: null };

/** A name server that is restarted, or a slave that is slow, is not a zone that shows nothing. */
export const ZONE_TRIES = 3;

/** Whether another try, in the same way, would come to the same as long as nobody mends the zone. */
export const isByZone = (error: unknown): boolean =>
  error instanceof CertificateError && error.code === "certificate.not-proven";
