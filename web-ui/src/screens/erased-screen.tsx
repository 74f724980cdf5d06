import { words } from "../words.ts";
import { Halt } from "./halt.tsx";

/** Everything was erased from here. */
export function ErasedScreen() {
  return (
    <Halt title={words.everything.doneTitle} lead={words.everything.doneLead}>
      <ul class="note">
        {words.everything.left.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Halt>
  );
}
