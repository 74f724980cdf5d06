/** What the store hands to a backup: all that another machine needs to go on as this hub, as of one moment. */

/** A file of a backup by its place. `/` between the parts; none of them tells what it is of. */
type BackupPath = string;

export interface SourceFile {
  readonly path: BackupPath;
  /** Of what is to be there, hex, where that is known without reading it. */
  readonly sha256?: string;
  /** @returns `undefined` for one that is gone */
  read(): Promise<Uint8Array | undefined>;
}

export interface SourceSnapshot {
  /** The index in pieces, as it stands when the first is asked for: nothing that is written meanwhile is in it. Once. */
  index(): AsyncIterable<Uint8Array>;
  /** What that index names, and what lies beside it. Once, after the last piece. */
  files(): AsyncIterable<SourceFile>;
}

/** One of the hub's key files, as it lies there. Secret. */
export interface KeyFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface BackupSource {
  snapshot(): SourceSnapshot;
  /**
   * Opens every value of an index that lies in a backup.
   * @returns how many
   * @throws StoreError `store.damaged`
   */
  checkIndex(pieces: AsyncIterable<Uint8Array>): Promise<number>;
  keyFiles(): Promise<readonly KeyFile[]>;
}
