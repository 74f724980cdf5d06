/** Sealed files, one per clip, immutable, beside the index. The hub cannot open them. */
export interface Archive {
  /** Before anything of `bytes` bytes is read or worked on: a full disk is told at once. @throws StoreError `store.disk-full` */
  assertRoom(bytes: number): Promise<void>;
  /**
   * Durable (file, name and folder) when it resolves. Putting the same id again with the same bytes changes nothing. A file
   * that no message names when the hub is killed is gone after the next start: it was not acknowledged.
   * @throws StoreError `store.exists` for other bytes, `store.disk-full`, `store.io`
   */
  put(id: string, sealed: Uint8Array): Promise<void>;
  /** @returns the age file, `undefined` when there is none. @throws StoreError `store.damaged` when it is not what was put */
  get(id: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  delete(id: string): Promise<void>;
  /**
   * Keeps another file beside the one of now, for {@link replace}; one that was kept there before goes.
   * @returns it, read back from the disk
   * @throws StoreError `store.missing` when there is no file to be replaced, `store.disk-full`, `store.io`
   */
  stage(id: string, sealed: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * What was kept beside takes the place of the file of now, which is overwritten. {@link get} gives one or the other at any moment,
   * also after a kill at any point.
   * @param sha256 of what is to lie beside, hex
   * @returns its size; `undefined` when something else lies there, or nothing
   */
  replace(id: string, sha256: string): Promise<number | undefined>;
  ids(): AsyncIterable<string>;
}

/** Toy bytes of approved messages on their way to a toy, under the device key. Gone when heard or withdrawn, and after 14 days. */
export interface WaitingClips {
  /** Durable when it resolves; a newer clip takes the place of an older one. @throws StoreError `store.disk-full`, `store.io` */
  put(id: string, toyBytes: Uint8Array): Promise<void>;
  get(id: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  delete(id: string): Promise<void>;
  /** @throws StoreError `store.damaged` at the end, after all that are sound */
  ids(): AsyncIterable<string>;
}

/**
 * What was shared with relatives: a second sealed file each, immutable like the archive's. The hub cannot open them. Which of them
 * count is in the message's record.
 */
export interface SharedClips {
  /**
   * Durable when it resolves. A file that no record names when the hub is killed is gone after the next start.
   * @param recipient whom it is sealed to
   * @returns its SHA-256, hex
   * @throws StoreError `store.disk-full`, `store.io`
   */
  put(message: string, recipient: string, sealed: Uint8Array): Promise<string>;
  /** @throws StoreError `store.damaged` when it is not what was put, or not there */
  get(message: string, recipient: string, sha256: string): Promise<Uint8Array<ArrayBuffer>>;
  delete(message: string, recipient: string): Promise<void>;
}
