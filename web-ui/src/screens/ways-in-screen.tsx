import { useEffect, useState } from "preact/hooks";
import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import { readAnew } from "../actions/read-anew.ts";
import type { SheetSlot } from "../actions/recovery.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { usePage } from "../page-context.ts";
import { BackButton } from "../parts/back-button.tsx";
import { focusTitle } from "../parts/focus-title.ts";
import { PasskeyWays } from "../parts/passkey-ways.tsx";
import { PassphraseWay } from "../parts/passphrase-way.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SheetWays } from "../parts/sheet-ways.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import type { AskedWay } from "../parts/ways-props.ts";
import { words } from "../words.ts";
import { PaperStep, TypeStep } from "./sheet-steps.tsx";

/** @property identity of a sheet that was just made; nowhere else, and gone when this screen is left */
interface Sheet {
  readonly id: SheetSlot["id"];
  readonly identity?: AgeIdentity;
}
type Step =
  | { readonly kind: "list"; readonly works: boolean }
  | { readonly kind: "paper"; readonly sheet: Required<Sheet> }
  | { readonly kind: "type"; readonly sheet: Sheet };

/** All that signs this person in and opens their recordings: passphrase, passkeys, paper. */
export function WaysInScreen({ onBack }: { onBack: () => void }) {
  const [step, setStep] = useState<Step>({ kind: "list", works: false });
  useEffect(() => scrollTo({ top: 0 }), [step.kind]);
  switch (step.kind) {
    case "list":
      return (
        <Ways
          works={step.works}
          onMade={(sheet) => setStep({ kind: "paper", sheet })}
          onTest={({ id }) => setStep({ kind: "type", sheet: { id } })}
          onBack={onBack}
        />
      );
    case "paper":
      return (
        <PaperStep
          identity={step.sheet.identity}
          onPaper={() => setStep({ kind: "type", sheet: step.sheet })}
          onBack={() => setStep({ kind: "list", works: false })}
        />
      );
    case "type": {
      const { id, identity } = step.sheet;
      return (
        <TypeStep
          id={id}
          onWorks={() => setStep({ kind: "list", works: true })}
          onBack={() =>
            setStep(
              identity === undefined
                ? { kind: "list", works: false }
                : { kind: "paper", sheet: { id, identity } },
            )
          }
        />
      );
    }
  }
}

interface ListProps {
  readonly works: boolean;
  readonly onMade: (sheet: Required<Sheet>) => void;
  readonly onTest: (slot: SheetSlot) => void;
  readonly onBack: () => void;
}

function Ways({ works, onMade, onTest, onBack }: ListProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [asked, setAsked] = useState<AskedWay>();
  useEffect(() => work.run(async () => void (await readAnew(page))), [page]);
  const done = (said: string) => {
    page.said.value = said;
    setAsked(undefined);
    focusTitle();
  };
  const question = { asked, onAsk: setAsked, onDone: done };
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.ways.title} />
        <p class="soft">{words.ways.lead}</p>
      </header>
      {works && asked === undefined && (
        <p class="strength good" role="status">
          {words.recovery.works}
        </p>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <PassphraseWay {...question} />
      <PasskeyWays {...question} />
      <SheetWays {...question} onMade={onMade} onTest={onTest} />
      <BackButton onBack={onBack} />
    </section>
  );
}
