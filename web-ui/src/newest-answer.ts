/**
 * Asks as often as it is called, also while an answer is still awaited. The answer to the last question counts, whichever comes
 * last: so a change that falls into a reading is never missed, and an old answer never takes a newer one's place.
 */
export function newestAnswer<T>(
  ask: () => Promise<T>,
  heard: { readonly answer: (answer: T) => void; readonly error: (error: unknown) => void },
): () => Promise<void> {
  let asked = 0;
  return async () => {
    asked += 1;
    const turn = asked;
    try {
      const answer = await ask();
      if (turn === asked) heard.answer(answer);
    } catch (error) {
      if (turn === asked) heard.error(error);
    }
  };
}
