import { words } from "../words.ts";
import { MenuIcon, type MenuIconName } from "./menu-icon.tsx";

interface Item {
  readonly kind: MenuIconName;
  readonly label: string;
}

/** What is always one press away: at the thumb on a phone, along the side of a wide screen. */
const MENU = [
  { kind: "home", label: words.menu.home },
  { kind: "toys", label: words.menu.toys },
  { kind: "settings", label: words.menu.settings },
] as const satisfies readonly Item[];

export type MenuKind = (typeof MENU)[number]["kind"];

interface MainMenuProps {
  /** Under which of them the shown screen lies. */
  readonly here: MenuKind | undefined;
  /** What only a toy gives a sense to is left out. */
  readonly hasToys: boolean;
  readonly onGo: (kind: MenuKind) => void;
}

export function MainMenu({ here, hasToys, onGo }: MainMenuProps) {
  return (
    <nav class="menu" aria-label={words.menu.label}>
      {MENU.filter(({ kind }) => hasToys || kind !== "toys").map(({ kind, label }) => (
        <button
          key={kind}
          type="button"
          aria-current={kind === here ? "page" : undefined}
          onClick={() => onGo(kind)}
        >
          <MenuIcon name={kind} />
          <span>{label}</span>
        </button>
      ))}
    </nav>
  );
}
