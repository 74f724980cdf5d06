import type { ComponentChildren } from "preact";
import { Bear } from "../parts/bear.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";

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
        <h1>{title}</h1>
        <p>{lead}</p>
      </header>
      {children}
      <LanguageChoice />
    </main>
  );
}
