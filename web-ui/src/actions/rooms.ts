/** Other machines that bring messages to toys: docs/rooms.md. */
import {
  type RoomInvitationView,
  type RoomList,
  type RoomView,
  roomInvitation,
  roomList,
} from "../../../hub/contract/rooms.ts";
import type { Page } from "../page-state.ts";
import { withStepUp } from "./step-up.ts";

/** @throws HubRefusal, HubUnreachable */
export const listRooms = (page: Page): Promise<RoomList> =>
  page.client.call("GET", "/rooms", { schema: roomList });

/** What is typed on the other machine; an earlier code counts no more. @throws NotNow, HubRefusal, HubUnreachable */
export const inviteRoom = (page: Page, name: string): Promise<RoomInvitationView> =>
  withStepUp(page, () => page.client.call("POST", "/rooms", { json: { name }, schema: roomInvitation }));

/** No code counts any more, whoever made it. @throws HubRefusal, HubUnreachable */
export const withdrawRoomCode = (page: Page): Promise<void> =>
  page.client.call("DELETE", "/rooms/invitation");

/** @throws HubRefusal, HubUnreachable */
export const renameRoom = (page: Page, { id }: RoomView, name: string): Promise<void> =>
  page.client.call("POST", "/rooms/rename", { json: { room: id, name } });

/** @throws NotNow, HubRefusal, HubUnreachable */
export const removeRoom = (page: Page, { id }: RoomView): Promise<void> =>
  withStepUp(page, () => page.client.call("POST", "/rooms/remove", { json: { room: id } }));
