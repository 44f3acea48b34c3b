/** What every form does: goes out once, leaves no empty words in addresses, shows its errors first. */
export function startForms(): void {
  document.addEventListener("submit", sendOnce);
  // A page that comes back from the browser's memory is ready to send again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) release(form);
  });
  document.addEventListener("formdata", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.matches("[data-filters]")) return;
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
  showWrongDialog();
  const back = document.querySelector<HTMLButtonElement>("[data-go-back]");
  if (back && history.length > 1) {
    back.hidden = false;
    back.addEventListener("click", () => history.back());
  }
}

function sendOnce(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.matches("[hx-post], [data-again]")) return;
  if (form.dataset["sent"] !== undefined) return event.preventDefault();
  form.dataset["sent"] = "";
  event.submitter?.setAttribute("aria-busy", "true");
}

function release(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

/** A dialog that came back with errors opens by itself. */
function showWrongDialog(): void {
  const dialog = document.querySelector("dialog [data-error-summary]")?.closest("dialog");
  dialog?.showModal();
}
