/** Every sentence of this page in both languages. `{x}` is filled in. */
import type { Language } from "./types.ts";

const WORDS = {
  app: ["现场", "Field"],
  loading: ["正在打开…", "Opening…"],
  sheets: ["检查表", "Sheets"],
  scan: ["扫码", "Scan"],
  logs: ["日志", "Logs"],
  more: ["更多", "More"],
  unsent: ["{n} 项未发送", "{n} unsent"],
  all_sent: ["已全部发送", "All sent"],
  offline: ["离线", "Offline"],
  sending: ["正在发送", "Sending"],
  refused_n: ["{n} 项未被接收", "{n} refused"],
  back: ["返回", "Back"],
  close: ["关闭", "Close"],
  cancel: ["取消", "Cancel"],
  save: ["保存", "Save"],
  done: ["完成", "Done"],
  next: ["下一项", "Next"],
  previous: ["上一项", "Previous"],
  overview: ["总览", "Overview"],
  // pairing
  pair_title: ["配对这部手机", "Pair this phone"],
  pair_lead: ["在电脑上打开「现场 · 配对手机」，扫描显示的二维码，或输入配对码。", "On your desk open «Field · Pair a phone», then scan the code shown there, or type it."],
  pair_code: ["配对码", "Pairing code"],
  pair_go: ["配对", "Pair"],
  pair_scan: ["扫描二维码", "Scan the code"],
  pair_online: ["配对需要网络。请连接后再试。", "Pairing needs the network. Connect and try again."],
  paired_as: ["已配对为 {name}（{unit}）", "Paired as {name} ({unit})"],
  unpaired: ["这部手机已被停用，不再接收它发送的内容。未发送的工作仍保留在手机上，请联系管理员。", "This phone has been revoked, and nothing it sends is taken. What is unsent stays on it; please tell the administrator."],
  // sheets
  no_sheets: ["没有需要您检查的网点", "Nothing for you to inspect"],
  no_sheets_text: ["检查任务分配给您后，联网时会自动下载。", "Sheets assigned to you come by themselves when you are online."],
  planned: ["计划 {day}", "Planned {day}"],
  unannounced: ["突击检查", "Unannounced"],
  progress: ["{done} / {all}", "{done} of {all}"],
  begin: ["开始检查", "Begin"],
  begin_lead: ["将记录开始时间和位置。", "The time and the place are noted."],
  finding_place: ["正在定位…", "Finding the place…"],
  no_place: ["未取得位置；仍可开始。", "No place was found; you can begin all the same."],
  self_check: ["自查", "Self-check"],
  begin_self_check: ["开始自查", "Begin a self-check"],
  state_planned: ["已计划", "Planned"],
  state_assigned: ["已分配", "Assigned"],
  state_in_progress: ["检查中", "In progress"],
  state_submitted: ["已提交", "Submitted"],
  state_confirmed: ["网点已确认", "Confirmed"],
  state_disputed: ["网点有异议", "Disputed"],
  state_final: ["已定稿", "Final"],
  state_cancelled: ["已取消", "Cancelled"],
  state_sending: ["已完成，待发送", "Handed in, to be sent"],
  channel_onsite: ["现场检查", "On site"],
  channel_offsite: ["非现场监测", "Off site"],
  channel_mystery: ["神秘人", "Mystery visit"],
  channel_self_check: ["自查", "Self-check"],
  only_open: ["只看未完成", "Only what is open"],
  score_so_far: ["目前得分 {score}", "Score so far {score}"],
  is_red_line: ["否决项", "Red line"],
  red_line: ["触及否决项", "Red line crossed"],
  go_on: ["继续检查", "Go on"],
  hand_in: ["提交", "Hand in"],
  // answers
  met: ["符合", "Met"],
  not_met: ["不符合", "Not met"],
  na: ["不适用", "Not applicable"],
  occurrences: ["发现几处", "How many times"],
  fewer: ["少一处", "One fewer"],
  more_of: ["多一处", "One more"],
  no_hit: ["未触及", "Not crossed"],
  hit: ["触及", "Crossed"],
  measured: ["测得数值", "Measured"],
  hit_of: ["其中达标", "Of these in order"],
  of: ["共", "In all"],
  working: ["正常", "Working"],
  tested: ["已测试", "Tested"],
  filled: ["由系统数据填写，不可手填", "Filled from records, never typed"],
  no_figures: ["尚无数据", "No figures yet"],
  points: ["{n} 分", "{n} points"],
  guidance_how: ["怎么查", "How to check"],
  note: ["扣分原因或备注", "Reason or note"],
  lack_answer: ["未答", "Open"],
  lack_proof: ["缺照片", "Needs proof"],
  lack_choice: ["需选择", "Choose"],
  proof_demanded: ["此项需要拍照留证", "This needs proof"],
  bad_number: ["请输入数字，如 12.5", "A number is needed, such as 12.5"],
  more_than_all: ["不能多于总数", "Not more than in all"],
  // proof
  photo: ["拍照", "Photo"],
  gallery: ["相册", "Album"],
  voice: ["语音", "Voice"],
  stop: ["停止（{s} 秒）", "Stop ({s} s)"],
  advise: ["现场指导", "Guidance"],
  draw_title: ["在照片上标注", "Draw on the photo"],
  draw_keep: ["使用照片", "Use the photo"],
  undo: ["撤销", "Undo"],
  photo_note: ["照片说明", "Caption"],
  original_kept: ["原图同时保留。", "The original is kept as well."],
  photo_waiting: ["待发送", "To be sent"],
  photo_sent: ["已发送", "Sent"],
  photo_refused: ["未被接收", "Refused"],
  photo_unreadable: ["这张照片在手机上无法预览，原文件已保存并将发送。", "This picture cannot be shown here; the file itself is kept and will be sent."],
  photo_n: ["照片 {n}", "Photo {n}"],
  voice_n: ["语音 {n}", "Voice {n}"],
  mic_refused: ["没有麦克风权限。请在浏览器设置中允许。", "The microphone is not allowed. Allow it in the settings of the browser."],
  advise_title: ["现场指导", "Guidance on the spot"],
  advise_lead: ["只作记录，不扣分。", "A record; it costs no points."],
  advise_text: ["指导内容", "What you advised"],
  advise_whom: ["指导对象", "Given to"],
  recorded: ["已记录", "Recorded"],
  // submit
  submit_title: ["提交检查表", "Hand in the sheet"],
  still_open: ["还有 {n} 项未完成", "{n} items are still open"],
  see_open: ["去完成", "Go to them"],
  assessment: ["总体评价", "Assessment"],
  assessment_needed: ["请写总体评价", "Write an assessment"],
  signature: ["值班负责人签名", "Signature of the duty manager"],
  sign_here: ["请在此签名", "Sign here"],
  clear: ["清除", "Clear"],
  submit_now: ["提交", "Hand in"],
  submitted_here: ["已完成。联网后自动发送。", "Done. It is sent as soon as there is a connection."],
  // conflicts
  conflicts: ["两处都改过", "Changed in two places"],
  conflict_lead: ["这些内容在另一台设备上也被修改。请选择保留哪个，两个版本都有记录。", "These were changed on another device as well. Choose which holds; both stay on record."],
  mine: ["我的", "Mine"],
  theirs: ["{by} 的", "By {by}"],
  keep_mine: ["用我的", "Keep mine"],
  take_theirs: ["用对方的", "Take theirs"],
  conflict_n: ["{n} 处需选择", "{n} to choose"],
  empty_value: ["（空）", "(empty)"],
  field_value: ["答案", "Answer"],
  field_note: ["备注", "Note"],
  field_assessment: ["总体评价", "Assessment"],
  field_place_note: ["位置说明", "Note on the place"],
  // scanning
  scan_title: ["扫描网点或机具的二维码", "Scan the code of an outlet or a machine"],
  scan_unknown: ["这不是标杆的二维码", "This is none of Biaogan's codes"],
  scan_not_mine: ["没有 {code} 的资料。联网刷新后再试。", "Nothing is known of {code}. Refresh when online."],
  camera_refused: ["没有相机权限，可改为拍摄或选择一张图片。", "The camera is not allowed. Take or choose a picture instead."],
  scan_picture: ["从图片识别", "Read from a picture"],
  // units, machines
  machines: ["机具", "Machines"],
  test: ["测试", "Test"],
  test_title: ["测试机具", "Test the machine"],
  step_ok: ["正常", "Works"],
  step_fault: ["故障", "Faulty"],
  works: ["测试结果", "Result"],
  down_since: ["何时停用（如已知）", "Down since (if known)"],
  fault_note: ["故障说明", "What is wrong"],
  repair_follows: ["提交后自动报修。", "A repair is opened with it."],
  test_needs_sheet: ["请先开始该网点的检查表", "Begin the sheet of this outlet first"],
  report_fault: ["报修", "Report a fault"],
  fault_needed: ["请说明故障", "Say what is wrong"],
  faulty: ["报修中", "In repair"],
  // logs
  log_title: ["网点日志", "Outlet log"],
  log_which: ["记什么", "What kind"],
  log_text: ["内容", "What happened"],
  log_text_needed: ["请写内容", "Write what happened"],
  log_outlet: ["网点", "Outlet"],
  no_logs: ["您没有记日志的网点", "No outlet whose logs you keep"],
  no_logs_text: ["日志由网点自己的人员记录。", "Logs are kept by the people of the outlet."],
  yes: ["是", "Yes"],
  no: ["否", "No"],
  // outbox
  outbox_title: ["未发送的工作", "Unsent work"],
  outbox_empty: ["没有未发送的工作", "Nothing is unsent"],
  outbox_kept: ["这些内容保存在手机上，联网后自动发送。", "These are kept on this phone and go by themselves once there is a connection."],
  send_now: ["立即发送", "Send now"],
  refused_title: ["未被接收", "Refused by the server"],
  refused_lead: ["内容仍保留在这里。看过后可移除。", "They are kept here until you have seen them."],
  seen: ["已知晓，移除", "Seen, remove"],
  kept_late: ["检查表已提交；服务器另行保存了这次修改", "The sheet was handed in before; the server keeps this change aside"],
  kept_not_in_version: ["此检查表没有这一项；服务器另行保存了这次修改", "The sheet has no such item; the server keeps this change aside"],
  file_progress: ["{done} / {all}", "{done} of {all}"],
  // settings
  settings: ["设置", "Settings"],
  language: ["语言", "Language"],
  theme: ["外观", "Look"],
  theme_auto: ["跟随系统", "As the phone"],
  theme_light: ["浅色", "Light"],
  theme_dark: ["深色", "Dark"],
  storage: ["存储", "Storage"],
  storage_safe: ["已获准长期保存", "Kept by the browser for good"],
  storage_unsafe: ["浏览器可能在空间不足时清除数据；请将本页添加到主屏幕", "The browser may clear data when space is short; add this page to the home screen"],
  storage_used: ["已用 {used}，可用 {free}", "{used} used, {free} free"],
  storage_ask: ["请求长期保存", "Ask to keep it"],
  full_title: ["手机存储已满", "The phone is full"],
  full_text: ["刚才的内容还没有保存，仍在屏幕上。已保存的工作没有丢失。请删除手机上的其他文件或联网发送后重试。", "What you just did is not kept yet and still stands on the screen. Nothing kept earlier is lost. Free some space or send what waits, then try again."],
  try_again: ["重试", "Try again"],
  failed_title: ["没有保存", "This was not kept"],
  clock_wrong: ["手机时间与服务器相差 {t}，已自动校正。", "The phone's clock is {t} off; it is put right by itself."],
  minutes: ["{n} 分钟", "{n} minutes"],
  version: ["版本", "Version"],
  new_version: ["有新版本", "A new version is here"],
  update_now: ["现在更新", "Update now"],
  refresh: ["刷新任务", "Refresh"],
  refreshed_at: ["上次更新 {t}", "Refreshed {t}"],
  kind_sheet_begin: ["开始检查", "Begin of a sheet"],
  kind_sheet_change: ["填写", "Answer"],
  kind_sheet_guide: ["现场指导", "Guidance"],
  kind_sheet_submit: ["提交检查表", "Handing in"],
  kind_sheet_photo: ["照片", "Photo"],
  kind_sheet_original: ["原图", "Original"],
  kind_device_test: ["机具测试", "Test of a machine"],
  kind_outlet_log: ["日志", "Log"],
  kind_self_check_begin: ["开始自查", "Begin of a self-check"],
  kind_repair_report: ["报修", "Fault report"],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;

let language: Language = "zh";

export function speak(which: Language): void {
  language = which;
  document.documentElement.lang = which === "zh" ? "zh-Hans" : "en";
}

export function spoken(): Language {
  return language;
}

export function word(name: Word, values: Record<string, string | number> = {}): string {
  return WORDS[name][language === "zh" ? 0 : 1].replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));
}

export function known(name: string): string | null {
  return name in WORDS ? word(name as Word) : null;
}

/** The name in the reader's language; the English one may be missing. */
export function named(thing: { name_zh: string; name_en: string }): string {
  return language === "zh" || !thing.name_en ? thing.name_zh : thing.name_en;
}

export function points(hundredths: number): string {
  return (hundredths / 100).toFixed(2).replace(/\.?0+$/, "");
}

export function moment(ms: number): string {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(ms);
}

/** A day with its weekday: «2026-11-24 周二». */
export function day(iso: string): string {
  const weekday = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { weekday: "short", timeZone: "UTC" }).format(Date.parse(iso));
  return `${iso} ${weekday}`;
}
