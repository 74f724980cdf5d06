import type { HouseState } from "../../../hub/contract/api.ts";
import { words } from "../words.ts";

/** Why no toy can be reached just now; nothing where one can. */
export function RadioNote({ radio }: { radio: HouseState["radio"] }) {
  const text = !radio.online
    ? words.radio.offline
    : radio.adapter === "on" || radio.adapter === "starting"
      ? undefined
      : words.radio[radio.adapter];
  return text === undefined ? null : (
    <p class="note" role="status">
      {text}
    </p>
  );
}
