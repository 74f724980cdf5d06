import type { PublicId } from "../../../hub/contract/public-id.ts";
import type { Home } from "../homes.ts";
import { words } from "../words.ts";

interface HomeSwitchProps {
  readonly homes: readonly Home[];
  readonly here: Home;
  readonly onSwitch: (child: PublicId) => void;
}

/** From one child's post to another's; of each it is said whether something waits there. */
export function HomeSwitch({ homes, here, onSwitch }: HomeSwitchProps) {
  return (
    <fieldset class="home-switch">
      <legend class="unseen">{words.homes.choose}</legend>
      {homes.map((home) => (
        <button
          key={home.child}
          type="button"
          aria-pressed={home.child === here.child}
          onClick={() => onSwitch(home.child)}
        >
          {words.homes.waits(home.name, home.waiting)}
        </button>
      ))}
    </fieldset>
  );
}
