import { useEffect, useRef, useState } from "preact/hooks";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { FoundPlace, RestoredView, RestoreState } from "../../../hub/contract/restoring.ts";
import { keptCopies } from "../actions/keep-copy.ts";
import {
  beginRestore,
  bringCopy,
  dropRestore,
  fetchKept,
  finishRestore,
  followRestore,
  lookForBackups,
  rememberFamily,
  waitForHub,
} from "../actions/restore-family.ts";
import { NotNow } from "../actions/step-up.ts";
import { browserTimer } from "../hub/browser-timer.ts";
import { parseTypedSheet } from "../keys/recovery-typing.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { CodeField } from "../parts/code-field.tsx";
import { FormEnd } from "../parts/form-end.tsx";
import { KeeperPlaceFields } from "../parts/keeper-place-fields.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { PassphraseField } from "../parts/passphrase-field.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SheetField } from "../parts/sheet-field.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork, type Work } from "../parts/use-work.ts";
import { words } from "../words.ts";

type Asking = Extract<RestoreState, { kind: "asking" }>;
/** A backup that was chosen, and where it is. */
interface Chosen {
  readonly place: FoundPlace;
  readonly backup: number;
}
type Step =
  | { readonly kind: "code" }
  | { readonly kind: "choose"; readonly places: readonly FoundPlace[] }
  | { readonly kind: "working"; readonly chosen: Chosen; readonly state: RestoreState }
  | { readonly kind: "asking"; readonly chosen: Chosen; readonly state: Asking }
  | { readonly kind: "done"; readonly restored: RestoredView };

/** On a hub that nobody claimed: a family comes back out of a backup. */
export function RestoreScreen({ code: typedCode, onBack }: { code: string; onBack: () => void }) {
  const page = usePage();
  const [step, setStep] = useState<Step>({ kind: "code" });
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);
  const waiting = { timer: browserTimer, signal: leaving.current.signal };

  const follow = async (chosen: Chosen) => {
    const onState = (state: RestoreState) =>
      setStep(
        state.kind === "asking" ? { kind: "asking", chosen, state } : { kind: "working", chosen, state },
      );
    await followRestore(page, { ...waiting, onState }).then(undefined, (error: unknown) => {
      if (!waiting.signal.aborted) throw error;
    });
  };
  const again = () => setStep({ kind: "code" });

  return (
    <main class="door restore">
      {step.kind === "code" && (
        <CodeStep
          typed={typedCode}
          onFound={(places) => setStep({ kind: "choose", places })}
          onBack={onBack}
        />
      )}
      {step.kind === "choose" && <ChooseStep places={step.places} onBegun={follow} onBack={again} />}
      {step.kind === "working" && <WorkingStep state={step.state} onAgain={again} />}
      {step.kind === "asking" && (
        <AskingStep
          {...step}
          onDone={(restored) => {
            setStep({ kind: "done", restored });
            waitForHub(page, restored.hub, waiting).then(
              () => location.reload(),
              () => undefined, // whoever left
            );
          }}
          onBack={() => {
            dropRestore(page).catch(() => undefined); // the hub forgets it at its next start
            again();
          }}
        />
      )}
      {step.kind === "done" && <DoneStep restored={step.restored} />}
      <LanguageChoice />
    </main>
  );
}

interface CodeStepProps {
  readonly typed: string;
  readonly onFound: (places: readonly FoundPlace[]) => void;
  readonly onBack: () => void;
}

