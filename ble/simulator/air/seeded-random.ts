/** Numbers in [0, 1). */
export type Random = () => number;

/**
 * A stream that depends on `seed` and `name` alone. Every cause of chance has a stream of its own, so that switching one
 * on does not shift the others.
 *
 * xmur3 to mix the text, sfc32 to draw; both are public domain (PractRand, C. Doty-Humphrey; B. Ortiz).
 */
export function seededRandom(seed: number, name: string): Random {
  const mix = mixer(`${seed}/${name}`);
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const draw = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) draw(); // sfc32 needs a dozen rounds to forget a simple seed
  return draw;
}

function mixer(text: string): () => number {
  let hash = 1_779_033_703 ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 3_432_918_353);
    hash = (hash << 13) | (hash >>> 19);
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507);
    hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
    hash ^= hash >>> 16;
    return hash;
  };
}
