import { useState } from "preact/hooks";
import type { KeeperCodeView, KeepersView } from "../../../hub/contract/keepers.ts";
import {
  inviteHub,
  leaveKeeper,
  loadKeepers,
  offerKept,
  pairWithKeeper,
  removeKept,
} from "../actions/keepers.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { KeeperPlaceFields } from "./keeper-place-fields.tsx";
import { SureForm } from "./sure-form.tsx";
import { TextField } from "./text-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";
import { useWork } from "./use-work.ts";

type Kept = KeepersView["kept"][number];
type Doing =
  | { readonly kind: "nothing" | "pair" | "invite" | "leave" }
  | { readonly kind: "code"; readonly title: string; readonly made: KeeperCodeView }
  | { readonly kind: "remove"; readonly kept: Kept };

const GIGABYTE = 1_000_000_000;

/** Another hub that keeps this one's backups, and those that are kept here. */
export function SecondHub() {
  const page = usePage();
  const { value, trouble, reload } = useShown(() => loadKeepers(page), page.keptNews.value);
  const [doing, setDoing] = useState<Doing>({ kind: "nothing" });
  const work = useWork((error) => showDistrust(page, error));
  const done = () => {
    setDoing({ kind: "nothing" });
    reload();
  };
  if (trouble !== undefined) return <TroubleNote trouble={trouble} />;
  if (value === undefined) return null;
  const { secondHub } = words;
  const { own, kept, used, most } = value;
  const cancel = () => setDoing({ kind: "nothing" });
  const show = (title: string) => (made: KeeperCodeView) => setDoing({ kind: "code", title, made });
  return (
    <section class="card second-hub" aria-labelledby="second-hub-title">
      <h2 id="second-hub-title">{secondHub.title}</h2>
      <p>{sayOwn(own)}</p>
      {own !== null && own.failing !== null && <p class="small">{secondHub.failing}</p>}
      {kept.length > 0 && (
        <>
          <h3>{secondHub.others}</h3>
          {kept.map((one) => (
            <div key={one.hub}>
              <p>
                {one.last === null
                  ? secondHub.ofNone(one.name)
                  : secondHub.of({ name: one.name, backups: one.backups, day: sayDate(one.last) })}
              </p>
              {doing.kind === "nothing" && (
                <div class="row">
                  <button
                    type="button"
                    disabled={work.isBusy}
                    onClick={() =>
                      work.run(async () => show(secondHub.fetchTitle)(await offerKept(page, one.hub)))
                    }
                  >
                    {secondHub.offer(one.name)}
                  </button>
                  <button type="button" class="quiet" onClick={() => setDoing({ kind: "remove", kept: one })}>
                    {secondHub.remove(one.name)}
                  </button>
                </div>
              )}
            </div>
          ))}
          <p class="small soft">{secondHub.room(rounded(used), rounded(most))}</p>
        </>
      )}
      <p class="small soft">{secondHub.sealed}</p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {doing.kind === "nothing" && (
        <div class="row">
          {own === null ? (
            <button type="button" onClick={() => setDoing({ kind: "pair" })}>
              {secondHub.pair}
            </button>
          ) : (
            <button type="button" class="quiet" onClick={() => setDoing({ kind: "leave" })}>
              {secondHub.leave}
            </button>
          )}
          {most > 0 && (
            <button type="button" onClick={() => setDoing({ kind: "invite" })}>
              {secondHub.invite}
            </button>
          )}
        </div>
      )}
      {doing.kind === "pair" && <PairForm onDone={done} onCancel={cancel} />}
      {doing.kind === "invite" && <InviteForm onMade={show(secondHub.codeTitle)} onCancel={cancel} />}
      {doing.kind === "leave" && (
        <SureForm
          needsKeys={false}
          title={secondHub.leave}
          what={secondHub.leaveSure}
          submit={secondHub.leave}
          busy={secondHub.leave}
          onSure={async () => void (await leaveKeeper(page))}
          onDone={done}
          onCancel={cancel}
        />
      )}
      {doing.kind === "remove" && (
        <SureForm
          needsKeys={false}
          title={secondHub.removeTitle(doing.kept.name)}
          what={secondHub.removeSure}
          typed={{ label: secondHub.name, word: doing.kept.name }}
          submit={secondHub.remove(doing.kept.name)}
          busy={secondHub.removing}
          onSure={async () => void (await removeKept(page, doing.kept.hub))}
          onDone={done}
          onCancel={cancel}
        />
      )}
      {doing.kind === "code" && (
        <div role="status">
          <h3>{doing.title}</h3>
          <p class="command" dir="ltr">
            <code>{doing.made.addresses[0]}</code>
          </p>
          <p class="command" dir="ltr">
            <code>{doing.made.code}</code>
          </p>
          <p class="small soft">{secondHub.goodFor}</p>
          <div class="row">
            <button type="button" onClick={done}>
              {secondHub.done}
            </button>
          </div>
        </div>
      )}
    </section>
  );
}

function sayOwn(own: KeepersView["own"]): string {
  const { secondHub } = words;
  if (own === null) return secondHub.none;
  return own.last === null ? secondHub.notYet(own.address) : secondHub.kept(own.address, sayDate(own.last));
}

const rounded = (bytes: number): number => Math.round((bytes / GIGABYTE) * 10) / 10;

function PairForm({ onDone, onCancel }: { readonly onDone: () => void; readonly onCancel: () => void }) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [address, setAddress] = useState("");
  const [code, setCode] = useState("");
  const isReady = address.trim() !== "" && code.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        work.run(async () => {
          await pairWithKeeper(page, address.trim(), code.trim());
          onDone();
        });
      }}
    >
      <h3>{words.secondHub.pair}</h3>
      <p class="small soft">{words.secondHub.pairHow}</p>
      <KeeperPlaceFields address={address} code={code} onAddress={setAddress} onCode={setCode} />
      <FormEnd
        work={work}
        isReady={isReady}
        submit={words.secondHub.pair}
        busy={words.secondHub.pairing}
        onCancel={onCancel}
      />
    </form>
  );
}

function InviteForm({
  onMade,
  onCancel,
}: {
  readonly onMade: (made: KeeperCodeView) => void;
  readonly onCancel: () => void;
}) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [name, setName] = useState("");
  const isReady = name.trim() !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) work.run(async () => onMade(await inviteHub(page, name.trim())));
      }}
    >
      <h3>{words.secondHub.invite}</h3>
      <TextField
        id="second-hub-name"
        label={words.secondHub.name}
        hint={words.secondHub.nameHint}
        value={name}
        onValue={setName}
        autocomplete="off"
      />
      <FormEnd
        work={work}
        isReady={isReady}
        submit={words.secondHub.make}
        busy={words.secondHub.making}
        onCancel={onCancel}
      />
    </form>
  );
}
