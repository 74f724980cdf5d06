import { usePage } from "../page-context.ts";
import { Bear } from "../parts/bear.tsx";
import { useHeadingFocus } from "../parts/use-heading-focus.ts";
import { words } from "../words.ts";

/** Where a relative lands. */
export function RelativeScreen() {
  const { session } = usePage();
  useHeadingFocus("relative");
  return (
    <main class="door">
      <Bear heart="on" />
      <header>
        <h1 tabIndex={-1}>{words.relative.title}</h1>
        <p>{words.relative.lead(session.value?.info.person.name ?? "")}</p>
      </header>
    </main>
  );
}
