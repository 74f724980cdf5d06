import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../words.ts";
import { QrPicture } from "./qr-picture.tsx";

interface LinkCardProps {
  readonly link: string;
  readonly name: string;
  readonly onDone: () => void;
}

/** The link, shown once: nothing keeps it. */
export function LinkCard({ link, name, onDone }: LinkCardProps) {
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
      <QrPicture text={link} label={words.people.qr(name)} />
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
        <button type="button" class="quiet" onClick={onDone}>
          {words.people.done}
        </button>
      </div>
    </section>
  );
}