function CodeStep({ typed, onFound, onBack }: CodeStepProps) {
  const page = usePage();
  const work = useWork();
  const [code, setCode] = useState(typed);
  const [isNone, setNone] = useState(false);
  const [kept, setKept] = useState<readonly File[]>([]);
  const [brought, setBrought] = useState<{ readonly there: number; readonly of: number }>();
  const [isFetching, setFetching] = useState(false);
  const [fetched, setFetched] = useState<RestoreState>();
  const bringing = useRef<AbortController>(undefined);
  const stop = () => bringing.current?.abort(new NotNow("stopped"));
  useEffect(() => {
    void keptCopies().then(setKept, () => undefined); // a file can be chosen all the same
    return stop;
  }, []);
  const look = async () => {
    const { places } = await lookForBackups(page, code.trim());
    if (places.length > 0) onFound(places);
    setNone(places.length === 0);
  };
  const bring = (file: File) =>
    work.run(async () => {
      setNone(false);
      // The code comes first: by it the hub knows this device.
      await lookForBackups(page, code.trim());
      bringing.current = new AbortController();
      const onBytes = (there: number) => setBrought({ there, of: file.size });
      onBytes(0);
      try {
        await bringCopy(page, file, { timer: browserTimer, signal: bringing.current.signal, onBytes });
      } finally {
        setBrought(undefined);
      }
      await look();
    });
  const fetchFrom = (address: string, keeperCode: string) =>
    work.run(async () => {
      setNone(false);
      // The code comes first: by it the hub knows this device.
      await lookForBackups(page, code.trim());
      await fetchKept(page, address, keeperCode);
      bringing.current = new AbortController();
      const { signal } = bringing.current;
      const state = await followRestore(page, { timer: browserTimer, signal, onState: setFetched });
      if (state.kind === "failed") return;
      await look();
      setFetching(false);
    });
  const leaveFetching = () => {
    if (work.isBusy) {
      stop();
      dropRestore(page).catch(() => undefined); // the hub forgets it at its next start
    }
    setFetched(undefined);
    setFetching(false);
  };
  if (isFetching) return <FetchStep state={fetched} work={work} onFetch={fetchFrom} onBack={leaveFetching} />;
  return (
    <>
      <header>
        <ScreenTitle title={words.restore.title} />
        <p class="soft">{words.restore.lead}</p>
      </header>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          work.run(look);
        }}
      >
        <p>{words.restore.plug}</p>
        <CodeField
          id="restore-code"
          label={words.restore.code}
          value={code}
          onValue={setCode}
          hint={words.claim.codeHint}
        />
        {isNone && !work.isBusy && (
          <p class="note" role="alert">
            {words.restore.none}
          </p>
        )}
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button
          type="submit"
          class="main wide"
          disabled={code.trim() === "" || work.isBusy}
          aria-busy={work.isBusy}
        >
          {work.isBusy ? words.restore.looking : words.restore.look}
        </button>
        {brought === undefined ? (
          <>
            {kept.slice(0, 1).map((file) => (
              <button
                key={file.name}
                type="button"
                class="wide"
                disabled={code.trim() === "" || work.isBusy}
                onClick={() => bring(file)}
              >
                {words.restore.keptHere(sayDate(new Date(file.lastModified).toISOString()))}
              </button>
            ))}
            <label class="file-button small">
              {words.restore.fromDevice}
              <input
                class="unseen"
                type="file"
                accept=".tar,application/x-tar"
                disabled={code.trim() === "" || work.isBusy}
                onChange={(event) => {
                  const [file] = event.currentTarget.files ?? [];
                  // The same file can be chosen a second time.
                  event.currentTarget.value = "";
                  if (file !== undefined) bring(file);
                }}
              />
            </label>
            <button
              type="button"
              class="quiet"
              disabled={code.trim() === "" || work.isBusy}
              onClick={() => setFetching(true)}
            >
              {words.secondHub.fetch}
            </button>
          </>
        ) : (
          <>
            <p role="status">{words.restore.bringing}</p>
            <progress max={brought.of} value={brought.there} aria-label={words.restore.bringing} />
            <p class="small soft">
              {words.restore.brought(brought.there / 1_000_000, brought.of / 1_000_000)}
            </p>
            <button type="button" class="quiet" onClick={stop}>
              {words.restore.stopBringing}
            </button>
          </>
        )}
        <button type="button" class="quiet" onClick={onBack}>
          {words.restore.back}
        </button>
      </form>
    </>
  );
}

