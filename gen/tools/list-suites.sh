#!/bin/sh
# The registry of unit tests: list-suites.sh tests/unit/test_arena.c ... -> C on stdout.
# Each file test_X.c defines `const struct CMUnitTest X_tests[]` and `const size_t X_tests_count`.
set -eu
LC_ALL=C
export LC_ALL
[ $# = 0 ] || set -- $(printf '%s\n' "$@" | sort)

name_of() { basename "$1" .c | sed 's/^test_//'; }

echo "// Made by gen/tools/list-suites.sh from the names of tests/unit/test_*.c."
echo "#include \"unit/suite.h\""
echo
for path in "$@"; do
    name=$(name_of "$path")
    echo "extern const struct CMUnitTest ${name}_tests[];"
    echo "extern const size_t ${name}_tests_count;"
done
echo
echo "const Suite suites[] = {"
for path in "$@"; do
    name=$(name_of "$path")
    echo "    {\"$name\", ${name}_tests, &${name}_tests_count},"
done
echo "    {0},"
echo "};"
