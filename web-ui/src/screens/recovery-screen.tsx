import { useEffect, useState } from "preact/hooks";
import type { AgeIdentity } from "../../../hub/archive/identity.ts";
import { showDistrust } from "../actions/enter.ts";
import { readAnew } from "../actions/read-anew.ts";
import {
  makeSheet,
  openAnew,
  removeSheet,
  type SheetSlot,
  sheetsOn,
  testSheet,
} from "../actions/recovery.ts";
import { parseTypedSheet } from "../keys/recovery-typing.ts";
import { sayDate, sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { SheetField } from "../parts/sheet-field.tsx";
import { SheetPaper } from "../parts/sheet-paper.tsx";
import { SureForm } from "../parts/sure-form.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useHeadingFocus } from "../parts/use-heading-focus.ts";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** @property identity of a sheet that was just made; nowhere else, and gone when this screen is left */
interface Sheet {
  readonly id: SheetSlot["id"];
  readonly identity?: AgeIdentity;
}
type Step =
  | { readonly kind: "list"; readonly works: boolean }
  | { readonly kind: "paper"; readonly sheet: Required<Sheet> }
  | { readonly kind: "type"; readonly sheet: Sheet };

/** Paper that opens the recordings when the passphrase is lost: make it, type it back, remove it. */
export function RecoveryScreen({ onBack }: { onBack: () => void }) {
  const [step, setStep] = useState<Step>({ kind: "list", works: false });
  useHeadingFocus(step.kind);
  useEffect(() => scrollTo({ top: 0 }), [step.kind]);
  switch (step.kind) {
    case "list":
      return (
        <SheetList
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

interface SheetListProps {
  readonly works: boolean;
  readonly onMade: (sheet: Required<Sheet>) => void;
  readonly onTest: (slot: SheetSlot) => void;
  readonly onBack: () => void;
}

function SheetList({ works, onMade, onTest, onBack }: SheetListProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [asked, setAsked] = useState<SheetSlot["id"] | "make">();
  useEffect(() => work.run(async () => void (await readAnew(page))), [page]);
  const slots = sheetsOn(page);

  return (
    <section class="screen">
      <header>
        <h1 tabIndex={-1}>{words.recovery.title}</h1>
        <p class="soft">{words.recovery.lead}</p>
      </header>
      {works && asked === undefined && (
        <p class="strength good" role="status">
          {words.recovery.works}
        </p>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {slots.length === 0 && <p>{words.recovery.none}</p>}
      <ul class="messages" hidden={slots.length === 0}>
        {slots.map((slot) => (
          <li class="message sheet" key={slot.id}>
            <p class="who">{nameOf(slot)}</p>
            <p class="small soft">{sayTest(slot)}</p>
            {asked !== slot.id && (
              <div class="row">
                <button
                  type="button"
                  aria-label={`${verb(slot)}: ${nameOf(slot)}`}
                  onClick={() => onTest(slot)}
                >
                  {verb(slot)}
                </button>
                <button
                  type="button"
                  class="quiet"
                  aria-label={`${words.recovery.remove}: ${nameOf(slot)}`}
                  onClick={() => setAsked(slot.id)}
                >
                  {words.recovery.remove}
                </button>
              </div>
            )}
            {asked === slot.id && (
              <SureForm
                title={words.recovery.sureRemove(nameOf(slot))}
                what={words.recovery.whatRemove}
                needsPassphrase
                submit={words.recovery.remove}
                busy={words.recovery.removing}
                onSure={async (passphrase) => {
                  const [session, opened] = await openAnew(page, passphrase);
                  await removeSheet(page, session, opened, slot);
                }}
                onDone={() => {
                  page.said.value = words.recovery.removed;
                  setAsked(undefined);
                  document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
                }}
                onCancel={() => setAsked(undefined)}
              />
            )}
          </li>
        ))}
      </ul>
      {asked === "make" ? (
        <SureForm
          title={words.recovery.sureMake}
          what={words.recovery.whatMake}
          needsPassphrase
          submit={words.recovery.make}
          busy={words.recovery.making}
          onSure={async (passphrase) => onMade(await makeSheet(page, ...(await openAnew(page, passphrase))))}
          onDone={() => undefined}
          onCancel={() => setAsked(undefined)}
        />
      ) : (
        <button type="button" class={slots.length === 0 ? "main" : ""} onClick={() => setAsked("make")}>
          {words.recovery.make}
        </button>
      )}
      <div class="row">
        <button type="button" class="quiet" onClick={onBack}>
          {words.findToy.back}
        </button>
      </div>
    </section>
  );
}

interface PaperStepProps {
  readonly identity: AgeIdentity;
  readonly onPaper: () => void;
  readonly onBack: () => void;
}

function PaperStep({ identity, onPaper, onBack }: PaperStepProps) {
  const { session, client } = usePage();
  return (
    <section class="screen">
      <header>
        <h1 tabIndex={-1}>{words.recovery.paperTitle}</h1>
        <p class="soft">{words.recovery.paperLead}</p>
      </header>
      <SheetPaper
        identity={identity}
        name={session.value?.info.person.name ?? ""}
        address={location.origin}
        date={sayDate(new Date(client.hubNow()).toISOString())}
      />
      <p class="note">{words.recovery.warning}</p>
      <div class="row">
        <button type="button" onClick={() => print()}>
          {words.recovery.print}
        </button>
        <button type="button" class="main" onClick={onPaper}>
          {words.recovery.onPaper}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {words.findToy.back}
        </button>
      </div>
    </section>
  );
}

interface TypeStepProps {
  readonly id: SheetSlot["id"];
  readonly onWorks: () => void;
  readonly onBack: () => void;
}

function TypeStep({ id, onWorks, onBack }: TypeStepProps) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [text, setText] = useState("");
  const [isOther, setOther] = useState(false);
  const slot = sheetsOn(page).find((one) => one.id === id);
  const typed = parseTypedSheet(text);
  const isReady = typed.kind === "whole" && slot !== undefined;
  return (
    <section class="screen">
      <header>
        <h1 tabIndex={-1}>{words.recovery.typeTitle}</h1>
        <p class="soft">{words.recovery.typeLead}</p>
      </header>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReady) return;
          work.run(async () => {
            if (await testSheet(page, await readAnew(page), slot, typed.identity)) return onWorks();
            setOther(true);
          });
        }}
      >
        <SheetField
          value={text}
          onValue={(value) => {
            setText(value);
            setOther(false);
          }}
        />
        {isOther && (
          <p class="note" role="alert">
            {words.recovery.otherSheet}
          </p>
        )}
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <div class="row">
          <button type="submit" class="main" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
            {work.isBusy ? words.recovery.checking : words.recovery.check}
          </button>
          <button type="button" class="quiet" onClick={onBack}>
            {words.findToy.back}
          </button>
        </div>
      </form>
    </section>
  );
}

const verb = ({ testedAt }: SheetSlot): string =>
  testedAt === null ? words.recovery.test : words.recovery.testAgain;
const nameOf = ({ madeAt }: SheetSlot): string =>
  madeAt === null ? words.recovery.someSheet : words.recovery.sheet(sayMoment(madeAt, Date.now()));
const sayTest = ({ testedAt }: SheetSlot): string =>
  testedAt === null ? words.recovery.untested : words.recovery.tested(sayMoment(testedAt, Date.now()));
