import { useEffect, useState } from "preact/hooks";
import type { FormerGuardian } from "../../../hub/contract/former.ts";
import { type FormerWay, listFormer, openFormer } from "../actions/open-former.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { parseTypedSheet } from "../keys/recovery-typing.ts";
import { sayDay } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { BackButton } from "../parts/back-button.tsx";
import { PassphraseField } from "../parts/passphrase-field.tsx";
import { ResealingNote } from "../parts/resealing-note.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SelectField } from "../parts/select-field.tsx";
import { SheetField } from "../parts/sheet-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

/** For who finds a passphrase or sheet of before the hub started anew. */
export function OldRecordingsScreen({ onBack }: { onBack: () => void }) {
  const page = usePage();
  const reading = useWork();
  const work = useWork((error) => showDistrust(page, error));
  const [former, setFormer] = useState<readonly FormerGuardian[]>();
  const [chosen, setChosen] = useState<string>();
  const [wish, setWish] = useState<FormerWay["by"]>("passphrase");
  const [passphrase, setPassphrase] = useState("");
  const [text, setText] = useState("");
  const [isDone, setDone] = useState(false);
  useEffect(() => reading.run(async () => setFormer(await listFormer(page))), [page]);

  const { oldRecordings } = words;
  const whose = former?.find(({ id }) => id === chosen) ?? former?.[0];
  const by = whose === undefined || wish === "recovery-sheet" || whose.salt === null ? bySheet(whose) : wish;
  const way = readWay(by, passphrase, text);
  const submit = () =>
    work.run(async () => {
      if (whose === undefined || way === undefined) return;
      await openFormer(page, whose, way);
      setPassphrase("");
      setText("");
      setDone(true);
    });

  return (
    <section class="screen">
      <header>
        <ScreenTitle title={oldRecordings.title} />
        <p class="soft">{oldRecordings.lead}</p>
      </header>
      {isDone && (
        <p class="note" role="status">
          {oldRecordings.done}
        </p>
      )}
      <ResealingNote />
      {reading.trouble !== undefined && <TroubleNote trouble={reading.trouble} />}
      {whose !== undefined && (
        <form
          class="card"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <SelectField
            id="former"
            label={oldRecordings.whose}
            value={whose.id}
            options={(former ?? []).map(({ id, name, until }) => [
              id,
              oldRecordings.until(name, sayDay(Date.parse(until), Date.now())),
            ])}
            onValue={setChosen}
          />
          {by === "passphrase" && (
            <PassphraseField label={oldRecordings.passphrase} value={passphrase} onValue={setPassphrase} />
          )}
          {by === "recovery-sheet" && <SheetField value={text} onValue={setText} />}
          {by === undefined && <p class="note">{oldRecordings.nothing}</p>}
          {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
          <button
            type="submit"
            class="main wide"
            disabled={way === undefined || work.isBusy}
            aria-busy={work.isBusy}
          >
            {work.isBusy ? oldRecordings.busy : oldRecordings.submit}
          </button>
          {whose.salt !== null && whose.hasSheet && (
            <button
              type="button"
              class="quiet"
              onClick={() => setWish(by === "passphrase" ? "recovery-sheet" : "passphrase")}
            >
              {by === "passphrase" ? oldRecordings.bySheet : oldRecordings.byPassphrase}
            </button>
          )}
        </form>
      )}
      <p class="small soft">{oldRecordings.what}</p>
      <BackButton onBack={onBack} />
    </section>
  );
}

const bySheet = (whose: FormerGuardian | undefined) => (whose?.hasSheet ? "recovery-sheet" : undefined);

function readWay(by: FormerWay["by"] | undefined, passphrase: string, text: string): FormerWay | undefined {
  if (by === "passphrase") return passphrase === "" ? undefined : { by, passphrase };
  const sheet = parseTypedSheet(text);
  return by === undefined || sheet.kind !== "whole" ? undefined : { by, identity: sheet.value };
}
