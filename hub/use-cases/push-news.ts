import type { PublicId } from "../contract/public-id.ts";
import type { PushKind } from "../contract/push-body.ts";
import { unseenBy } from "../domain/alert-record.ts";
import type { PushSubscription } from "../ports/push.ts";
import type { House } from "./house.ts";
import type { PostNow } from "./post-news.ts";

type Told = PushSubscription["told"];
/** What can be told of, the most urgent first. */
export type NewsKind = Exclude<PushKind, "test">;
const KINDS: readonly NewsKind[] = ["alert", "waiting", "answer"];

/** Under which names it is noted how far a device was told of the post; everything else is alerts. */
const POST = {
  waiting: { name: "post-waiting", kind: "waiting" },
  reminder: { name: "post-reminder", kind: "waiting" },
  answer: { name: "post-answer", kind: "answer" },
} as const satisfies Record<keyof PostNow, { name: string; kind: NewsKind }>;
const KIND_OF: ReadonlyMap<string, NewsKind> = new Map(
  Object.values(POST).map(({ name, kind }) => [name, kind] as const),
);

/**
 * What this guardian has not seen, by what it is about: how often it happened, ever; of strangers' reports and of the post, when the newest
 * came.
 */
export function newsFor({ alerts, reports, postNews }: House, guardian: PublicId): Told {
  const news: Record<string, number> = {};
  for (const alert of alerts.all()) if (unseenBy(alert, guardian).count > 0) news[alert.class] = alert.count;
  const unread = reports.all().filter(({ readBy }) => !readBy.includes(guardian));
  if (unread.length > 0) news.report = Math.max(...unread.map(({ at }) => at));
  for (const [about, at] of Object.entries(postNews.now()) as [keyof PostNow, number][])
    news[POST[about].name] = at;
  return news;
}

/** @returns the most urgent kind of which there is more than was told, and all that one push of that kind tells */
export function nextNews(
  news: Told,
  told: Told,
): { readonly kind: NewsKind; readonly tells: Told } | undefined {
  const isMore = ([about, count]: readonly [string, number]) => count > (told[about] ?? 0);
  const kindOf = ([about]: readonly [string, number]) => KIND_OF.get(about) ?? "alert";
  const more = Object.entries(news).filter(isMore);
  const kind = KINDS.find((one) => more.some((entry) => kindOf(entry) === one));
  if (kind === undefined) return undefined;
  return { kind, tells: Object.fromEntries(Object.entries(news).filter((entry) => kindOf(entry) === kind)) };
}
