import { words } from "../words.ts";
import { PassphraseField } from "./passphrase-field.tsx";
import { TextField } from "./text-field.tsx";
import type { useJudgedPassphrase } from "./use-judged-passphrase.ts";

interface AccountFieldsProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly passphrase: string;
  readonly onPassphrase: (passphrase: string) => void;
  readonly judged: ReturnType<typeof useJudgedPassphrase>;
}

/** What a new guardian signs in by from now on. */
export function AccountFields({ name, onName, passphrase, onPassphrase, judged }: AccountFieldsProps) {
  return (
    <>
      <TextField
        id="name"
        label={words.claim.name}
        value={name}
        onValue={onName}
        autocomplete="username"
        hint={words.claim.nameHint}
      />
      <PassphraseField value={passphrase} onValue={onPassphrase} judged={judged} />
      <p class="small soft">{words.claim.promise}</p>
    </>
  );
}
