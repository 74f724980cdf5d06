import { trustWords } from "../../../hub/contract/trust-words.ts";

/** Six words that stand for the family; the machine at the toys shows the same ones. */
export function TrustWords({ fingerprint }: { fingerprint: string }) {
  return (
    <ol class="trust-words">
      {trustWords(fingerprint).map((word, at) => (
        <li key={at}>{word}</li>
      ))}
    </ol>
  );
}
