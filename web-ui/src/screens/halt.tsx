import type { ComponentChildren } from "preact";
import { Bear } from "../parts/bear.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { ScreenTitle } from "../parts/screen-title.tsx";

/** A page with one thing to say and nothing to press. */
export function Halt({
  title,
  lead,
  children,
}: {
  title: string;
  lead: string;
  children?: ComponentChildren;
}) {
  return (
    <main class="door">
      <Bear />
      <header>
        <ScreenTitle title={title} />
        <p>{lead}</p>
      </header>
      {children}
      <LanguageChoice />
    </main>
  );
}
