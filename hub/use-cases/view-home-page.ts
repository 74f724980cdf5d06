import type { HomePageView } from "../contract/home-page.ts";
import type { House } from "./house.ts";

/** `null` where the household wants no home name, and until something listens there by a certificate of its authority. */
export function viewHomePage({ homeName }: Pick<House, "homeName">): HomePageView | null {
  const origin = homeName.origin();
  return origin === undefined || homeName.authority() === undefined ? null : { origin };
}
