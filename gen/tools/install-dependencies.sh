#!/bin/sh
# Installs what is missing, through the system's package manager, and says so.
#
#   install-dependencies.sh NEED...   compiler libraries cmocka python valgrind node clang
#
# Looks first; where everything is there, nothing is run, printed or asked.
set -eu

# "package to install" on each system, in the order apt, dnf, apk, pacman, brew.
packages_of() {
    case $1 in
    cc) echo "gcc libc6-dev|gcc glibc-devel|gcc musl-dev|gcc|gcc" ;;
    ar) echo "binutils|binutils|binutils|binutils|binutils" ;;
    pkg-config) echo "pkg-config|pkgconf-pkg-config|pkgconf|pkgconf|pkgconf" ;;
    yaml-0.1) echo "libyaml-dev|libyaml-devel|yaml-dev|libyaml|libyaml" ;;
    libcjson) echo "libcjson-dev|cjson-devel|cjson-dev|cjson|cjson" ;;
    libpcre2-8) echo "libpcre2-dev|pcre2-devel|pcre2-dev|pcre2|pcre2" ;;
    cmocka) echo "libcmocka-dev|libcmocka-devel|cmocka-dev|cmocka|cmocka" ;;
    python3) echo "python3|python3|python3|python|python" ;;
    venv) echo "python3-venv|python3|python3|python|python" ;;
    valgrind) echo "valgrind|valgrind|valgrind|valgrind|valgrind" ;;
    clang) echo "clang|clang|clang compiler-rt|clang compiler-rt|llvm" ;;
    node) echo "nodejs|nodejs|nodejs|nodejs|node" ;;
    esac
}

commands_and_libraries() {
    for need in "$@"; do
        case $need in
        compiler) echo cc ar pkg-config ;;
        libraries) echo yaml-0.1 libcjson libpcre2-8 ;;
        python) echo python3 venv ;;
        cmocka | valgrind | node | clang) echo "$need" ;;
        *) echo "install-dependencies: no such need: $need" >&2 && exit 2 ;;
        esac
    done
}

is_there() {
    case $1 in
    yaml-0.1 | libcjson | libpcre2-8 | cmocka) pkg-config --exists "$1" 2>/dev/null ;;
    venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

missing() {
    for part in $(commands_and_libraries "$@"); do is_there "$part" || echo "$part"; done
}

# The package manager of this machine, as the field of packages_of() that is its.
find_manager() {
    field=0
    for manager in apt-get dnf apk pacman brew; do
        field=$((field + 1))
        if command -v "$manager" >/dev/null 2>&1; then return; fi
    done
    echo "Missing: $lacking" >&2
    echo "and none of the package managers that this script knows (apt-get, dnf, apk, pacman, brew)." >&2
    exit 3
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1; then sudo "$@"
    else
        echo "These need root, and there is no sudo here. As root, run: $*" >&2
        exit 3
    fi
}

install_packages() {
    case $field in
    1)
        # One source that cannot be reached must not keep the others from being used.
        as_root apt-get update -qq || echo "Going on with the package lists that are there."
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
        ;;
    2) as_root dnf install -y -q "$@" ;;
    3) as_root apk add -q "$@" ;;
    4) as_root pacman -S --noconfirm --needed "$@" ;;
    5) brew install -q "$@" ;;
    esac
}

lacking=$(missing "$@" | tr '\n' ' ')
[ -n "$lacking" ] || exit 0
find_manager
packages=
for part in $lacking; do packages="$packages $(packages_of "$part" | cut -d'|' -f"$field")"; done
echo "Missing: $lacking"
echo "Installing:$packages"
# shellcheck disable=SC2086 # the names are words
install_packages $packages
still=$(missing "$@" | tr '\n' ' ')
if [ -n "$still" ]; then
    echo "Still missing after installing: $still" >&2
    exit 3
fi
