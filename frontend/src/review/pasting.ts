/** A screenshot of the recorder that is pasted lands in the form, as if it had been chosen. */
export function startPasting(desk: HTMLElement): void {
  document.addEventListener("paste", (event) => {
    const field = desk.querySelector<HTMLInputElement>("[data-screenshot] input[type=file]");
    const picture = [...(event.clipboardData?.files ?? [])].find((file) => file.type.startsWith("image/"));
    if (!field || !picture) return;
    const kept = new DataTransfer();
    const ending = picture.type === "image/jpeg" ? "jpg" : "png";
    kept.items.add(new File([picture], `screenshot.${ending}`, { type: picture.type }));
    field.files = kept.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    event.preventDefault();
  });
}