interface FetchStepProps {
  /** How far it is; `undefined` before it began. */
  readonly state: RestoreState | undefined;
  readonly work: Work;
  readonly onFetch: (address: string, code: string) => void;
  readonly onBack: () => void;
}

function FetchStep({ state, work, onFetch, onBack }: FetchStepProps) {
  const [address, setAddress] = useState("");
  const [code, setCode] = useState("");
  const { files, of } = state?.kind === "fetching" ? state : { files: 0, of: null };
  return (
    <>
      <header>
        <ScreenTitle key="fetch" title={words.secondHub.fetchPage} tab={words.restore.title} />
      </header>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          onFetch(address.trim(), code.trim());
        }}
      >
        <KeeperPlaceFields address={address} code={code} onAddress={setAddress} onCode={setCode} />
        {state?.kind === "failed" && (
          <div class="note" role="alert">
            <strong>{words.restore.reasons[state.code] ?? words.errors.unknown.title}</strong>
            <p class="small soft">{state.code}</p>
          </div>
        )}
        {state?.kind === "fetching" && (
          <>
            <progress aria-label={words.secondHub.fetching} value={files} max={of ?? 1} />
            <p role="status">{of === null ? words.secondHub.fetching : words.restore.files(files, of)}</p>
          </>
        )}
        <FormEnd
          work={work}
          isReady={address.trim() !== "" && code.trim() !== ""}
          submit={words.secondHub.fetchSubmit}
          busy={words.secondHub.fetching}
          onCancel={onBack}
        />
      </form>
    </>
  );
}

interface ChooseStepProps {
  readonly places: readonly FoundPlace[];
  readonly onBegun: (chosen: Chosen) => Promise<void>;
  readonly onBack: () => void;
}

function ChooseStep({ places, onBegun, onBack }: ChooseStepProps) {
  const page = usePage();
  const work = useWork();
  const choices = places.flatMap((place) =>
    place.backups.map((one, nth) => ({ ...one, place, isNewest: nth === 0 })),
  );
  const [at, setAt] = useState(0);
  const [isSheet, setSheet] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [text, setText] = useState("");
  const sheet = parseTypedSheet(text);
  const chosen = choices[at];
  const typed = isSheet
    ? sheet.kind === "whole"
      ? ({ kind: "sheet", identity: sheet.value } as const)
      : undefined
    : passphrase === ""
      ? undefined
      : ({ kind: "passphrase", passphrase } as const);
  return (
    <>
      <header>
        <ScreenTitle key="choose" title={words.restore.choose} tab={words.restore.title} />
        <p class="soft">{words.restore.older}</p>
      </header>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen === undefined || typed === undefined) return;
          work.run(async () => {
            await beginRestore(page, chosen.place, chosen.backup, typed);
            await onBegun(chosen);
          });
        }}
      >
        <div class="field">
          <label for="restore-backup">{words.restore.choose}</label>
          <select
            id="restore-backup"
            value={String(at)}
            onChange={(event) => setAt(Number(event.currentTarget.value))}
          >
            {choices.map(({ place, backup, at: made, files, isNewest }, nth) => (
              <option key={`${place.place} ${backup}`} value={String(nth)}>
                {words.restore.backup(sayDate(made), files)}
                {isNewest ? ` (${words.restore.newest})` : ""}
              </option>
            ))}
          </select>
          <p class="small soft">{chosen?.place.folder}</p>
        </div>
        {isSheet ? (
          <SheetField value={text} onValue={setText} />
        ) : (
          <PassphraseField label={words.restore.passphrase} value={passphrase} onValue={setPassphrase} />
        )}
        <button type="button" class="quiet small other-way" onClick={() => setSheet(!isSheet)}>
          {isSheet ? words.restore.byPassphrase : words.restore.bySheet}
        </button>
        <p class="small soft">{words.restore.promise}</p>
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button
          type="submit"
          class="main wide"
          disabled={typed === undefined || work.isBusy}
          aria-busy={work.isBusy}
        >
          {work.isBusy ? words.restore.opening : words.restore.open}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {words.restore.back}
        </button>
      </form>
    </>
  );
}

