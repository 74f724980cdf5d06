import { Advisories } from "../parts/advisories.tsx";
import { AlertNotes } from "../parts/alert-notes.tsx";
import { BackButton } from "../parts/back-button.tsx";
import { BackupCopy } from "../parts/backup-copy.tsx";
import { BackupTrial } from "../parts/backup-trial.tsx";
import { Drill } from "../parts/drill.tsx";
import { History } from "../parts/history.tsx";
import { HistoryCheck } from "../parts/history-check.tsx";
import { HouseCheck } from "../parts/house-check.tsx";
import { PushSwitch } from "../parts/push-switch.tsx";
import { SafetyRing } from "../parts/safety-ring.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { SecondHub } from "../parts/second-hub.tsx";
import { words } from "../words.ts";

export interface SafetyScreenProps {
  readonly onBack: () => void;
  readonly onDevices: () => void;
  readonly onWaysIn: () => void;
  readonly onLock: () => void;
  readonly onPeople: () => void;
  /** Where there are any. */
  readonly onOld: (() => void) | undefined;
}

/** What guardians are to know, and who heard what. */
export function SafetyScreen({ onBack, onDevices, onWaysIn, onLock, onPeople, onOld }: SafetyScreenProps) {
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={words.safety.title} />
        <p class="soft">{words.safety.lead}</p>
      </header>
      <AlertNotes />
      <PushSwitch />
      <HistoryCheck />
      <Drill />
      <HouseCheck />
      <Advisories />
      <div class="row">
        <button type="button" onClick={onDevices}>
          {words.devices.open}
        </button>
        <button type="button" onClick={onWaysIn}>
          {words.ways.open}
        </button>
        <button type="button" onClick={onLock}>
          {words.lock.open}
        </button>
        <button type="button" onClick={onPeople}>
          {words.people.open}
        </button>
        {onOld !== undefined && (
          <button type="button" onClick={onOld}>
            {words.oldRecordings.open}
          </button>
        )}
      </div>
      <BackupTrial />
      <BackupCopy />
      <SecondHub />
      <SafetyRing />
      <History />
      <BackButton onBack={onBack} />
    </section>
  );
}
