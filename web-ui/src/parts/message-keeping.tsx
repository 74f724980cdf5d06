import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { MessageView } from "../../../hub/contract/api.ts";
import { eraseMessage, keepAfterAll, starMessage } from "../actions/keeping.ts";
import { sayDate } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { SureForm } from "./sure-form.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

/** So long before a message is erased the row says so. */
const WARNED_MS = 14 * 86_400_000;

interface MessageKeepingProps {
  readonly message: MessageView;
  /** Says which message this is, to who listens to the page. */
  readonly name: string;
  /** How far it is, behind "More". */
  readonly story: ComponentChildren;
  /** What else there is to press. */
  readonly children: ComponentChildren;
}

/** What can be done with a message: what there is to press, and behind "More" how long it stays, its star, and erasing it. */
export function MessageKeeping({ message, name, story, children }: MessageKeepingProps) {
  const page = usePage();
  const work = useWork();
  const [panel, setPanel] = useState<"shut" | "open" | "sure">("shut");
  if (message.erasedFrom !== null) return <ErasingNote message={message} />;
  const isShut = panel === "shut";
  const isNear = message.keptUntil !== null && Date.parse(message.keptUntil) - Date.now() < WARNED_MS;
  return (
    <>
      {!isShut && story}
      {(isNear || !isShut) && <p class="small soft">{sayKept(message)}</p>}
      <div class="row">
        {children}
        <button
          type="button"
          class="quiet"
          aria-expanded={!isShut}
          aria-label={isShut ? words.kept.moreAbout(name) : undefined}
          onClick={() => setPanel(isShut ? "open" : "shut")}
        >
          {isShut ? words.kept.more : words.kept.less}
        </button>
      </div>
      {(isNear || !isShut) && panel !== "sure" && (
        <div class="row">
          <button
            type="button"
            disabled={work.isBusy}
            onClick={() => work.run(() => starMessage(page, message, !message.kept))}
          >
            {message.kept ? words.kept.unstar : words.kept.star}
          </button>
          {!isShut && (
            <button type="button" class="quiet" onClick={() => setPanel("sure")}>
              {words.kept.erase}
            </button>
          )}
        </div>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {panel === "sure" && (
        <SureForm
          title={words.kept.sure}
          what={words.kept.what}
          needsKeys={false}
          submit={words.kept.eraseNow}
          busy={words.kept.erasing}
          onSure={() => eraseMessage(page, message)}
          onDone={() => {
            setPanel("shut");
            page.said.value = words.kept.inTenSeconds;
          }}
          onCancel={() => setPanel("open")}
        />
      )}
    </>
  );
}

function ErasingNote({ message }: { message: MessageView }) {
  const page = usePage();
  const work = useWork();
  return (
    <div class="note" role="status">
      <p>{words.kept.inTenSeconds}</p>
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <div class="row">
        <button
          type="button"
          disabled={work.isBusy}
          onClick={() => work.run(() => keepAfterAll(page, message))}
        >
          {words.kept.undo}
        </button>
      </div>
    </div>
  );
}

function sayKept({ kept, keptUntil }: MessageView): string {
  if (kept) return words.kept.starred;
  return keptUntil === null ? words.kept.forEver : words.kept.until(sayDate(keptUntil));
}
