import type { HouseState } from "../../../hub/contract/api.ts";
import type { Page } from "../page-state.ts";
import { makeHubRecorder } from "../recording/hub-recorder.ts";
import type { StartRecorder } from "../recording/recorder.ts";
import { isThisMachine } from "../this-machine.ts";
import { withStepUp } from "./step-up.ts";

/** The hub lends its own microphone to the page on its own machine, where the household's settings name one. */
export const hasRoomMicrophone = (
  house: Pick<HouseState, "hubMicrophone"> | undefined,
  address: string,
): boolean => house?.hubMicrophone === true && isThisMachine(address);

/** It hears a room of the house: the hub asks who is there first, and tells every guardian. Throws NotNow, HubRefusal, HubUnreachable. */
export const startRoomRecorder = (page: Page): StartRecorder =>
  makeHubRecorder((signal) => withStepUp(page, () => page.client.open("POST", "/microphone", { signal })));
