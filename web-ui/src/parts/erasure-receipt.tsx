import type { ErasureReceipt } from "../../../hub/contract/keeping.ts";
import { sayDate, sayMoment } from "../moments.ts";
import { words } from "../words.ts";
import { ReceiptPaper } from "./receipt-paper.tsx";

/** One line for a list. */
export function sayReceipt(receipt: ErasureReceipt): string {
  const { what, messages, doneAt, askedAt, left } = receipt;
  const counted = words.kept.erased[what](messages);
  if (doneAt === null) return `${counted} ${words.kept.progress(left)}`;
  return `${counted} ${words.kept.doneAt(sayMoment(doneAt ?? askedAt, Date.now()))}`;
}

function backupsOf({ backupsUntil, leftElsewhere }: ErasureReceipt): readonly string[] {
  if (backupsUntil === null && leftElsewhere === null) return [words.kept.noBackups];
  return [
    ...(backupsUntil === null ? [] : [words.kept.backups(sayDate(backupsUntil))]),
    ...(leftElsewhere === null ? [] : [words.kept.leftElsewhere(sayDate(leftElsewhere))]),
  ];
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
  ...backupsOf(receipt),
  receipt.onToys === 0 ? words.kept.notOnToys : words.kept.onToys(receipt.onToys),
];

export function ErasureReceiptPaper({ receipt, onClose }: { receipt: ErasureReceipt; onClose: () => void }) {
  return <ReceiptPaper lines={linesOf(receipt)} onClose={onClose} />;
}
