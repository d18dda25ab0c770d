#!/bin/sh
# The registry of subcommands: list-commands.sh gen/cli/command_build.c ... -> C on stdout.
# Each file defines `const Command command_NAME`.
set -eu
LC_ALL=C
export LC_ALL
[ $# = 0 ] || set -- $(printf '%s\n' "$@" | sort)

echo "// Made by gen/tools/list-commands.sh from the names of gen/cli/command_*.c."
echo "#include \"cli/command.h\""
echo
for path in "$@"; do echo "extern const Command $(basename "$path" .c);"; done
echo
echo "const Command *const command_all[] = {"
for path in "$@"; do echo "    &$(basename "$path" .c),"; done
echo "    0,"
echo "};"
