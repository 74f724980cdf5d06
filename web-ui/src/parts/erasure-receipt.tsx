import { useState } from "preact/hooks";
import type { ErasureReceipt } from "../../../hub/contract/keeping.ts";
import { sayDate, sayMoment } from "../moments.ts";
import { words } from "../words.ts";

/** One line for a list. */
export function sayReceipt(receipt: ErasureReceipt): string {
  const { what, messages, doneAt, askedAt, left } = receipt;
  const counted = words.kept.erased[what](messages);
  if (doneAt === null) return `${counted} ${words.kept.progress(left)}`;
  return `${counted} ${words.kept.doneAt(sayMoment(doneAt ?? askedAt, Date.now()))}`;
}

/** All that is known of it, for a folder or for whoever asks. It names nobody: names are erased too. */
const linesOf = (receipt: ErasureReceipt): readonly string[] => [
  words.kept.receiptTitle(receipt.number),
  words.kept.erased[receipt.what](receipt.messages),
  words.kept.size(receipt.bytes),
  words.kept.askedAt(sayDate(receipt.askedAt), receipt.by !== null),
  receipt.doneAt === null
    ? words.kept.progress(receipt.left)
    : words.kept.overwritten(sayDate(receipt.doneAt)),
  receipt.backupsUntil === null ? words.kept.noBackups : words.kept.backups(sayDate(receipt.backupsUntil)),
  receipt.onToys === 0 ? words.kept.notOnToys : words.kept.onToys(receipt.onToys),
];

export function ErasureReceiptPaper({ receipt, onClose }: { receipt: ErasureReceipt; onClose: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const lines = linesOf(receipt);
  const [title, ...facts] = lines;
  const copy = async () => {
    await navigator.clipboard.writeText(lines.join("\n"));
    setCopied(true);
  };
  return (
    <>
      <div class="paper receipt">
        <p>
          <strong>{title}</strong>
        </p>
        {facts.map((fact) => (
          <p key={fact}>{fact}</p>
        ))}
      </div>
      <div class="row">
        <button type="button" onClick={() => print()}>
          {words.kept.print}
        </button>
        {/* A browser that gives no clipboard has its own way to copy what is marked. */}
        <button type="button" class="quiet" onClick={() => void copy().catch(() => setCopied(false))}>
          {isCopied ? words.kept.copied : words.kept.copy}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {words.kept.less}
        </button>
      </div>
    </>
  );
}
