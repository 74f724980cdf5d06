import { useState } from "preact/hooks";
import { words } from "../words.ts";

interface ReceiptPaperProps {
  /** The first is its title. */
  readonly lines: readonly string[];
  readonly onClose?: () => void;
}

/** What was done, to be printed or copied. */
export function ReceiptPaper({ lines, onClose }: ReceiptPaperProps) {
  const [isCopied, setCopied] = useState(false);
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
        {onClose !== undefined && (
          <button type="button" class="quiet" onClick={onClose}>
            {words.kept.less}
          </button>
        )}
      </div>
    </>
  );
}
