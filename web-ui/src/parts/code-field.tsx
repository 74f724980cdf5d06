import { TextField, type TextFieldProps } from "./text-field.tsx";

/** One code that the machine printed, typed once. */
export const CodeField = (props: Omit<TextFieldProps, "autocomplete" | "input">) => (
  <TextField
    {...props}
    autocomplete="one-time-code"
    input={{ class: "code", autocapitalize: "characters", spellcheck: false }}
  />
);
