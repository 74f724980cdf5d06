import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Way } from "../actions/open-keys.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { usePage } from "../page-context.ts";
import { FormEnd } from "./form-end.tsx";
import { TextField } from "./text-field.tsx";
import { useWork } from "./use-work.ts";
import { useWay, WayField } from "./way-field.tsx";

interface SureFormProps {
  readonly title: string;
  readonly what: string;
  /** A second paragraph. */
  readonly more?: string;
  /** A word to be typed first, for what is more than one can take in at a glance. */
  readonly typed?: { readonly label: string; readonly word: string };
  readonly submit: string;
  /** In place of `submit` while it is being done. */
  readonly busy: string;
  /** What may be chosen on the way. */
  readonly children?: ComponentChildren;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}
type Sure =
  | { readonly needsKeys: true; readonly onSure: (way: Way) => Promise<void> }
  | { readonly needsKeys: false; readonly onSure: () => Promise<void> };

/** A question before something is done that one press must not do. */
export function SureForm({
  title,
  what,
  more,
  typed,
  submit,
  busy,
  children,
  onDone,
  onCancel,
  ...sure
}: SureFormProps & Sure) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const choice = useWay();
  const [text, setText] = useState("");
  const wordId = useId();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input, button[type=submit]")?.focus(), []);
  const { way } = choice;
  const isTyped = typed === undefined || sameWord(text, typed.word);
  const isReady = isTyped && (way !== undefined || !sure.needsKeys);
  return (
    <form
      ref={form}
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        work.run(async () => {
          if (!sure.needsKeys) await sure.onSure();
          else if (way !== undefined) await sure.onSure(way);
          onDone();
        });
      }}
    >
      <h2>{title}</h2>
      <p class="small">{what}</p>
      {more !== undefined && <p class="small">{more}</p>}
      {typed !== undefined && (
        <TextField id={wordId} label={typed.label} value={text} onValue={setText} autocomplete="off" />
      )}
      {children}
      {sure.needsKeys && <WayField choice={choice} />}
      <FormEnd work={work} isReady={isReady} submit={submit} busy={busy} onCancel={onCancel} />
    </form>
  );
}

const sameWord = (one: string, other: string): boolean =>
  one.normalize("NFKC").trim().toLowerCase() === other.normalize("NFKC").trim().toLowerCase();
