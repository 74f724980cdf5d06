/** Which question is open on the list of ways in: about one slot, or a new one. One at a time. */
export type AskedWay = string | undefined;

export interface WaysProps {
  readonly asked: AskedWay;
  readonly onAsk: (asked: AskedWay) => void;
  /** @param said to who listens to the page */
  readonly onDone: (said: string) => void;
}
