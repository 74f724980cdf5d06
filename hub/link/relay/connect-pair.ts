import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import { makeCarrier, type OnStuck } from "../../../relay/wire/carrier.ts";
import { joinEnds } from "../../../relay/wire/join-ends.ts";

type Where = { readonly path: string } | Pick<TcpNetConnectOpts, "host" | "port" | "lookup">;

export interface Pair {
  readonly one: Socket;
  readonly other: Socket;
  /** Bytes carried, both ways together, when both are closed. */
  readonly carried: Promise<number>;
}

/** Dials two places and joins them, as `splice` joins two connections that are there. @param onStuck of what goes to `one` */
export function connectPair(one: Where, other: Where, onStuck?: OnStuck): Pair {
  const carriers = [makeCarrier(), makeCarrier(onStuck)] as const;
  const dial = (where: Where, { onread }: { onread: TcpNetConnectOpts["onread"] }) =>
    connect({ ...where, allowHalfOpen: true, onread } as TcpNetConnectOpts);
  const [first, second] = [dial(one, carriers[0]), dial(other, carriers[1])];
  const over = joinEnds(first, second);
  carriers[0].join(first, second);
  carriers[1].join(second, first);
  const carried = over.finally(() => {
    for (const carrier of carriers) carrier.release();
  });
  return { one: first, other: second, carried };
}
