// The clinician's standing link stands in the empty field as what is used without another one.

const links = new Map([...document.querySelectorAll("[data-standing-links] data")].map(entry => [entry.dataset.for, entry.value]));
for (const field of document.querySelectorAll("[data-standing]")) {
  const clinician = document.getElementById(field.dataset.standing);
  const offer = () => { field.placeholder = links.get(clinician.value) ?? ""; };
  clinician?.addEventListener("change", offer);
  if (clinician) offer();
}
