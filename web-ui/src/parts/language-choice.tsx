import { useId } from "preact/hooks";
import { changeLanguage } from "../speak-language.ts";
import { isLanguage, LANGUAGE_TAGS, LANGUAGES } from "../words/languages.ts";
import { spokenLanguage, words } from "../words.ts";

/** What the page speaks on this device. Each language stands under its own name, for who does not read the one that is spoken. */
export function LanguageChoice({ isLabelShown = false }: { isLabelShown?: boolean }) {
  const id = useId();
  const spoken = spokenLanguage();
  return (
    <p class="language">
      <label class={isLabelShown ? undefined : "unseen"} for={id}>
        {words.language.label}
      </label>
      <select
        id={id}
        value={spoken}
        onChange={({ currentTarget: { value } }) => {
          if (isLanguage(value)) void changeLanguage(value).catch(() => undefined);
        }}
      >
        {LANGUAGE_TAGS.map((tag) => (
          <option key={tag} value={tag} lang={tag}>
            {LANGUAGES[tag].name}
          </option>
        ))}
      </select>
    </p>
  );
}
