import { useEffect, useState } from "preact/hooks";
import type { ErasureReceipt, KeptView } from "../../../hub/contract/keeping.ts";
import { KEEP_DAYS, type KeepDays } from "../../../hub/domain/keep-time.ts";
import { fetchPeople } from "../actions/fetch-people.ts";
import { chooseKeepTime, eraseChild, eraseEverything, erasePerson, loadKept } from "../actions/keeping.ts";
import { childName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { BackButton } from "../parts/back-button.tsx";
import { ErasureReceiptPaper, sayReceipt } from "../parts/erasure-receipt.tsx";
import { focusTitle } from "../parts/focus-title.ts";
import { KeepsakeForm } from "../parts/keepsake-form.tsx";
import { KeepsakeNote } from "../parts/keepsake-note.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SureForm } from "../parts/sure-form.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useShown } from "../parts/use-shown.ts";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

type ChildKept = KeptView["children"][number];

/** What the hub keeps of each child and for how long; erasing a child; and what was erased. */
export function KeptScreen({ onBack }: { onBack: () => void }) {
  const page = usePage();
  // Also when another guardian, or the hub by itself, changed something.
  const { value: kept, trouble, reload: load } = useShown(() => loadKept(page), page.keptNews.value);
  const [openReceipt, setOpenReceipt] = useState<number>();
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.kept.title} />
        <p class="soft">{words.kept.lead}</p>
      </header>
      {trouble !== undefined && <TroubleNote trouble={trouble} />}
      <KeepsakeNote />
      {kept?.children.map((child) => (
        <ChildCard key={child.child} kept={child} onChanged={load} />
      ))}
      {kept !== undefined && kept.receipts.length > 0 && (
        <>
          <h2>{words.kept.receipts}</h2>
          <ul class="messages">
            {kept.receipts.map((receipt) => (
              <li class="message" key={receipt.number}>
                <p>{sayReceipt(receipt)}</p>
                {receipt.doneAt === null && <Progress receipt={receipt} />}
                {openReceipt === receipt.number ? (
                  <ErasureReceiptPaper receipt={receipt} onClose={() => setOpenReceipt(undefined)} />
                ) : (
                  <div class="row">
                    <button
                      type="button"
                      class="quiet"
                      aria-label={words.kept.showReceiptOf(receipt.number)}
                      onClick={() => setOpenReceipt(receipt.number)}
                    >
                      {words.kept.showReceipt}
                    </button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <PeopleCard onChanged={load} />
      {kept !== undefined && <Everything hasBackups={kept.lastBackup !== null} />}
      <BackButton onBack={onBack} />
    </section>
  );
}

function Progress({ receipt: { messages, left } }: { receipt: ErasureReceipt }) {
  return <progress max={messages} value={messages - left} aria-label={words.kept.progress(left)} />;
}

function ChildCard({ kept, onChanged }: { kept: ChildKept; onChanged: () => void }) {
  const page = usePage();
  const work = useWork();
  const [isSure, setSure] = useState(false);
  const [isKeepsake, setKeepsake] = useState(false);
  const house = page.house.value;
  const name = house === undefined ? words.someChild : childName(house, kept.child);
  const toys = (house?.toys ?? []).filter((toy) => toy.child === kept.child).map((toy) => toy.name);
  const id = `keep-time-${kept.child}`;
  const choose = (days: KeepDays) =>
    work.run(async () => {
      await chooseKeepTime(page, kept.child, days);
      page.said.value = words.kept.chosen(name, words.kept.days(days));
      onChanged();
    });
  return (
    <section class="card kept" aria-label={name}>
      <h2>{name}</h2>
      <p class="soft">{words.kept.much(kept.messages, kept.bytes, kept.starred)}</p>
      <div class="field">
        <label for={id}>{words.kept.keepFor}</label>
        <select
          id={id}
          value={String(kept.days)}
          disabled={work.isBusy}
          aria-describedby={`${id}-hint`}
          onChange={(event) => {
            const chosen = KEEP_DAYS.find((days) => String(days) === event.currentTarget.value);
            // Until it is done the list shows what counts.
            event.currentTarget.value = String(kept.days);
            if (chosen !== undefined) choose(chosen);
          }}
        >
          {KEEP_DAYS.map((days) => (
            <option key={String(days)} value={String(days)}>
              {words.kept.days(days)}
            </option>
          ))}
        </select>
        <p id={`${id}-hint`} class="hint">
          {kept.days === null ? words.kept.forEverMeans : words.kept.meansThat}
        </p>
      </div>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {isKeepsake && <KeepsakeForm child={kept.child} name={name} onClose={() => setKeepsake(false)} />}
      {!isKeepsake && kept.messages > 0 && page.keepsake.value?.state !== "running" && (
        <div class="row">
          <button type="button" onClick={() => setKeepsake(true)}>
            {words.keepsake.open(name)}
          </button>
        </div>
      )}
      {isSure ? (
        <SureForm
          title={words.kept.sureChild(name)}
          what={words.kept.whatChild(name, kept.messages)}
          {...(toys.length > 0 && { more: words.kept.whatToys(toys) })}
          needsKeys={false}
          typed={{ label: words.kept.typeName, word: name }}
          submit={words.kept.eraseNow}
          busy={words.kept.erasing}
          onSure={() => eraseChild(page, kept.child)}
          onDone={() => {
            page.said.value = words.kept.childErased;
            focusTitle();
            onChanged();
          }}
          onCancel={() => setSure(false)}
        />
      ) : (
        <div class="row">
          <button type="button" class="quiet" onClick={() => setSure(true)}>
            {words.kept.eraseChild(name)}
          </button>
        </div>
      )}
    </section>
  );
}

/** What each of the family sent. */
function PeopleCard({ onChanged }: { onChanged: () => void }) {
  const page = usePage();
  const [sureId, setSure] = useState<string>();
  useEffect(() => void fetchPeople(page), [page]);
  const { guardians = [], relatives = [], former = [] } = page.people.value ?? {};
  const before = former.map(({ id, name }) => ({ id, name: words.kept.before(name) }));
  return (
    <section class="card kept" aria-label={words.kept.people}>
      <h2>{words.kept.people}</h2>
      <p class="soft">{words.kept.peopleLead}</p>
      {[...guardians, ...relatives, ...before].map(({ id, name }) =>
        sureId === id ? (
          <SureForm
            key={id}
            title={words.kept.surePerson(name)}
            what={words.kept.whatPerson}
            needsKeys={false}
            typed={{ label: words.kept.typeName, word: name }}
            submit={words.kept.eraseNow}
            busy={words.kept.erasing}
            onSure={() => erasePerson(page, id)}
            onDone={() => {
              setSure(undefined);
              page.said.value = words.kept.childErased;
              onChanged();
            }}
            onCancel={() => setSure(undefined)}
          />
        ) : (
          <div class="row" key={id}>
            <button type="button" class="quiet" onClick={() => setSure(id)}>
              {words.kept.erasePerson(name)}
            </button>
          </div>
        ),
      )}
    </section>
  );
}

/** The end of this hub, by the name of who is signed in. */
function Everything({ hasBackups }: { hasBackups: boolean }) {
  const page = usePage();
  const [isSure, setSure] = useState(false);
  const [alsoBackups, setAlsoBackups] = useState(false);
  const toys = (page.house.value?.toys ?? []).map((toy) => toy.name);
  const name = page.session.value?.info.person.name;
  if (name === undefined) return null;
  return (
    <section class="card kept" aria-label={words.everything.title}>
      <h2>{words.everything.title}</h2>
      <p class="soft">{words.everything.lead}</p>
      {isSure ? (
        <SureForm
          title={words.everything.sure}
          what={words.everything.what}
          {...(toys.length > 0 && { more: words.everything.whatToys(toys) })}
          needsKeys={false}
          typed={{ label: words.everything.typeName(name), word: name }}
          submit={words.everything.submit}
          busy={words.kept.erasing}
          onSure={() => eraseEverything(page, alsoBackups ? "erase" : "keep")}
          onDone={() => undefined}
          onCancel={() => setSure(false)}
        >
          {hasBackups && (
            <label class="tick small">
              <input
                type="checkbox"
                checked={alsoBackups}
                onChange={(event) => setAlsoBackups(event.currentTarget.checked)}
              />
              <span>{words.everything.alsoBackups}</span>
            </label>
          )}
        </SureForm>
      ) : (
        <div class="row">
          <button type="button" class="quiet" onClick={() => setSure(true)}>
            {words.everything.open}
          </button>
        </div>
      )}
    </section>
  );
}
