import { words } from "../words.ts";
import { zonesByArea } from "../zones.ts";

interface ZoneFieldProps {
  readonly id: string;
  readonly zone: string;
  /** What to know about it; read out with the field. */
  readonly hint: string;
  readonly onZone: (zone: string) => void;
}

/** A place of the IANA list whose time it is, by part of the world. */
export function ZoneField({ id, zone, hint, onZone }: ZoneFieldProps) {
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{words.times.zone}</label>
      <select
        id={id}
        value={zone}
        aria-describedby={hintId}
        onChange={(event) => onZone(event.currentTarget.value)}
      >
        {zonesByArea(zone).map(({ area, zones }) => (
          <optgroup key={area} label={area}>
            {zones.map(({ name, place }) => (
              <option key={name} value={name}>
                {place}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <p id={hintId} class="hint">
        {hint}
      </p>
    </div>
  );
}
