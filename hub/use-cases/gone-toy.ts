import { TOY_REMOVED } from "../domain/message-state.ts";
import type { House } from "./house.ts";

/** Whether a guardian removed it. */
export const isGone = ({ household }: Pick<House, "household">, toy: string | null): boolean =>
  household.toys().some(({ id, gone }) => id === toy && gone !== undefined);

/** Why a message that ble gave up is cancelled: its toy went, or a guardian wanted it back. */
export const cancelCause = (house: Pick<House, "household">, toy: string | null): string =>
  isGone(house, toy) ? TOY_REMOVED : "guardian-cancelled";
