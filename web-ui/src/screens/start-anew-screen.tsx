import { useEffect, useRef, useState } from "preact/hooks";
import type { AnewView } from "../../../hub/contract/starting-anew.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { startAnew } from "../actions/start-anew.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { usePage } from "../page-context.ts";
import { AccountFields } from "../parts/account-fields.tsx";
import { Bear } from "../parts/bear.tsx";
import { CodeField } from "../parts/code-field.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useJudgedPassphrase } from "../parts/use-judged-passphrase.ts";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** For a family that nobody can get into any more: code, name and passphrase first, then the paw, which begins it. */
export function StartAnewScreen({ onBack }: { onBack: () => void }) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [paw, setPaw] = useState<AnewView["paw"]>();
  const waiting = useRef<AbortController>(null);
  const judged = useJudgedPassphrase(passphrase, [name]);
  const isReady = code.trim() !== "" && name.trim() !== "" && judged.isTaken;
  // What goes wrong then is told beside the code.
  const isWaiting = work.trouble === undefined && (paw === "waiting" || paw === "pressed");

  useEffect(() => () => waiting.current?.abort(), []);

  const begin = () =>
    work.run(async () => {
      const stopping = new AbortController();
      waiting.current = stopping;
      const wish = { code: code.trim(), name: name.trim(), passphrase };
      const { signal } = stopping;
      await startAnew(page, wish, { timer: browserTimer, signal, onPaw: setPaw }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    });
  const goBack = () => {
    waiting.current?.abort();
    setPaw(undefined);
  };

  if (isWaiting) {
    const isPressed = paw === "pressed";
    return (
      <main class="door">
        <Bear hands={true} heart={isPressed ? "on" : "off"} />
        <header>
          <ScreenTitle
            key="press"
            title={isPressed ? words.startAnew.pressed : words.startAnew.press}
            tab={words.startAnew.title}
          />
          <p class="soft" role="status">
            {isPressed ? words.claim.busy : words.startAnew.pressHint}
          </p>
        </header>
        <button type="button" class="quiet" onClick={goBack}>
          {words.startAnew.back}
        </button>
        <LanguageChoice />
      </main>
    );
  }
  return (
    <main class="door">
      <header>
        <ScreenTitle title={words.startAnew.title} />
        <p class="soft">{words.startAnew.lead}</p>
      </header>
      <ul class="note">
        {words.startAnew.will.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) begin();
        }}
      >
        <p class="small">
          {words.startAnew.how} <code>{words.startAnew.command}</code>
        </p>
        <CodeField
          id="anew-code"
          label={words.startAnew.code}
          value={code}
          onValue={setCode}
          hint={words.startAnew.codeHint}
        />
        <AccountFields
          name={name}
          onName={setName}
          passphrase={passphrase}
          onPassphrase={setPassphrase}
          judged={judged}
        />
        {paw === "none" && (
          <p class="note" role="alert">
            {words.startAnew.late}
          </p>
        )}
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button type="submit" class="main wide" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
          {work.isBusy ? words.startAnew.submitBusy : words.startAnew.submit}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {words.startAnew.back}
        </button>
      </form>
      <LanguageChoice />
    </main>
  );
}
