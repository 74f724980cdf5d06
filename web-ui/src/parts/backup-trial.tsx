import { useState } from "preact/hooks";
import type { BackupView } from "../../../hub/contract/backup-keys.ts";
import { loadBackup } from "../actions/load-backup.ts";
import { sayDate } from "../moments.ts";
import { personName } from "../names.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { FormEnd } from "./form-end.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useShown } from "./use-shown.ts";
import { useWork } from "./use-work.ts";
import { useWay, WayField } from "./way-field.tsx";

/** Whether the backup opens, tried by whoever is here. Nothing where there is none. */
export function BackupTrial() {
  const page = usePage();
  const { value, trouble, reload } = useShown(() => loadBackup(page), page.keptNews.value);
  const [isTrying, setTrying] = useState(false);
  const [isOpen, setOpen] = useState(false);
  if (trouble !== undefined) return <TroubleNote trouble={trouble} />;
  if (value === undefined || value.last === null) return null;
  const { backupTrial } = words;
  return (
    <section
      class={value.isDue ? "note backup-trial" : "card backup-trial"}
      aria-labelledby="backup-trial-title"
    >
      <h2 id="backup-trial-title">{backupTrial.title}</h2>
      <p>{lastTimeOf(value, page)}</p>
      {value.isDue && <p>{backupTrial.due}</p>}
      {isOpen && <p role="status">{backupTrial.done}</p>}
      {isTrying ? (
        <TrialForm
          onDone={() => {
            setTrying(false);
            setOpen(true);
            reload();
          }}
          onCancel={() => setTrying(false)}
        />
      ) : (
        <div class="row">
          <button type="button" onClick={() => setTrying(true)}>
            {backupTrial.begin}
          </button>
        </div>
      )}
    </section>
  );
}

function lastTimeOf({ last, opened }: BackupView, page: ReturnType<typeof usePage>): string {
  const { backupTrial } = words;
  const day = sayDate(last ?? "");
  if (opened === null) return backupTrial.never(day);
  const own = page.session.value?.info.person.id;
  const who = personName(opened.by, own, page.people.value) ?? words.alerts.somebody;
  return backupTrial.last({ made: day, opened: sayDate(opened.at), who, isYou: opened.by === own });
}

function TrialForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const page = usePage();
  const work = useWork();
  const choice = useWay();
  const { way } = choice;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (way === undefined) return;
        work.run(async () => {
          const { tryBackup } = await import("../actions/try-backup.ts");
          await tryBackup(page, way);
          onDone();
        });
      }}
    >
      <p class="small">{words.backupTrial.how}</p>
      <WayField choice={choice} id="backup-passphrase" />
      <FormEnd
        work={work}
        isReady={way !== undefined}
        submit={words.backupTrial.submit}
        busy={words.backupTrial.busy}
        onCancel={onCancel}
      />
    </form>
  );
}
