import type { EverythingErased } from "../../../hub/contract/keeping.ts";
import { sayDate } from "../moments.ts";
import { ReceiptPaper } from "../parts/receipt-paper.tsx";
import { words } from "../words.ts";
import { Halt } from "./halt.tsx";

/** Everything was erased from here. @param toys what those were called that left the family: no hub knows it any more */
export function ErasedScreen({ receipt, toys }: { receipt: EverythingErased; toys: readonly string[] }) {
  const { everything } = words;
  const lines = [
    everything.receiptTitle,
    everything.wanted(sayDate(receipt.at)),
    everything.gone(receipt.messages),
    everything.emptied(toys),
    everything.backups[receipt.backups],
    ...(receipt.elsewhere ? [everything.elsewhere] : []),
  ];
  return (
    <Halt title={everything.doneTitle} lead={everything.doneLead}>
      <ReceiptPaper lines={lines} />
      <ul class="note">
        {everything.left.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Halt>
  );
}
