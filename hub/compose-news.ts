/** What those who make Pawpost say, by way of link: which weaknesses are known, and which version is the newest. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFetchFeed } from "./advisories/fetch-feed.ts";
import { keepAdvisories } from "./advisories/keep-advisories.ts";
import { LinkAgent } from "./certificates/link-agent.ts";
import type { LinkLine } from "./certificates/link-line.ts";
import type { Config } from "./config/settings.ts";
import { hostAndPort } from "./domain/host-and-port.ts";
import { parseReleaseVersion } from "./domain/release-version.ts";
import type { Advisories } from "./ports/advisories.ts";
import type { Updates } from "./ports/updates.ts";
import { PROJECT_KEYS } from "./project-signature/project-keys.ts";
import { parseProjectKeys } from "./project-signature/signed-file.ts";
import type { HubStore } from "./store/hub-store.ts";
import type { Supervisor } from "./supervisor/supervisor.ts";
import { makeFetchBuild } from "./updates/fetch-build.ts";
import { openInstalled, prefixOf } from "./updates/installed.ts";
import { keepUpdates } from "./updates/keep-updates.ts";
import { machineOf } from "./updates/release.ts";
import type { House } from "./use-cases/house.ts";

export interface News extends AsyncDisposable {
  readonly advisories: Advisories;
  readonly updates: Updates;
}

export async function composeNews(
  parts: Pick<House, "clock" | "log" | "fail" | "zone" | "newId"> & {
    readonly config: Pick<Config, "advisories" | "releases" | "projectKeys" | "dataDir" | "runDir">;
    readonly store: Pick<HubStore, "advisoryNotes" | "updateNotes">;
    readonly line: LinkLine;
    readonly supervisor: Pick<Supervisor, "wants">;
    readonly version: string;
    /** Something is on its way to a toy, or from one. */
    isBusy(): boolean;
    wantLink(): void;
  },
): Promise<News> {
  const { config, store, line, version, clock, log, fail, newId, wantLink } = parts;
  const { advisories: feed, releases } = config;
  const keys = parseProjectKeys(config.projectKeys ?? PROJECT_KEYS);
  if (feed !== undefined && keys === undefined)
    log.warn("advisories are not asked for: there are no keys", {});
  const prefix = prefixOf(fileURLToPath(new URL("..", import.meta.url)));
  const byLink = (ending: AbortSignal) => new LinkAgent(line, ending);
  const fetchAt = (address: NonNullable<typeof feed>) => (until: AbortSignal) => {
    wantLink();
    return makeFetchFeed(address, byLink)(until);
  };

  await using opening = new AsyncDisposableStack();
  const advisories = opening.use(
    await keepAdvisories({
      version: { text: version, number: parseReleaseVersion(version) ?? { major: 0, minor: 0, patch: 0 } },
      source: feed === undefined ? undefined : { host: hostAndPort(feed), fetch: fetchAt(feed) },
      keys,
      notes: store.advisoryNotes,
      clock,
      random: Math.random,
      newId,
      log,
      fail,
    }),
  );
  const updates = opening.use(
    await keepUpdates({
      version,
      machine: machineOf(process.arch),
      source:
        releases === undefined
          ? undefined
          : {
              host: hostAndPort(releases),
              fetchRelease: fetchAt(releases),
              fetchBuild: makeFetchBuild(releases, byLink),
            },
      keys,
      installed:
        prefix === undefined
          ? undefined
          : openInstalled({
              prefix,
              spool: join(config.dataDir, "hub", "update"),
              progress: join(config.runDir, "update/progress"),
              hand: (isNow) => parts.supervisor.wants(isNow ? "update-now" : "update"),
            }),
      notes: store.updateNotes,
      clock,
      zone: parts.zone,
      random: Math.random,
      newId,
      isBusy: parts.isBusy,
      log,
      fail,
    }),
  );
  const parting = opening.move();
  return { advisories, updates, [Symbol.asyncDispose]: () => parting.disposeAsync() };
}
