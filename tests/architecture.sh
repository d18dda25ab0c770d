#!/bin/sh
# The laws of the house that a program can check. Ends with "architecture: N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 3
passed=0 failed=0

# verdict "what is true" "lines that say otherwise"
verdict() {
    if [ -z "$2" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'Not so: %s\n%s\n\n' "$1" "$2"
    fi
}

# A file includes files of its own room and of rooms listed before it in gen/FLOORS; a room that is
# not listed is above all others.
upward_includes() {
    awk -v floors=gen/FLOORS '
        BEGIN { while ((getline room < floors) > 0) if (room != "" && room !~ /^#/) floor[room] = ++rooms }
        FNR == 1 { split(FILENAME, part, "/"); own = part[2] }
        /^#[ \t]*include[ \t]*"/ {
            split($0, quoted, "\"")
            if (index(quoted[2], "/") == 0) { print FILENAME ":" FNR ": name the room: " quoted[2]; next }
            split(quoted[2], path, "/")
            if (path[1] == own) next
            if (!(path[1] in floor)) print FILENAME ":" FNR ": no such room in gen/FLOORS: " path[1]
            else if (own in floor && floor[path[1]] > floor[own]) print FILENAME ":" FNR ": " own " lies below " path[1]
        }' $(find gen -name '*.[ch]' ! -path 'gen/tools/*' | sort)
}

rooms_without_floor() {
    for room in gen/*/; do
        room=$(basename "$room")
        [ "$room" = tools ] || [ -z "$(ls "gen/$room")" ] || grep -qx "$room" gen/FLOORS || echo "gen/$room"
    done
}

# Names of AWS resource types in C: for the rules of validate/, and for the list of what needs a capability,
# which CloudFormation's own API reference defines. AWS::Region and its like are no types, nor is
# AWS::Something::Something in a comment.
types_in_c() {
    grep -rnE '"AWS::[A-Z][A-Za-z0-9]*::' gen --include='*.[ch]' --include='*.def' |
        grep -vE '^gen/(validate|tools)/|^gen/(cli/capabilities|expand/parameter_types)\.def:|^[^:]*:[0-9]*: *//'
}

long_files() { find gen -name '*.[ch]' -exec wc -l {} + | awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines" }'; }

# Only the command line knows the time, the environment and the place it runs in.
surroundings() {
    grep -rnwE 'getenv|time|clock_gettime|localtime|setlocale|rand|srand|getpid' gen --include='*.[ch]' |
        grep -E '\b(getenv|time|clock_gettime|localtime|setlocale|rand|srand|getpid) *\(' |
        grep -vE '^gen/(cli|tools)/|^[^:]*:[0-9]*: *//'
}

printing_rooms() {
    grep -rnE '\b(printf|puts|putchar|fputs|fprintf|perror) *\(' gen --include='*.[ch]' |
        grep -vE '^gen/(cli|tools)/|^gen/base/arena\.c:|^[^:]*:[0-9]*: *//'
}

# Nothing tells of the machine that something was written on.
machine_paths() { grep -rnIE '/(home|root|work|Users)/[a-z]' --exclude-dir=.git --exclude-dir=build . | head; }

# The first block of the README is the reference example, to the byte.
stale_example() { awk '/^```$/ && on {exit} on {print} /^```tier$/ {on = 1}' README.md | diff - examples/three-tier.tier; }

stale_mistakes() {
    awk '/^<!-- first mistakes: end/ {on = 0} on && NF {print} /^<!-- first mistakes: the/ {on = 1}' README.md |
        diff - tests/first-mistakes.md
}

verdict "rooms include downward" "$(upward_includes)"
verdict "every room has a floor" "$(rooms_without_floor)"
verdict "no resource type is named in C" "$(types_in_c)"
verdict "no file of gen/ has more than 800 lines" "$(long_files)"
verdict "below the command line nothing asks for time or surroundings" "$(surroundings)"
verdict "below the command line nothing prints" "$(printing_rooms)"
verdict "README.md shows the example as it is" "$(stale_example)"
verdict "README.md shows the table of first mistakes" "$(stale_mistakes)"
verdict "no file names a folder of somebody's machine" "$(machine_paths)"

echo "architecture: $passed passed, $failed failed"
[ "$failed" = 0 ]
