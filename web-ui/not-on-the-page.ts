/**
 * Stands in for what `age-encryption` needs for recipients other than X25519: ML-KEM hybrids and P-256 tags, half of its
 * bytes. `hub/archive/age-file.ts` refuses a file for any of them before age sees it, and makes none.
 */
const missing = (name: string) =>
  new Proxy(
    {},
    {
      get() {
        throw new Error(`${name} is not on the page: no file of ours is for such a recipient`);
      },
    },
  );

export const MLKEM768P256 = missing("ML-KEM-768 with P-256");
export const MLKEM768X25519 = missing("ML-KEM-768 with X25519");
export const p256 = missing("P-256");
