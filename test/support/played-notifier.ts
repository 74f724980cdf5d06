/** A browser's push and notifications, played: with keys of its own, and a person who answers as a test wants. */
import type { Notifier } from "../../web-ui/src/push/notifier.ts";
import { NotifyError } from "../../web-ui/src/push/notifier.ts";
import { makePushBrowser } from "./push-browser.ts";

export interface PlayedNotifier extends Notifier {
  can: ReturnType<Notifier["ability"]>;
  says: "yes" | NotifyError["code"];
  /** For which key it is subscribed. */
  subscribedFor: string | undefined;
  endpoint: string;
}

export function makePlayedNotifier(): PlayedNotifier {
  const played: PlayedNotifier = {
    can: "able",
    says: "yes",
    subscribedFor: undefined,
    endpoint: "https://fcm.googleapis.com/fcm/send/played",
    ability: () => played.can,
    async subscribe(key) {
      if (played.says !== "yes") throw new NotifyError(played.says, "");
      played.subscribedFor = key;
      return makePushBrowser(played.endpoint).subscription;
    },
    isSubscribed: async (key) => played.subscribedFor === key,
    async unsubscribe() {
      played.subscribedFor = undefined;
    },
    onPress: () => undefined,
  };
  return played;
}
