/** The hub's web face on a real port of loopback, and a client that says whatever it is told to. */
import { request } from "node:http";
import { openWebServer } from "../../hub/api/open-web-server.ts";
import { type HubRig, type HubRigOptions, makeHubRig } from "./hub-rig.ts";

export interface WebRig extends AsyncDisposable {
  readonly rig: HubRig;
  readonly port: number;
  readonly host: string;
  readonly origin: string;
  /** One request over a connection of its own; nothing is added to its headers but what HTTP needs. */
  ask(request: {
    readonly method?: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Uint8Array;
  }): Promise<Response>;
}

export async function makeWebRig(options: Omit<HubRigOptions, "hosts"> = {}): Promise<WebRig> {
  const hosts: string[] = [];
  const rig = await makeHubRig({ ...options, hosts: () => hosts });
  const server = await openWebServer(rig.app, 0);
  const host = `localhost:${server.port}`;
  hosts.push(host, "localhost:8080"); // the second is what HubRig.browser() asks for
  return {
    rig,
    port: server.port,
    host,
    origin: `http://${host}`,
    ask: ({ method = "GET", path, headers = {}, body }) =>
      new Promise((answered, failed) => {
        // Node announces no length for a DELETE, and then sends what looks like another request.
        const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
        const sent = request(
          {
            host: "127.0.0.1",
            port: server.port,
            method,
            path,
            headers: { host, ...length, ...headers },
            agent: false,
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("close", () => {
              const list = Object.entries(response.headersDistinct).flatMap(([name, values]) =>
                (values ?? []).map((value) => [name, value] as [string, string]),
              );
              const status = response.statusCode ?? 0;
              const hasBody = status !== 204 && status !== 304 && method !== "HEAD";
              answered(new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers: list }));
            });
            // A stream goes on: what matters here stands in its head.
            if (response.headers["content-type"] === "text/event-stream") response.destroy();
          },
        );
        sent.on("error", failed);
        sent.end(body);
      }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
    },
  };
}

/** All that somebody could have changed from outside. */
export async function whatStands({ rig }: WebRig): Promise<object> {
  await rig.settle();
  const { household, messages, live } = rig.house;
  return structuredClone({
    people: household.people().map(({ id }) => id),
    roster: household.roster(),
    sessions: household.sessions().map(({ id }) => id),
    toys: household.toys(),
    children: household.children(),
    messages: await messages.newest(50),
    search: live.search,
    sent: rig.toys.sent,
  });
}
