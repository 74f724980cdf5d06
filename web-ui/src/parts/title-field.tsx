import { useEffect, useRef, useState } from "preact/hooks";
import { words } from "../words.ts";

interface TitleFieldProps {
  readonly title: string;
  readonly onTitle: (title: string) => void;
}

/** `about.json` holds no more. */
const LONGEST_TITLE = 120;

/** What a recording is called: for whoever asks for it. */
export function TitleField({ title, onTitle }: TitleFieldProps) {
  const hadTitle = useRef(title !== "").current;
  const [isShown, setShown] = useState(hadTitle);
  const field = useRef<HTMLInputElement>(null);
  // Whoever asked for it goes on there.
  useEffect(() => {
    if (isShown && !hadTitle) field.current?.focus();
  }, [isShown]);
  if (!isShown)
    return (
      <button type="button" class="quiet small more" onClick={() => setShown(true)}>
        {words.review.more}
      </button>
    );
  return (
    <div class="field">
      <label for="review-title">{words.review.label}</label>
      <input
        ref={field}
        id="review-title"
        type="text"
        maxLength={LONGEST_TITLE}
        autocomplete="off"
        value={title}
        aria-describedby="review-title-hint"
        onInput={(event) => onTitle(event.currentTarget.value)}
      />
      <p id="review-title-hint" class="hint">
        {words.review.labelHint}
      </p>
    </div>
  );
}
