import { useState } from "preact/hooks";
import { type HandOver, makeHandOver, makeRelativesHandOver } from "../actions/hand-over.ts";
import { showDistrust } from "../actions/show-distrust.ts";
import { NotNow } from "../actions/step-up.ts";
import { handOverGroups, writeHandOverLink } from "../keys/hand-over-secret.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { BackButton } from "../parts/back-button.tsx";
import { LetterGroups } from "../parts/letter-groups.tsx";
import { QrPicture } from "../parts/qr-picture.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";
import { TroubleNote } from "../parts/trouble-note.tsx";
import { useWork } from "../parts/use-work.ts";
import { isThisMachine } from "../this-machine.ts";
import { words } from "../words.ts";

interface HandOverScreenProps {
  readonly whose: "guardian" | "relative";
  readonly onBack: () => void;
}

/** Makes a code with which this person goes on in an app that keeps things for itself, on another phone, or at another address. */
export function HandOverScreen({ whose, onBack }: HandOverScreenProps) {
  const page = usePage();
  const work = useWork((error) => error instanceof NotNow || showDistrust(page, error));
  const [made, setMade] = useState<HandOver>();
  const { title, lead } = words.handOver[whose];
  const make = whose === "guardian" ? makeHandOver : makeRelativesHandOver;
  return (
    <section class="screen">
      <header>
        <ScreenTitle title={title} />
        <p class="soft">{lead}</p>
      </header>
      {made !== undefined && <Made key={made.expiresAt} made={made} />}
      {work.trouble !== undefined && <TroubleNote trouble={work.trouble} />}
      <button
        type="button"
        class={made === undefined ? "main wide" : "wide"}
        disabled={work.isBusy}
        aria-busy={work.isBusy}
        onClick={() => work.run(async () => setMade(await make(page)))}
      >
        {made === undefined ? words.handOver.make : words.handOver.makeAnother}
      </button>
      <BackButton onBack={onBack} />
    </section>
  );
}

/** The same secret three times: to be typed, to be scanned, and as links. */
function Made({ made }: { made: HandOver }) {
  const groups = handOverGroups(made.secret);
  const links = made.addresses.map((address) => ({
    address,
    host: new URL(address).host,
    link: `${address}/#${writeHandOverLink(made.secret)}`,
  }));
  const away = links.filter(({ address }) => !isThisMachine(address));
  const scanned = away.find(({ address }) => address === location.origin) ?? away[0];
  return (
    <>
      <p class="note">{words.handOver.once(sayMoment(made.expiresAt, Date.now()))}</p>
      <section class="card hand-over">
        <h2>{words.handOver.inApp}</h2>
        <p>{words.handOver.inAppHow}</p>
        <LetterGroups groups={groups} />
        <CopyButton text={groups.join(" ")} what={words.handOver.code} />
      </section>
      {scanned !== undefined && (
        <section class="card hand-over">
          <h2>{words.handOver.onPhone}</h2>
          <p>{words.handOver.onPhoneHow}</p>
          <QrPicture text={scanned.link} label={words.handOver.picture(scanned.host)} />
        </section>
      )}
      <section class="card hand-over">
        <h2>{words.handOver.asLink}</h2>
        {links.map(({ address, host, link }) => (
          <div class="field" key={address}>
            <label for={`link-${host}`}>{host}</label>
            <input
              id={`link-${host}`}
              type="text"
              readOnly
              value={link}
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton text={link} what={host} />
          </div>
        ))}
      </section>
    </>
  );
}

function CopyButton({ text, what }: { text: string; what: string }) {
  const page = usePage();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    page.said.value = words.handOver.copied(what);
  };
  return (
    <div class="row">
      {/* Where the browser lends no clipboard, the text is there to be marked. */}
      <button
        type="button"
        aria-label={words.verbOf(words.handOver.copy, what)}
        onClick={() => void copy().catch(() => undefined)}
      >
        {words.handOver.copy}
      </button>
    </div>
  );
}
