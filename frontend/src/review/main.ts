import "./desk.scss";
import { startPasting } from "./pasting.ts";
import { startDesk } from "./screen.ts";

const desk = document.querySelector<HTMLElement>("[data-desk]");
if (desk) {
  startDesk(desk);
  startPasting(desk);
}
