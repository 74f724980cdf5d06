import { words } from "../words.ts";
import { MenuIcon, type MenuIconName } from "./menu-icon.tsx";

/** What is always one press away: at the thumb on a phone, along the side of a wide screen. */
const MENU = ["home", "timeline", "toys", "library", "settings"] as const satisfies readonly MenuIconName[];

export type MenuKind = (typeof MENU)[number];

interface MainMenuProps {
  /** Under which of them the shown screen lies. */
  readonly here: MenuKind | undefined;
  /** What would lead to nothing yet: before there is a toy, and before anything was said. */
  readonly isEmpty: (kind: MenuKind) => boolean;
  readonly onGo: (kind: MenuKind) => void;
}

export function MainMenu({ here, isEmpty, onGo }: MainMenuProps) {
  return (
    <nav class="menu" aria-label={words.menu.label}>
      {MENU.filter((kind) => !isEmpty(kind)).map((kind) => (
        <button
          key={kind}
          type="button"
          aria-current={kind === here ? "page" : undefined}
          onClick={() => onGo(kind)}
        >
          <MenuIcon name={kind} />
          <span>{words.menu[kind]}</span>
        </button>
      ))}
    </nav>
  );
}
