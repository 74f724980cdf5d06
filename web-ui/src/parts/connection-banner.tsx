import { isHomeName } from "../../../hub/contract/home-page.ts";
import { sayMoment } from "../moments.ts";
import { usePage } from "../page-context.ts";
import { isThisMachine } from "../this-machine.ts";
import { words } from "../words.ts";

/** What is shown may be old: said for as long as it is so. */
export function ConnectionBanner() {
  const { connection, session } = usePage();
  const now = connection.value;
  if (now.kind !== "lost") return null;
  const since = sayMoment(new Date(now.since).toISOString(), Date.now());
  // By a name that the way there may not reach: home may have another.
  const others = (session.value?.info.addresses ?? []).filter(
    (address) => address !== location.origin && !isThisMachine(address),
  );
  const homePages = others.filter((address) => isHomeName(new URL(address).hostname));
  // It opens where a device was told to believe it, and guardians alone are shown how.
  const hasHomePage = homePages.length > 0 && session.value?.info.person.role === "guardian";
  const elsewhere = others.filter((address) => !homePages.includes(address));
  const places = hasHomePage ? [...homePages, ...elsewhere] : elsewhere;
  return (
    <p class="banner" role="status">
      {words.connection.lost(since)} {words.connection.trying}
      {places.length > 0 && (
        <span class="elsewhere">
          {hasHomePage ? words.offline.homePage : words.offline.atHome}{" "}
          {places.map((address) => (
            <a key={address} href={address}>
              {new URL(address).host}
            </a>
          ))}
        </span>
      )}
    </p>
  );
}
