import { useEffect, useRef, useState } from "preact/hooks";
import { usePage } from "../page-context.ts";
import { words } from "../words.ts";
import { PhoneLinks, phonesOf } from "./phone-links.tsx";
import { QrPicture } from "./qr-picture.tsx";
import { RecordingIcon } from "./recording-icon.tsx";

interface LinkCardProps {
  readonly link: string;
  readonly name: string;
  readonly onDone: () => void;
}

/** The link, shown once: nothing keeps it. A printer makes a sheet of it for somebody who lives far from copying and pasting. */
export function LinkCard({ link, name, onDone }: LinkCardProps) {
  const phones = phonesOf(usePage().people.value);
  const [isCopied, setCopied] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    setCopied(true);
  };
  return (
    <section class="card link-card" aria-label={words.people.linkTitle(name)}>
      <h2 ref={title} tabIndex={-1}>
        {words.people.linkTitle(name)}
      </h2>
      <p>{words.people.linkLead(name)}</p>
      <article class="paper">
        <h3>{words.people.paperTitle(name)}</h3>
        <QrPicture text={link} label={words.people.qr(name)} />
        <p>{words.people.paperLead}</p>
        <p class="button-picture" aria-hidden="true">
          <RecordingIcon of="record" />
        </p>
        <PhoneLinks phones={phones} />
      </article>
      <div class="field">
        <label for="link">{words.people.link}</label>
        <textarea
          id="link"
          readOnly
          rows={4}
          value={link}
          onFocus={(event) => event.currentTarget.select()}
        />
      </div>
      <p class="small soft">{words.people.linkCare}</p>
      <div class="row">
        <button type="button" class="main" onClick={() => void copy()}>
          {isCopied ? words.errors.copied : words.people.copy}
        </button>
        <button type="button" onClick={() => print()}>
          {words.people.print}
        </button>
        <button type="button" class="quiet" onClick={onDone}>
          {words.people.done}
        </button>
      </div>
    </section>
  );
}
