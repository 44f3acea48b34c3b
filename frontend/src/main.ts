import "./look/main.scss";
import { startDrafts } from "./page/drafts.ts";
import { startForms } from "./page/forms.ts";
import { startKeys } from "./page/keys.ts";
import { startSheets } from "./page/sheets.ts";
import { startSide } from "./page/side.ts";
import { startTheme } from "./page/theme.ts";

// A module script runs when the page has been read; each part finds its elements and minds its own.
for (const start of [startTheme, startSide, startSheets, startForms, startDrafts, startKeys]) start();
