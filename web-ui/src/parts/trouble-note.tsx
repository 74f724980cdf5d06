import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Trouble } from "../actions/trouble.ts";
import { words } from "../words.ts";

/** What went wrong, one thing to do, and the code to copy for who helps. */
export function TroubleNote({ trouble, children }: { trouble: Trouble; children?: ComponentChildren }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    // Code and browser; no name, no address, no sound.
    await navigator.clipboard.writeText(`${trouble.code}\n${trouble.title}\n${navigator.userAgent}`);
    setCopied(true);
  };
  return (
    <div class="note" role="alert">
      <strong>{trouble.title}</strong>
      <p>{trouble.next}</p>
      <div class="row links">
        {children}
        <button type="button" class="quiet small" onClick={() => void copy()}>
          {isCopied ? words.errors.copied : words.errors.details}
        </button>
      </div>
    </div>
  );
}
