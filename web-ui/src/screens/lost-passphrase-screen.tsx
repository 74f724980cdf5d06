import { useState } from "preact/hooks";
import { signInWithSheet } from "../actions/recovery.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { parseTypedSheet } from "../keys/recovery-typing.ts";
import { usePage } from "../page-context.ts";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { Later } from "../parts/later.tsx";
import { PassphraseField } from "../parts/passphrase-field.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SheetField } from "../parts/sheet-field.tsx";
import { TextField } from "../parts/text-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useJudgedPassphrase } from "../parts/use-judged-passphrase.ts";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** For who has the recovery sheet and no passphrase any more. */
export function LostPassphraseScreen({ name: typedName, onBack }: { name: string; onBack: () => void }) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [name, setName] = useState(typedName);
  const [text, setText] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [isNobody, setNobody] = useState(false);
  const judged = useJudgedPassphrase(passphrase, [name]);
  const sheet = parseTypedSheet(text);
  const isReady = name.trim() !== "" && sheet.kind === "whole" && judged.isTaken;

  if (isNobody) {
    return (
      <Later
        load={async () => {
          const { StartAnewScreen } = await import("./start-anew-screen.tsx");
          return () => <StartAnewScreen onBack={() => setNobody(false)} />;
        }}
      />
    );
  }
  return (
    <main class="door">
      <header>
        <ScreenTitle title={words.lostPassphrase.title} />
        <p class="soft">{words.lostPassphrase.lead}</p>
      </header>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          work.run(() => signInWithSheet(page, { name: name.trim(), identity: sheet.value, passphrase }));
        }}
      >
        <TextField
          id="name"
          label={words.claim.name}
          value={name}
          onValue={setName}
          autocomplete="username"
        />
        <SheetField value={text} onValue={setText} />
        <PassphraseField
          label={words.lostPassphrase.field}
          value={passphrase}
          onValue={setPassphrase}
          judged={judged}
        />
        <p class="small soft">{words.claim.promise}</p>
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button type="submit" class="main wide" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
          {work.isBusy ? words.lostPassphrase.busy : words.lostPassphrase.submit}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {words.lostPassphrase.back}
        </button>
      </form>
      <p class="small soft">{words.lostPassphrase.without}</p>
      <button type="button" class="quiet" onClick={() => setNobody(true)}>
        {words.lostPassphrase.nobody}
      </button>
      <LanguageChoice />
    </main>
  );
}
