import type { PublicId } from "../contract/public-id.ts";
import { unseenBy } from "../domain/alert-record.ts";
import type { PushSubscription } from "../ports/push.ts";
import type { House } from "./house.ts";

/** What this guardian has not seen, by what it is about: how often it happened, ever; of strangers' reports, when the newest came. */
export function newsFor({ alerts, reports }: House, guardian: PublicId): PushSubscription["told"] {
  const news: Record<string, number> = {};
  for (const alert of alerts.all()) if (unseenBy(alert, guardian).count > 0) news[alert.class] = alert.count;
  const unread = reports.all().filter(({ readBy }) => !readBy.includes(guardian));
  if (unread.length > 0) news.report = Math.max(...unread.map(({ at }) => at));
  return news;
}

/** Whether any of it is more than was told. */
export const isMore = (news: PushSubscription["told"], told: PushSubscription["told"]): boolean =>
  Object.entries(news).some(([about, count]) => count > (told[about] ?? 0));
