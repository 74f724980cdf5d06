/** The card that tests record from: somebody may go on speaking into it when nobody listens, and when it is taken away. */
import { expect, test } from "vitest";
import { makeSoundCard } from "./sound-card.ts";

test("who speaks to nobody is not stopped by it, and stops when the card is taken away", async () => {
  const card = await makeSoundCard();
  const spoken = card.speak(card.known);
  await expect(
    Promise.race([spoken, new Promise((done) => setTimeout(done, 3_000, "speaks on"))]),
  ).resolves.toBe("speaks on");
  await card[Symbol.asyncDispose]();
  await expect(spoken).resolves.toBeUndefined();
});
