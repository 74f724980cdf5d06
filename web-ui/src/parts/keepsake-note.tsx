import { useEffect, useRef, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { spokenLocale, words } from "../words.ts";
import { TroubleNote } from "./trouble-note.tsx";

/** A keepsake that is being made here, or is ready to be saved. Nothing where there is none. */
export function KeepsakeNote() {
  const page = usePage();
  const now = page.keepsake.value;
  if (now === undefined) return null;
  const { keepsake } = words;
  const { child, total, done, unreadable } = now;
  const close = () => {
    page.keepsake.value = undefined;
  };
  return (
    <section class="note" aria-label={keepsake.title(child)}>
      {now.state === "running" && (
        <>
          <p>
            <strong>{keepsake.running(child)}</strong>
          </p>
          <progress
            max={100}
            value={total === 0 ? 0 : Math.floor((100 * (done + unreadable)) / total)}
            aria-label={keepsake.running(child)}
          />
          <p class="small soft">
            {total === 0
              ? keepsake.counting
              : keepsake.progress((done + unreadable).toLocaleString(spokenLocale()), total)}
          </p>
          <div class="row">
            <button type="button" class="quiet" onClick={now.stop}>
              {keepsake.stop}
            </button>
          </div>
        </>
      )}
      {now.state === "done" && now.result !== undefined && (
        <>
          <p role="status">
            <strong>{keepsake.done(child, done)}</strong>
          </p>
          {unreadable > 0 && <p class="small">{keepsake.unreadable(unreadable)}</p>}
          <p class="small">{now.result.blob === undefined ? keepsake.lies(now.result.name) : keepsake.how}</p>
          <div class="row">
            {now.result.blob !== undefined && <SaveLink blob={now.result.blob} name={now.result.name} />}
            <button type="button" class="quiet" onClick={close}>
              {keepsake.close}
            </button>
          </div>
        </>
      )}
      {now.state === "failed" && now.trouble !== undefined && (
        <>
          <TroubleNote trouble={now.trouble} />
          <div class="row">
            <button type="button" class="quiet" onClick={close}>
              {keepsake.close}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

/** Saves by itself once, where the browser lets it, and by a press as often as one likes. */
function SaveLink({ blob, name }: { blob: Blob; name: string }) {
  const [address, setAddress] = useState<string>();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  useEffect(() => {
    if (address !== undefined) link.current?.click();
  }, [address]);
  if (address === undefined) return null;
  return (
    <a ref={link} class="button-link" href={address} download={name}>
      {words.keepsake.save}
    </a>
  );
}
