import type { CertificateNote, CertificateNotes } from "../ports/certificate-notes.ts";
import type { SealedIndex } from "./sealed-index.ts";

/** The one entry of the index with the hub's certificate, its key and the account at the authority. */
export const openCertificateNotes = (index: SealedIndex, key: Buffer): CertificateNotes => ({
  read: () => index.get<CertificateNote>(key),
  write: (note) => index.commit([{ key, value: note }]),
});
