/**
 * Reports of strangers: in memory, in the index, and each once more in a sealed file of its own (`reports/<32 hex>.report`), so
 * that a lost index loses none. The file is written first: a report that is found there and not in the index is taken in at the
 * next start, with its ledger entry.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { PublicId } from "../contract/public-id.ts";
import type { LedgerEntry } from "../ports/ledger.ts";
import type { Report, ReportStore } from "../ports/report-store.ts";
import type { DeviceKeys } from "./device-key.ts";
import { eraseDurably, readIfThere, writeDurably } from "./durable-file.ts";
import { InTurnByKey } from "./in-turn-by-key.ts";
import type { LedgerChain } from "./ledger-chain.ts";
import { nameKey, type SealedIndex, type Write } from "./sealed-index.ts";
import { sealJson, tryUnsealJson } from "./sealed-value.ts";

const SUFFIX = ".report";

export interface ReportParts {
  /** The folder, there already. */
  readonly dir: string;
  readonly index: SealedIndex;
  readonly keys: DeviceKeys;
  readonly ledger: LedgerChain;
  readonly onFailure: (error: unknown) => void;
}

export class ReportTable implements ReportStore {
  readonly #parts: ReportParts;
  readonly #reports = new Map<string, Report>();
  readonly #turns: InTurnByKey;
  #listener: () => void = () => undefined;
  #damaged = 0;

  private constructor(parts: ReportParts) {
    this.#parts = parts;
    this.#turns = new InTurnByKey(parts.onFailure);
  }

  static async open(parts: ReportParts): Promise<ReportTable> {
    const table = new ReportTable(parts);
    for await (const [, report] of parts.index.entries<Report>({ table: "report" }))
      table.#reports.set(report.id, report);
    await table.#bringTogether();
    return table;
  }

  /** Files that did not open, and whose report no index has either. */
  get damaged(): number {
    return this.#damaged;
  }

  all(): readonly Report[] {
    return [...this.#reports.values()].toSorted((one, other) => one.at - other.at);
  }

  put(report: Report, ledger: readonly LedgerEntry[]): Promise<void> {
    return this.#turns.run("reports", async () => {
      await this.#writeFile(report);
      await this.#parts.index.commit([this.#put(report), ...this.#parts.ledger.writes(ledger)]);
      this.#reports.set(report.id, report);
      this.#listener();
    });
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  delete(id: PublicId): Promise<void> {
    return this.#turns.run("reports", async () => {
      // The other way round it would be found and taken in again.
      await eraseDurably(this.#pathOf(this.#nameOf(id)));
      await this.#parts.index.commit([{ key: this.#keyOf(id), value: undefined }]);
      this.#reports.delete(id);
    });
  }

  idle(): Promise<void> {
    return this.#turns.idle();
  }

  /** Index and files each may miss what the other has: after a kill, a lost index, a file that somebody removed. */
  async #bringTogether(): Promise<void> {
    const files = new Set((await readdir(this.#parts.dir)).filter((file) => file.endsWith(SUFFIX)));
    for (const report of this.#reports.values()) {
      if (!files.delete(this.#nameOf(report.id) + SUFFIX)) await this.#writeFile(report);
    }
    const writes: Write[] = [];
    for (const file of files) {
      const name = file.slice(0, -SUFFIX.length);
      const bytes = await readIfThere(this.#pathOf(name));
      const place = Buffer.from(name);
      const report =
        bytes === undefined ? undefined : tryUnsealJson<Report>(this.#parts.keys.reports, place, bytes);
      if (report === undefined) {
        this.#damaged += 1;
        continue;
      }
      this.#reports.set(report.id, report);
      const entry = { at: report.at, kind: "report-taken-in", person: null, subject: report.id } as const;
      writes.push(this.#put(report), ...this.#parts.ledger.writes([entry]));
    }
    if (writes.length > 0) await this.#parts.index.commit(writes);
  }

  #writeFile(report: Report): Promise<void> {
    const name = this.#nameOf(report.id);
    return writeDurably(this.#pathOf(name), [sealJson(this.#parts.keys.reports, Buffer.from(name), report)]);
  }

  #put(report: Report): Write {
    return { key: this.#keyOf(report.id), value: report };
  }

  #keyOf(id: string): Buffer {
    return nameKey("report", this.#parts.keys.nameOf(id));
  }

  #nameOf(id: string): string {
    return this.#parts.keys.nameOf(id).toString("hex");
  }

  #pathOf(name: string): string {
    return join(this.#parts.dir, name + SUFFIX);
  }
}
