#!/bin/sh
# The registry of built-in files: list-built-ins.sh templates/network.tier ... -> C on stdout.
# Each file's bytes lie in the program as they are; nothing is read or parsed before a program
# names it.
set -eu
LC_ALL=C
export LC_ALL
[ $# = 0 ] || set -- $(printf '%s\n' "$@" | sort)

cat <<'C'
// Made by gen/tools/list-built-ins.sh from templates/.
#include "library/library.h"

#ifdef __APPLE__
#define PLACE ".section __TEXT,__const\n"
#define LABEL "_"
#else
#define PLACE ".section .rodata\n"
#define LABEL ""
#endif

#define BUILT_IN(symbol, path)                                                                     \
    extern const char symbol##_start[], symbol##_end[];                                            \
    __asm__(PLACE LABEL #symbol "_start:\n.incbin \"" path "\"\n" LABEL #symbol "_end:\n.byte 0\n.text\n");

C

n=0
for path in "$@"; do
    n=$((n + 1))
    echo "BUILT_IN(built_in_$n, \"$path\")"
done

echo
echo "static const BuiltIn all[] = {"
n=0
for path in "$@"; do
    n=$((n + 1))
    echo "    {\"${path##*/}\", built_in_${n}_start, built_in_${n}_end},"
done
echo "    {0},"
echo "};"
cat <<C

const BuiltIn *library_built_in(Str name) {
    for (const BuiltIn *built_in = all; built_in->name; built_in++)
        if (str_is(name, built_in->name)) return built_in;
    return NULL;
}

const BuiltIn *library_built_ins(size_t *count) {
    *count = sizeof all / sizeof all[0] - 1;
    return all;
}
C
