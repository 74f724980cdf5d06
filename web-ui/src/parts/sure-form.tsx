import { useEffect, useRef, useState } from "preact/hooks";
import { showDistrust } from "../actions/enter.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { PassphraseField } from "./passphrase-field.tsx";
import { TextField } from "./text-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

interface SureFormProps {
  readonly title: string;
  readonly what: string;
  readonly needsPassphrase: boolean;
  /** A word to be typed first, for what is more than one can take in at a glance. */
  readonly typed?: { readonly label: string; readonly word: string };
  readonly submit: string;
  /** In place of `submit` while it is being done. */
  readonly busy: string;
  readonly onSure: (passphrase: string) => Promise<void>;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** A question before something is done that one press must not do. */
export function SureForm({
  title,
  what,
  needsPassphrase,
  typed,
  submit,
  busy,
  onSure,
  onDone,
  onCancel,
}: SureFormProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [passphrase, setPassphrase] = useState("");
  const [text, setText] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input, button")?.focus(), []);
  const isTyped = typed === undefined || sameWord(text, typed.word);
  const isReady = isTyped && (passphrase !== "" || !needsPassphrase);
  return (
    <form
      ref={form}
      class="note"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        work.run(async () => {
          await onSure(passphrase);
          onDone();
        });
      }}
    >
      <h2>{title}</h2>
      <p class="small">{what}</p>
      {typed !== undefined && (
        <TextField id="sure-word" label={typed.label} value={text} onValue={setText} autocomplete="off" />
      )}
      {needsPassphrase && <PassphraseField value={passphrase} onValue={setPassphrase} />}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button type="submit" class="main" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
          {work.isBusy ? busy : submit}
        </button>
        <button type="button" class="quiet" onClick={onCancel}>
          {words.unlock.cancel}
        </button>
      </div>
    </form>
  );
}

const sameWord = (one: string, other: string): boolean =>
  one.normalize("NFKC").trim().toLowerCase() === other.normalize("NFKC").trim().toLowerCase();
