import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Page } from "./page-state.ts";

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error("no page around this component");
  return page;
}
