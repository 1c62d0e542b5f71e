// Takes the secret of a link out of the address, where a shoulder or a history would
// find it, and puts it into the form. The pages work without this, too: then the
// link is pasted.
"use strict";
const token = new URLSearchParams(location.hash.slice(1)).get("token");
const field = document.getElementById("token");
if (field && (token || field.value)) {
  if (token) {
    field.value = token;
    history.replaceState(null, "", location.pathname + location.search);
  }
  // A link that didn't work is shown again, to be mended.
  if (token || !field.hasAttribute("aria-invalid")) document.querySelector("[data-token]").hidden = true;
  const ask = document.querySelector("[data-ask]");
  if (ask && token) ask.hidden = true;
}
