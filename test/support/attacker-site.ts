/** A page of somebody else's, on a port of this machine: the same under every name and path. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface AttackerSite extends AsyncDisposable {
  readonly port: number;
}

const PAGE = "<!doctype html><title>Win a bear!</title>";

export async function openAttackerSite({ port = 0 } = {}): Promise<AttackerSite> {
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(PAGE);
  });
  await new Promise<void>((ready) => server.listen(port, "127.0.0.1", ready));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
