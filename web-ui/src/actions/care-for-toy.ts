import type { ToyView } from "../../../hub/contract/api.ts";
import type { CareChoice } from "../../../hub/contract/toy-care.ts";
import { type SignalView, signalView } from "../../../hub/contract/toys.ts";
import type { Page } from "../page-state.ts";

/** From now on, also when it is switched on again. @throws HubRefusal, HubUnreachable */
export const setToyVolume = (page: Page, toy: ToyView, percent: number): Promise<void> =>
  page.client.call("PUT", `/toys/${toy.id}/volume`, { json: { percent } });

/** Until somebody chooses otherwise. @throws HubRefusal, HubUnreachable */
export const chooseCare = (page: Page, toy: ToyView, care: CareChoice): Promise<void> =>
  page.client.call("PUT", `/toys/${toy.id}/care`, { json: care });

/** @throws HubRefusal, HubUnreachable */
export const switchMailbox = (page: Page, toy: ToyView, on: boolean): Promise<void> =>
  page.client.call("PUT", `/toys/${toy.id}/mailbox`, { json: { on } });

/** Resolves when it has blinked. @throws HubRefusal, HubUnreachable */
export const showToyHeart = (page: Page, toy: ToyView, signal: AbortSignal): Promise<void> =>
  page.client.call("POST", `/toys/${toy.id}/heart`, { signal });

/** @throws HubRefusal, HubUnreachable */
export const readSignal = (page: Page, toy: ToyView): Promise<SignalView> =>
  page.client.call("GET", `/toys/${toy.id}/signal`, { schema: signalView });

/** Its signal comes as `page.toyNews`, for two minutes. @throws HubRefusal, HubUnreachable */
export const startWalk = (page: Page, toy: ToyView): Promise<void> =>
  page.client.call("POST", `/toys/${toy.id}/walk`);

/** @throws HubRefusal, HubUnreachable */
export const stopWalk = (page: Page, toy: ToyView): Promise<void> =>
  page.client.call("DELETE", `/toys/${toy.id}/walk`);
