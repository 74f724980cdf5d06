/** The time zones that this browser knows, as a list to choose from. */

interface Zone {
  /** IANA: `America/Argentina/Salta` */
  readonly name: string;
  /** `Argentina, Salta` */
  readonly place: string;
}

/** @param chosen is among them in any case: the hub may know it by another name than this browser */
export function zonesByArea(
  chosen: string,
): readonly { readonly area: string; readonly zones: readonly Zone[] }[] {
  const areas = new Map<string, Zone[]>();
  for (const name of [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", chosen])].sort()) {
    const [area = "", ...rest] = name.split("/");
    const place = (rest.length === 0 ? area : rest.join(", ")).replaceAll("_", " ");
    areas.set(area, [...(areas.get(area) ?? []), { name, place }]);
  }
  return [...areas].map(([area, zones]) => ({ area, zones }));
}
