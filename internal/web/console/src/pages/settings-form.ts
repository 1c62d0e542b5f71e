/** A dialog over the settings. */
export interface FormProps {
  onSaved: (text: string) => void;
  onClose: () => void;
}

export const unsureSave = {
  unknown: "It isn't known whether this was saved. Close this and look; saving twice does no harm.",
  yes: "It was saved.",
  no: "It was not saved.",
};
