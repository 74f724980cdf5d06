import { join } from "node:path";
import type { CertificateNote, CertificateNotes } from "../../hub/ports/certificate-notes.ts";
import { readIfThere, writeDurably } from "../../hub/store/durable-file.ts";

const FILE = "certificate.json";

/** In the relay's folder, 0600: its certificate for browsers, with its key and that of its account. One that cannot be read is none: it is ordered anew. */
export function openCertificateFile(folder: string): CertificateNotes {
  const path = join(folder, FILE);
  return {
    async read() {
      const bytes = await readIfThere(path);
      if (bytes === undefined) return undefined;
      try {
        return JSON.parse(new TextDecoder().decode(bytes)) as CertificateNote;
      } catch {
        return undefined; // a disk that failed: nobody else writes here
      }
    },
    write: (note) => writeDurably(path, [new TextEncoder().encode(JSON.stringify(note))]),
  };
}
