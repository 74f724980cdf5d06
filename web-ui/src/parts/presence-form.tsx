import { useEffect, useState } from "preact/hooks";
import { askForCode, askForPaw, readPresence, showCode } from "../actions/guardians.ts";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { TextField } from "./text-field.tsx";
import { TroubleNote } from "./trouble-note.tsx";
import { useWork } from "./use-work.ts";

const LOOK_EVERY_MS = 1_000;

/** Shows that somebody is at the hub: a code on its console, or the paw of one of the family's toys. */
export function PresenceForm({ onShown }: { onShown: () => void }) {
  const page = usePage();
  const work = useWork();
  const [way, setWay] = useState<"code" | "paw">();
  const [code, setCode] = useState("");

  useEffect(() => {
    if (way !== "paw") return;
    const looking = setInterval(() => {
      work.run(async () => {
        const now = await readPresence(page);
        if (now === "shown") onShown();
        else if (now === "none") setWay(undefined);
      });
    }, LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }, [page, way]);

  const begin = (chosen: "code" | "paw") =>
    work.run(async () => {
      await (chosen === "code" ? askForCode(page) : askForPaw(page));
      setWay(chosen);
    });

  return (
    <div class="note">
      <p>
        <strong>{words.presence.title}</strong>
      </p>
      {way === undefined && <p class="small">{words.presence.lead}</p>}
      {way === "paw" && (
        <p role="status">
          <strong>{words.presence.pressPaw}</strong>
        </p>
      )}
      {way === "code" && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            work.run(async () => {
              await showCode(page, code);
              onShown();
            });
          }}
        >
          <p class="small">{words.presence.readCode}</p>
          <TextField
            id="presence-code"
            label={words.presence.code}
            value={code}
            onValue={setCode}
            autocomplete="off"
          />
          <div class="row">
            <button type="submit" class="main" disabled={code === "" || work.isBusy}>
              {words.presence.submit}
            </button>
          </div>
        </form>
      )}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      {way === undefined && (
        <div class="row">
          <button type="button" disabled={work.isBusy} onClick={() => begin("paw")}>
            {words.presence.byPaw}
          </button>
          <button type="button" disabled={work.isBusy} onClick={() => begin("code")}>
            {words.presence.byCode}
          </button>
        </div>
      )}
    </div>
  );
}
