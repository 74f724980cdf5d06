import { useEffect, useState } from "preact/hooks";
import { followJoining } from "../actions/follow-joining.ts";
import { acceptAsGuardian, acceptAsRelative } from "../actions/join.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import type { JoinStage } from "../page-state.ts";
import { AccountFields } from "../parts/account-fields.tsx";
import { Bear } from "../parts/bear.tsx";
import { Digits } from "../parts/digits.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useJudgedPassphrase } from "../parts/use-judged-passphrase.ts";
import { useWork } from "../parts/use-work.ts";
import { words } from "../words.ts";

type Asked = Extract<JoinStage, { kind: "asked" }>;
type Waiting = Extract<JoinStage, { kind: "waiting" }>;

/** Somebody opened a link that a guardian made for them. */
export function JoinScreen() {
  const { phase } = usePage();
  const stage = phase.value.kind === "join" ? phase.value.stage : undefined;
  switch (stage?.kind) {
    case undefined:
      return null;
    case "asked":
      return stage.view.role === "guardian" ? <JoinAsGuardian {...stage} /> : <JoinAsRelative {...stage} />;
    case "waiting":
      return <WaitingForGuardian stage={stage} />;
    case "over":
      return (
        <main class="door">
          <Bear />
          <header>
            <ScreenTitle title={stage.problem.title} />
            <p>{stage.problem.next}</p>
          </header>
          {stage.problem.code !== "join.removed" && (
            <button type="button" onClick={() => location.replace("/")}>
              {words.join.toFirstPage}
            </button>
          )}
          <p class="small soft">{stage.problem.code}</p>
          <LanguageChoice />
        </main>
      );
  }
}

function JoinAsRelative({ link, view }: Asked) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  return (
    <main class="door">
      <Bear heart="on" />
      <header>
        <ScreenTitle title={words.join.relativeTitle(view.name)} tab={words.tab.invitation} />
        <p class="soft">{words.join.relativeLead(view.by)}</p>
      </header>
      <div class="card screen">
        {view.children.map((child) => (
          <p key={child.name}>{words.join.mayDo(child.name, child, view.by)}</p>
        ))}
        <p class="small soft">{words.join.nothingToType}</p>
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button
          type="button"
          class="main wide"
          disabled={work.isBusy}
          aria-busy={work.isBusy}
          onClick={() => work.run(() => acceptAsRelative(page, link))}
        >
          {work.isBusy ? words.claim.busy : words.join.submit}
        </button>
      </div>
      <LanguageChoice />
    </main>
  );
}

function JoinAsGuardian({ link, view }: Asked) {
  const page = usePage();
  const work = useWork((error) => showDistrust(page, error));
  const [name, setName] = useState(view.name);
  const [passphrase, setPassphrase] = useState("");
  const judged = useJudgedPassphrase(passphrase, [
    name,
    view.name,
    view.by,
    ...view.children.map((child) => child.name),
  ]);
  const isReady = name.trim() !== "" && judged.isTaken;
  return (
    <main class="door">
      <Bear heart="on" />
      <header>
        <ScreenTitle title={words.join.guardianTitle} />
        <p class="soft">{words.join.guardianLead(view.by)}</p>
      </header>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) work.run(() => acceptAsGuardian(page, link, { name: name.trim(), passphrase }));
        }}
      >
        <AccountFields
          name={name}
          onName={setName}
          passphrase={passphrase}
          onPassphrase={setPassphrase}
          judged={judged}
        />
        {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
        <button type="submit" class="main wide" disabled={!isReady || work.isBusy} aria-busy={work.isBusy}>
          {work.isBusy ? words.claim.busy : words.join.submit}
        </button>
      </form>
      <LanguageChoice />
    </main>
  );
}

function WaitingForGuardian({ stage }: { readonly stage: Waiting }) {
  const page = usePage();
  const { by, expiresAt } = stage.view;
  useEffect(() => {
    const waiting = new AbortController();
    void followJoining(page, stage, waiting.signal);
    return () => waiting.abort(new Error("the page goes on"));
  }, [page, stage]);
  return (
    <main class="door">
      <Bear heart="blinking" />
      <header>
        <ScreenTitle key="waiting" title={words.join.waitingTitle(by)} tab={words.tab.invitation} />
        <p>{words.join.waitingLead(by)}</p>
      </header>
      <div class="card screen">
        <p class="small">{words.join.codeLead(by)}</p>
        <Digits code={stage.code} />
        <p class="small soft">{words.join.waitingUntil(sayMoment(expiresAt, Date.now()))}</p>
      </div>
      <p class="unseen" role="status">
        {words.join.waitingTitle(by)}
      </p>
      <LanguageChoice />
    </main>
  );
}
