// Says on which day the planned weeks end, while the form is filled in. The chart shows the same once somebody is admitted.

const line = document.querySelector("[data-projects]");
const from = document.getElementById("Form_AdmittedOn");
const weeks = document.getElementById("Form_PlannedWeeks");

function project() {
  const track = document.querySelector("input[name='Form.TrackId']:checked");
  const count = Number(weeks.value || track?.dataset.weeks);
  const day = from.value ? new Date(`${from.value}T00:00:00Z`) : null;
  line.hidden = !day || !(count >= 1 && count <= 104);
  if (line.hidden) return;
  day.setUTCDate(day.getUTCDate() + 7 * count);
  line.querySelector("output").textContent = day.toLocaleDateString(document.documentElement.lang, { dateStyle: "medium", timeZone: "UTC" });
}

if (line && from && weeks) {
  from.form.addEventListener("input", project);
  project();
}
