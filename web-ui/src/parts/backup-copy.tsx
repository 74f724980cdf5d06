import { useEffect, useRef, useState } from "preact/hooks";
import { canKeepCopy, dropCopy, keepCopy, keptCopy, saveAsFile, takeAsFile } from "../actions/keep-copy.ts";
import { NotNow } from "../actions/step-up.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** The family's backup on this device: how old it is and how large, a newer one, and a file to put elsewhere. */
export function BackupCopy() {
  const page = usePage();
  const work = useWork();
  const [copy, setCopy] = useState<File>();
  const [keeps, setKeeps] = useState<boolean>();
  const [megabytes, setMegabytes] = useState<number>();
  const taking = useRef<AbortController>(undefined);
  const hub = page.session.value?.info.hub;
  const look = async () => {
    if (hub !== undefined) setCopy(await keptCopy(hub));
    setKeeps(await canKeepCopy());
  };
  const stop = () => taking.current?.abort(new NotNow("stopped"));
  useEffect(() => {
    work.run(look);
    return stop;
  }, []);
  if (keeps === undefined || hub === undefined) return null;
  const { backupCopy } = words;
  const take = () =>
    work.run(async () => {
      taking.current = new AbortController();
      const { signal } = taking.current;
      const onBytes = (bytes: number) => setMegabytes(Math.floor(bytes / 1_000_000));
      try {
        await (keeps ? keepCopy(page, hub, { onBytes, signal }) : takeAsFile(page, { onBytes, signal }));
        await look();
      } finally {
        setMegabytes(undefined);
      }
    });
  const drop = () =>
    work.run(async () => {
      await dropCopy(hub);
      await look();
    });
  return (
    <section class="card backup-copy" aria-labelledby="backup-copy-title">
      <h2 id="backup-copy-title">{backupCopy.title}</h2>
      <p>
        {copy === undefined
          ? backupCopy.none
          : backupCopy.kept(sayDate(new Date(copy.lastModified).toISOString()), copy.size / 1_000_000)}
      </p>
      <p class="small soft">
        {backupCopy.sealed} {keeps ? backupCopy.elsewhere : backupCopy.asFile}
      </p>
      {megabytes !== undefined && (
        <>
          <p role="status">{backupCopy.coming}</p>
          <p class="small soft">{backupCopy.soFar(megabytes)}</p>
        </>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        {megabytes === undefined ? (
          <button type="button" disabled={work.isBusy} onClick={take}>
            {takeWords(keeps, copy)}
          </button>
        ) : (
          <button type="button" onClick={stop}>
            {backupCopy.stop}
          </button>
        )}
        {copy !== undefined && megabytes === undefined && (
          <>
            <button type="button" disabled={work.isBusy} onClick={() => saveAsFile(copy, copy.lastModified)}>
              {backupCopy.save}
            </button>
            <button type="button" class="quiet" disabled={work.isBusy} onClick={drop}>
              {backupCopy.drop}
            </button>
          </>
        )}
      </div>
    </section>
  );
}

function takeWords(keeps: boolean, copy: File | undefined): string {
  const { backupCopy } = words;
  if (!keeps) return backupCopy.save;
  return copy === undefined ? backupCopy.take : backupCopy.takeAnew;
}
