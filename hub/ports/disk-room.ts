export interface DiskRoom {
  /** `full`: no recording is taken in, all else goes on. `nothing`: a write more may be the one that does not fit. */
  look(): Promise<"enough" | "full" | "nothing">;
  /** In bytes. Below `limit` it is `full`. */
  measure(): Promise<{ readonly free: number; readonly limit: number }>;
}
