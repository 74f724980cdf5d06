import { usePage } from "../page-context.ts";
import { type SafetyTone, toneOf } from "../safety-tone.ts";
import { words } from "../words.ts";
import { MenuIcon } from "./menu-icon.tsx";

interface TopBarProps {
  readonly onHelp: () => void;
  readonly onSafety: () => void;
}

/** Above every screen, always in the same place: help, and whether there is something to know. */
export function TopBar({ onHelp, onSafety }: TopBarProps) {
  const page = usePage();
  const tone = toneOf(page);
  return (
    <header class="top">
      <span class="brand">{words.product}</span>
      <button type="button" class="quiet" onClick={onHelp}>
        <MenuIcon name="help" />
        {words.menu.help}
      </button>
      <button type="button" class={`safety-chip ${tone.kind}`} onClick={onSafety}>
        <span class="light" />
        {words.state.safety} <span class="how">{sayTone(tone)}</span>
      </button>
    </header>
  );
}

function sayTone(tone: SafetyTone): string {
  switch (tone.kind) {
    case "good":
      return words.state.good;
    case "look":
      return words.state.look(tone.things);
    case "asking":
      return words.state.asking;
    case "unknown":
      return words.state.unknown;
  }
}
