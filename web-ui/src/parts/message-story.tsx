import type { MessageView } from "../../../hub/contract/api.ts";
import { sayMomentThere } from "../moments.ts";
import { chainOf } from "../pictures/message-chain.ts";
import { words } from "../words.ts";

/** The way of a message from place to place, with when it got there; a list that reads the same with the eyes and the ears.
 * @param props.zone where the child is */
export function MessageStory({ message, zone }: { message: MessageView; zone: string | undefined }) {
  const now = Date.now();
  const tries = message.history.filter(({ state }) => state === "delivering").length;
  return (
    <section class="story" aria-label={words.story.label}>
      <ol class="chain">
        {chainOf(message).map(({ place, mark, at }) => (
          <li key={place} class={mark} aria-current={mark === "here" ? "step" : undefined}>
            <span class="stop" aria-hidden="true" />
            <span>{words.story.places[place]}</span>
            <span class="small soft">
              {at === undefined ? words.story.marks[mark] : sayMomentThere(at, now, zone)}
            </span>
          </li>
        ))}
      </ol>
      {tries > 0 && message.direction === "to-toy" && <p class="small soft">{words.story.tries(tries)}</p>}
      {message.failure !== null && <p class="small soft">{words.story.code(message.failure.code)}</p>}
    </section>
  );
}
