import { type KeeperStatus, keeperAsk } from "../contract/command-line.ts";
import { seconds } from "../domain/duration.ts";
import { KeepersRefused } from "../ports/keepers.ts";
import type { House } from "../use-cases/house.ts";
import { sendBackup } from "../use-cases/keep-at-keeper.ts";
import { viewKeepers } from "../use-cases/view-keepers.ts";

/** What somebody at the machine wants of hubs that keep backups for each other. What is kept here only a guardian removes, in the page. */
export async function answerKeepers(house: House, asked: unknown): Promise<KeeperStatus> {
  const { keepers } = house;
  const ask = keeperAsk.safeParse(asked);
  if (!ask.success) throw new KeepersRefused("keeper.refused", "not what can be asked");
  const code = await act(house, ask.data);
  return {
    view: await viewKeepers({ keepers }),
    code: code && { ...code, addresses: [...code.addresses], until: new Date(code.until).toISOString() },
  };
}

async function act(house: House, ask: ReturnType<typeof keeperAsk.parse>) {
  const { keepers } = house;
  switch (ask.to) {
    case "keep":
      return keepers.invite(ask.name, null);
    case "hand-back": {
      const kept = keepers.kept().find(({ hub, title }) => hub === ask.hub || title === ask.hub);
      if (kept === undefined) throw new KeepersRefused("keeper.unknown", "nothing is kept of that hub");
      return keepers.offer(kept.hub, null);
    }
    case "keep-at":
      await keepers.pair(ask.address, ask.code, null);
      return null;
    case "leave":
      await keepers.leave(null);
      return null;
    case "send":
      await begun(house, sendBackup(house, new AbortController().signal));
      return null;
    case "view":
      return null;
  }
}

/** Whoever waits at the machine is answered in a minute; a first one of many years goes on, and how it ended is noted. */
const ANSWERED_AFTER = seconds(45);

async function begun(house: House, sending: Promise<unknown>): Promise<void> {
  const answered = new AbortController();
  const waited = house.clock.sleep(ANSWERED_AFTER, answered.signal);
  waited.catch(() => undefined); // it was sent before
  sending.catch(() => undefined); // noted, where nobody waits any more
  try {
    await Promise.race([sending, waited]);
  } finally {
    answered.abort();
  }
}
