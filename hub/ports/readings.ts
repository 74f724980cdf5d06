/** What a program that watches machines reads of the hub: numbers, of no person and by no name. */
export interface Readings {
  /** In Prometheus' text format, version 0.0.4. */
  read(): Promise<string>;
  /** Somebody was turned away. @param code as it left the hub */
  refused(code: string): void;
}
