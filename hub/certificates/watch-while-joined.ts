import type { IssuanceWatch } from "../ports/issuance-watch.ts";
import { makeIssuanceMonitor } from "./issuance-monitor.ts";
import { keepWhileJoined } from "./keep-while-joined.ts";
import { LinkAgent } from "./link-agent.ts";
import type { LinkLine } from "./link-line.ts";
import { type WatchedIssuances, watchIssuances } from "./watch-issuances.ts";

type Joined = Pick<Parameters<typeof keepWhileJoined>[0], "place" | "onChange" | "fail">;
type Watched = Omit<Parameters<typeof watchIssuances>[0], "domain" | "openMonitor">;

/** For as long as the hub is at a relay, and has names there, public logs are watched for them. By link, as all that leaves the house. */
export function watchWhileJoined(
  options: Joined & Watched & { readonly line: LinkLine },
): IssuanceWatch & AsyncDisposable {
  const { place, onChange, fail, line, ...watched } = options;
  const { monitor, clock } = watched;
  let current: WatchedIssuances | undefined;
  const keeping = keepWhileJoined({
    place,
    onChange,
    fail,
    begin({ hub, zone }) {
      const domain = `${hub}.${zone}`;
      current = watchIssuances({
        ...watched,
        domain,
        openMonitor: (signal) =>
          makeIssuanceMonitor({
            ...{ monitor, domain, signal },
            agent: new LinkAgent(line, signal),
            now: clock.now,
          }),
      });
      return current;
    },
  });
  return {
    view: () => (place() === undefined ? undefined : current?.view()),
    [Symbol.asyncDispose]: () => keeping[Symbol.asyncDispose](),
  };
}
