import { useState } from "preact/hooks";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { usePage } from "../page-context.ts";
import { AccountFields } from "../parts/account-fields.tsx";
import { Bear } from "../parts/bear.tsx";
import { CodeField } from "../parts/code-field.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { Later } from "../parts/later.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useJudgedPassphrase } from "../parts/use-judged-passphrase.ts";
import { useWork } from "../parts/use-work.ts";
import { WizardStep } from "../parts/wizard-step.tsx";
import { words } from "../words.ts";

/** The first guardian: code, name, passphrase. */
export function ClaimScreen({ hub }: { hub: PublicId }) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const judged = useJudgedPassphrase(passphrase, [name]);
  const [isRestoring, setRestoring] = useState(false);
  const isReady = code.trim() !== "" && name.trim() !== "" && judged.isTaken;
  const submit = () =>
    work.run(async () => {
      const { claimHub } = await import("../actions/claim-hub.ts");
      await claimHub(page, { hub, code: code.trim(), name: name.trim(), passphrase });
    });

  if (isRestoring) {
    return (
      <Later
        load={async () => {
          const { RestoreScreen } = await import("./restore-screen.tsx");
          return () => <RestoreScreen code={code} onBack={() => setRestoring(false)} />;
        }}
      />
    );
  }
  return (
    <main class="door">
      <Bear heart="on" />
      <header>
        <WizardStep step={1} />
        <ScreenTitle title={words.claim.title} />
        <p class="soft">{words.claim.lead}</p>
      </header>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) submit();
        }}
      >
        <CodeField
          id="code"
          label={words.claim.code}
          value={code}
          onValue={setCode}
          hint={words.claim.codeHint}
        />
        <AccountFields
          name={name}
          onName={setName}
          passphrase={passphrase}
          onPassphrase={setPassphrase}
          judged={judged}
        />
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button type="submit" class="main wide" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
          {work.isBusy ? words.claim.busy : words.claim.submit}
        </button>
      </form>
      <button type="button" class="quiet" onClick={() => setRestoring(true)}>
        {words.claim.fromBackup}
      </button>
      <LanguageChoice />
    </main>
  );
}
