import type { Session } from "../ports/household.ts";
import type { House } from "./house.ts";
import { itemsOf, tellLibrary } from "./view-library.ts";

/** @param id an item's, or a story's. A kill in between leaves some chapters with the old title: say it again. */
export async function renameInLibrary(
  house: House,
  id: string,
  title: string,
  by: Pick<Session, "person" | "device">,
): Promise<void> {
  await house.inTurn(async () => {
    for (const item of itemsOf(house, id)) {
      if (item.title === title) continue;
      await house.library.change({ ...item, title }, [
        {
          at: house.clock.now(),
          kind: "library-renamed",
          person: by.person,
          subject: item.id,
          device: by.device,
        },
      ]);
    }
  });
  tellLibrary(house);
}
