import { useEffect, useState } from "preact/hooks";
import {
  auditLedger,
  believeLedgerAnew,
  checkLedger,
  type LedgerAudit,
  type Witness,
} from "../actions/check-ledger.ts";
import { sayDate, sayMoment } from "../moments.ts";
import { personName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { SureForm } from "./sure-form.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** Whether this browser could check the whole history, and who else did. */
export function HistoryCheck() {
  const page = usePage();
  const work = useWork();
  const [audit, setAudit] = useState<LedgerAudit>();
  const session = page.session.value;
  const check = () =>
    work.run(async () => {
      if (session === undefined) return;
      await checkLedger(page);
      setAudit(await auditLedger(page, session));
    });
  useEffect(check, [page]);
  if (page.ledger.value?.kind === "broken")
    return <BrokenHistory code={page.ledger.value.code} onStartedOver={check} />;
  return (
    <div class="card history-check">
      {work.trouble !== undefined && (
        <TroubleNote trouble={work.trouble}>
          <button type="button" class="quiet small" onClick={check}>
            {words.safety.again}
          </button>
        </TroubleNote>
      )}
      {audit === undefined && work.trouble === undefined && <p class="soft">{words.safety.checking}</p>}
      {audit !== undefined && (
        <>
          <p class="sound">
            {words.safety.sound(
              audit.entries,
              sayDate(new Date(audit.since ?? page.client.hubNow()).toISOString()),
            )}
          </p>
          <Witnesses witnesses={audit.witnesses} />
        </>
      )}
    </div>
  );
}

function Witnesses({ witnesses }: { witnesses: readonly Witness[] }) {
  const page = usePage();
  const own = page.session.value?.info.person.id;
  const nameOf = ({ person, device }: Witness) => {
    const name = personName(person, own, page.people.value) ?? words.alerts.somebody;
    const place = device === page.device.publicKey ? "here" : "elsewhere";
    return words.safety.witness(name, person === own ? place : undefined);
  };
  if (witnesses.length === 0) return <p class="small soft">{words.safety.nobodyElse}</p>;
  return (
    <div>
      <h3 class="small soft">{words.safety.checkedBy}</h3>
      <ul class="small">
        {witnesses.map((witness) => (
          <li key={witness.device} class="ends-apart">
            <span>{witness.fits ? nameOf(witness) : words.safety.doubts(nameOf(witness))}</span>
            <time class="soft" dateTime={witness.at}>
              {sayMoment(witness.at, Date.now())}
            </time>
          </li>
        ))}
      </ul>
    </div>
  );
}

function BrokenHistory({ code, onStartedOver }: { code: string; onStartedOver: () => void }) {
  const page = usePage();
  const [isAsked, setAsked] = useState(false);
  return (
    <div class="note broken" role="alert">
      <strong>{words.safety.brokenTitle}</strong>
      <p>{words.ledgerTrouble[code] ?? words.errors.unknown.title}</p>
      <p>{words.safety.broken}</p>
      <p>{words.safety.brokenNext}</p>
      {isAsked ? (
        <SureForm
          title={words.safety.sureStartOver}
          what={words.safety.whatStartOver}
          busy={words.safety.checking}
          needsKeys={false}
          submit={words.safety.startOver}
          onSure={() => believeLedgerAnew(page)}
          onDone={() => {
            setAsked(false);
            onStartedOver();
          }}
          onCancel={() => setAsked(false)}
        />
      ) : (
        <div class="row">
          <button type="button" onClick={() => setAsked(true)}>
            {words.safety.startOver}
          </button>
        </div>
      )}
      <p class="small soft">{code}</p>
    </div>
  );
}
