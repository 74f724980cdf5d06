/**
 * The page as the worker keeps it, so that it opens while the hub is away: files of one build, whole or not at all. No answer of the API, no
 * sound and no name is ever among them: what is no file of that list goes by the worker as if it were not there.
 */
import type { ShellList } from "./shell-list.ts";

const PREFIX = "shell-";
const PAGE = "/";

export interface KeptShell {
  /** Fetches every file and keeps them under this build's name. @throws TypeError where one is missing, or is another build's */
  take(): Promise<void>;
  /** Lets go of older builds, but for the one before: a page of it may be open still, and want the rest of itself. */
  letGo(): Promise<void>;
  /** @returns `undefined` for what the worker has nothing to do with */
  answer(request: Request): Promise<Response> | undefined;
}

export function openShell(
  { version, files }: ShellList,
  around: {
    readonly origin: string;
    readonly caches: CacheStorage;
    readonly fetch: (request: Request) => Promise<Response>;
  },
): KeptShell {
  const { origin, caches, fetch } = around;
  const name = PREFIX + version;

  return {
    async take() {
      // By its SHA-256: a hub that gets another build meanwhile gives this one nothing of it.
      const fetched = [...files].map(async ([path, integrity]) => {
        const response = await fetch(new Request(origin + path, { integrity, credentials: "omit" }));
        if (!response.ok || response.redirected) throw new TypeError("a file of the page did not come");
        return [path, response] as const;
      });
      const all = await Promise.all(fetched);
      try {
        const cache = await caches.open(name);
        await Promise.all(all.map(([path, response]) => cache.put(origin + path, response)));
      } catch (error) {
        await caches.delete(name); // Half a page is none.
        throw error;
      }
    },

    async letGo() {
      const kept = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== name);
      await Promise.all(kept.slice(0, -1).map((one) => caches.delete(one)));
    },

    answer(request) {
      const url = new URL(request.url);
      if (request.method !== "GET" || url.origin !== origin || url.search !== "") return undefined;
      const { pathname } = url;
      const isPage = request.mode === "navigate";
      if (isPage ? pathname !== PAGE : !pathname.startsWith("/assets/")) return undefined;
      if (files.size === 0) return undefined;
      return find(origin + pathname, request);
    },
  };

  /** The page is this build's; what an older page asks for is in its own. */
  async function find(address: string, request: Request): Promise<Response> {
    const own = await (await caches.open(name)).match(address);
    return own ?? (address === origin + PAGE ? undefined : await caches.match(address)) ?? fetch(request);
  }
}