function WorkingStep({ state, onAgain }: { state: RestoreState; onAgain: () => void }) {
  if (state.kind === "failed") {
    return (
      <>
        <header>
          <ScreenTitle key="failed" title={words.restore.failed} tab={words.restore.title} />
          <p class="soft">{words.restore.failedLead}</p>
        </header>
        <div class="note" role="alert">
          <strong>{words.restore.reasons[state.code] ?? words.errors.unknown.title}</strong>
          <p class="small soft">{state.code}</p>
        </div>
        <button type="button" class="main wide" onClick={onAgain}>
          {words.restore.again}
        </button>
      </>
    );
  }
  const { files, of } = state.kind === "laying" || state.kind === "fetching" ? state : { files: 0, of: null };
  const says = of === null ? words.restore.begun : words.restore.files(files, of);
  return (
    <>
      <header>
        <ScreenTitle key="working" title={words.restore.working} tab={words.restore.title} />
        <p class="soft">{words.restore.workingLead}</p>
      </header>
      <div class="card">
        <progress aria-label={words.restore.working} value={files} max={of ?? 1} />
        <p role="status">{says}</p>
      </div>
    </>
  );
}

interface AskingStepProps {
  readonly chosen: Chosen;
  readonly state: Asking;
  readonly onDone: (restored: RestoredView) => void;
  readonly onBack: () => void;
}

function AskingStep({ chosen, state, onDone, onBack }: AskingStepProps) {
  const page = usePage();
  const work = useWork();
  const { hub } = chosen.place;
  const [out, setOut] = useState<ReadonlySet<PublicId>>(new Set());
  const [isNewer, setNewer] = useState(false);
  const length = chosen.place.backups.find(({ backup }) => backup === chosen.backup)?.roster ?? 0;
  useEffect(() => {
    void rememberFamily(page, hub).then((known) => setNewer(known.length > length));
  }, []);
  const turn = (id: PublicId) => {
    const next = new Set(out);
    if (!next.delete(id)) next.add(id);
    setOut(next);
  };
  return (
    <>
      <header>
        <ScreenTitle key="asking" title={words.restore.who} tab={words.restore.title} />
        <p class="soft">{state.others.length === 0 ? words.restore.alone : words.restore.whoLead}</p>
      </header>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          work.run(async () => {
            const { entries } = await rememberFamily(page, hub);
            onDone(await finishRestore(page, [...out], entries));
          });
        }}
      >
        {isNewer && <p class="note">{words.restore.newer}</p>}
        {state.others.map(({ id, name }) => (
          <label key={id} class="tick">
            <input type="checkbox" checked={out.has(id)} onChange={() => turn(id)} />
            <span>{name}</span>
          </label>
        ))}
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button type="submit" class="main wide" disabled={work.isBusy} aria-busy={work.isBusy}>
          {work.isBusy
            ? words.restore.finishing
            : out.size === 0
              ? words.restore.nobody
              : words.restore.finish}
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          {words.restore.stop}
        </button>
      </form>
    </>
  );
}

function DoneStep({ restored: { messages, words: six } }: { restored: RestoredView }) {
  return (
    <>
      <header>
        <ScreenTitle key="done" title={words.restore.done} tab={words.restore.title} />
        <p class="soft" role="status">
          {words.restore.doneLead(messages)}
        </p>
      </header>
      <div class="card">
        <p>{words.restore.words}</p>
        <p>
          <strong>{six.join(" ")}</strong>
        </p>
      </div>
      <p class="note">{words.restore.old}</p>
    </>
  );
}
