#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cases/cases.h"

static int by_bytes(const void *a, const void *b) { return str_compare(*(const Str *)a, *(const Str *)b); }

Paths files_in(Arena *arena, const char *folder) {
    Paths names = {0};
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (entry->d_name[0] != '.') vector_add(arena, &names, str_copy(arena, str_of(entry->d_name)));
    if (directory) closedir(directory);
    if (names.count) qsort(names.at, names.count, sizeof *names.at, by_bytes);
    return names;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static void add_below(Arena *arena, const char *folder, const char *suffix, Paths *paths) {
    const Paths names = files_in(arena, folder);
    for (size_t i = 0; i < names.count; i++) {
        const Str path = str_format(arena, "%s/%.*s", folder, STR_ARG(names.at[i]));
        if (is_folder(path.at))
            add_below(arena, path.at, suffix, paths);
        else if (str_ends(path, str_of(suffix)))
            vector_add(arena, paths, path);
    }
}

Paths files_below(Arena *arena, const char *folder, const char *suffix) {
    Paths paths = {0};
    add_below(arena, folder, suffix, &paths);
    return paths;
}

bool file_read(Arena *arena, Str path, Str *text) {
    FILE *stream = fopen(str_terminated(arena, path), "rb");
    if (!stream) return false;
    fseek(stream, 0, SEEK_END);
    const long size = ftell(stream);
    rewind(stream);
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    *text = (Str){bytes, fread(bytes, 1, (size_t)size, stream)};
    fclose(stream);
    return true;
}

static void make_folders(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
}

void file_write(Arena *arena, Str path, Str text) {
    char *terminated = (char *)str_terminated(arena, path);
    make_folders(terminated);
    FILE *stream = fopen(terminated, "wb");
    if (!stream || fwrite(text.at ? text.at : "", 1, text.length, stream) != text.length || fclose(stream) != 0)
        fail_msg("cannot write %s", terminated);
}

bool file_exists(Arena *arena, Str path) {
    struct stat status;
    return stat(str_terminated(arena, path), &status) == 0;
}

static size_t last_slash(Str path) {
    size_t i = path.length;
    while (i && path.at[i - 1] != '/') i--;
    return i;
}

Str path_folder(Str path) {
    const size_t slash = last_slash(path);
    return str_slice(path, 0, slash ? slash - 1 : 0);
}

Str path_name(Str path) { return str_slice(path, last_slash(path), path.length); }

// ---- comparing

bool expectations_are_written(void) {
    const char *wish = getenv("TIERCE_GOLDEN");
    return wish && strcmp(wish, "write") == 0;
}

static void show_first_difference(Str path, Str expected, Str actual) {
    size_t line = 1, start = 0, i = 0;
    while (i < expected.length && i < actual.length && expected.at[i] == actual.at[i]) {
        if (expected.at[i++] != '\n') continue;
        line++;
        start = i;
    }
    const Str wanted = str_slice(expected, start, str_find_byte(expected, '\n', start));
    const Str got = str_slice(actual, start, str_find_byte(actual, '\n', start));
    print_error("%.*s:%zu differs (`make golden` writes it anew)\nexpected: %.*s\n  actual: %.*s\n", STR_ARG(path),
                line, STR_ARG(wanted), STR_ARG(got));
}

void assert_file(Arena *arena, Str path, Str actual) {
    Str expected = STR_NONE;
    const bool there = file_read(arena, path, &expected);
    if (there && str_equal(expected, actual)) return;
    if (expectations_are_written()) {
        file_write(arena, path, actual);
        return;
    }
    show_first_difference(path, expected, actual);
    fail_msg("%.*s is not what it should be", STR_ARG(path));
}
