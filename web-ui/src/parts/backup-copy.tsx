import { useEffect, useRef, useState } from "preact/hooks";
import { canKeepCopy, dropCopy, type KeptCopy, keepCopy, keptCopy, saveCopy } from "../actions/keep-copy.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** The family's backup on this device: how old it is and how large, a newer one, and a file to put elsewhere. */
export function BackupCopy() {
  const page = usePage();
  const work = useWork();
  const [copy, setCopy] = useState<KeptCopy>();
  const [bytes, setBytes] = useState(0);
  const leaving = useRef(new AbortController());
  const look = async () => setCopy(await keptCopy());
  useEffect(() => {
    if (canKeepCopy()) work.run(look);
    return () => leaving.current.abort();
  }, []);
  if (!canKeepCopy()) return null;
  const { backupCopy } = words;
  const take = () =>
    work.run(async () => {
      setBytes(0);
      await keepCopy(page, setBytes, leaving.current.signal);
      await look();
    });
  return (
    <section class="card backup-copy" aria-labelledby="backup-copy-title">
      <h2 id="backup-copy-title">{backupCopy.title}</h2>
      <p>
        {copy === undefined
          ? backupCopy.none
          : backupCopy.kept(sayDate(new Date(copy.at).toISOString()), copy.bytes / 1_000_000)}
      </p>
      <p class="small soft">{backupCopy.what}</p>
      {work.isBusy && bytes > 0 && <p role="status">{backupCopy.coming(bytes / 1_000_000)}</p>}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button type="button" disabled={work.isBusy} aria-busy={work.isBusy} onClick={take}>
          {copy === undefined ? backupCopy.take : backupCopy.takeAnew}
        </button>
        {copy !== undefined && (
          <>
            <button
              type="button"
              disabled={work.isBusy}
              onClick={() => work.run(async () => void (await saveCopy()))}
            >
              {backupCopy.save}
            </button>
            <button
              type="button"
              class="quiet"
              disabled={work.isBusy}
              onClick={() =>
                work.run(async () => {
                  await dropCopy();
                  await look();
                })
              }
            >
              {backupCopy.drop}
            </button>
          </>
        )}
      </div>
    </section>
  );
}
